from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "clave.access"
    label = "access"
