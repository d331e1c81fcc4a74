from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "clave.web"
    label = "web"

    def ready(self) -> None:
        from clave.kit import slots
        from clave.notices.sources import tell
        from clave.web import checks  # noqa: F401  (registers them)
        from clave.web.brief.link import brief_link
        from clave.web.lists import offer_lists
        from clave.web.news import news

        slots.fill(slots.VISITS, "brief", brief_link)
        tell("clave", news)
        offer_lists()
