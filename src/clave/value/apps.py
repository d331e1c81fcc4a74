from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "clave.value"
    label = "value"
