from django.apps import AppConfig


class SponsorshipConfig(AppConfig):
    name = "clave.sponsorship"
    label = "sponsorship"
