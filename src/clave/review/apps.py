from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "clave.review"
    label = "review"
