from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "clave.company"
    label = "company"
