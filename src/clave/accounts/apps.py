from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clave.accounts"
    label = "accounts"

    def ready(self) -> None:
        from clave.accounts.operations.readings import read_after_import
        from clave.ledger.signals import data_arrived

        data_arrived.connect(read_after_import, dispatch_uid="accounts.read_after_import")
