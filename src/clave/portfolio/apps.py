from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "clave.portfolio"
    label = "portfolio"
