from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clave.web"
    label = "web"

    def ready(self) -> None:
        from clave.kit import slots
        from clave.web import checks  # noqa: F401  (registers them)
        from clave.web.brief.link import brief_link

        slots.fill(slots.VISITS, "brief", brief_link)
