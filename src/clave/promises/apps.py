from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "clave.promises"
    label = "promises"
