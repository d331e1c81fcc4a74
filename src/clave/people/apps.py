from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "clave.people"
    label = "people"

    def ready(self) -> None:
        from clave.ledger.operations.tables import add_table
        from clave.people.operations import skill_files, training_files

        add_table("training", training_files.TABLE)
        add_table("skills", skill_files.TABLE)
