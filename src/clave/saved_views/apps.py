from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "clave.saved_views"
    label = "saved_views"
