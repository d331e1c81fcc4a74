from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "clave.notices"
    label = "notices"
