from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "clave.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from clave.notices.sources import tell
        from clave.webhooks.news import news

        tell("webhooks", news)
