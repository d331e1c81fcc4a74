from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "clave.kit"
    label = "kit"
