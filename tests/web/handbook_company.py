"""Fills the database of a served application with the company that the lines of the handbook speak of."""

from __future__ import annotations

import os

CHAMPION = "ana@example.com"


def fill() -> None:
    """A champion with the address of the handbook, customers with figures, a charter in force, a ranking."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from tests.cast import Cast
    from tests.portfolio.choosing import Choosing
    from tests.value.book import Company

    choosing = Choosing(Company(Cast()))
    choosing.admitted()
    choosing.champion.email = CHAMPION
    choosing.champion.save(update_fields=["email"])


if __name__ == "__main__":
    fill()
