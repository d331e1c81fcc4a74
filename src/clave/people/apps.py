from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "clave.people"
    label = "people"

    def ready(self) -> None:
        from clave.ledger.operations.tables import add_table
        from clave.people.operations.training_files import TABLE

        add_table("training", TABLE)
