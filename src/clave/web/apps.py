from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clave.web"
    label = "web"

    def ready(self) -> None:
        from clave.web import checks  # noqa: F401  (registers them)
