from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "clave.connectors"
    label = "connectors"
