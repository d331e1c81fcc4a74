from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clave.web"
    label = "web"
