from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "clave.ledger"
    label = "ledger"
