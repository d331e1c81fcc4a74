from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "clave.programme"
    label = "programme"
