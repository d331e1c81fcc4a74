from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "clave.review"
    label = "review"

    def ready(self) -> None:
        from clave.accounts.rooms import PLACE
        from clave.kit import slots
        from clave.review.views.what_matters import what_matters

        slots.fill(PLACE, "what matters", what_matters)
