from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "clave.people"
    label = "people"
