from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "clave.promises"
    label = "promises"

    def ready(self) -> None:
        from clave.ledger.signals import data_arrived
        from clave.promises.operations.judging import judge_after_import

        data_arrived.connect(judge_after_import, dispatch_uid="promises.judge_after_import")
