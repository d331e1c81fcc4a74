from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "clave.kit"
    label = "kit"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from clave.kit.seeking import teach

        connection_created.connect(teach, dispatch_uid="folding")
