from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clave.accounts"
    label = "accounts"
