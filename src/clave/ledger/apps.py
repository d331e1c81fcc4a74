from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "clave.ledger"
    label = "ledger"

    def ready(self) -> None:
        from django.urls import register_converter

        from clave.ledger.customer_codes import CustomerCode, LastCustomerCode

        register_converter(CustomerCode, "customer")
        register_converter(LastCustomerCode, "last_customer")
