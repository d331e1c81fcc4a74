"""Fills the database of a served application with key accounts that wait for their managers."""

from __future__ import annotations

import os


def begin() -> None:
    """Two key accounts, an engineer and a seller whose skills two sides know, and somebody nobody assessed."""
    from tests.cast import Cast
    from tests.people.managing import Managing
    from tests.value.book import Company

    cast = Cast()
    assert cast.people
    Managing(Company(cast))


def main() -> None:
    """Fill the database, in a process of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    begin()


if __name__ == "__main__":
    main()
