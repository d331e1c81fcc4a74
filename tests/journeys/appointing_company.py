"""Fills the database of a served application with key accounts that wait for their managers."""

from __future__ import annotations

import sys
from datetime import date


def begin() -> None:
    """Two key accounts, an engineer and a seller whose skills two sides know, and somebody nobody assessed."""
    from tests.cast import Cast
    from tests.people.managing import Managing
    from tests.value.book import Company

    cast = Cast()
    assert cast.people
    Managing(Company(cast))


if __name__ == "__main__":
    import django

    django.setup()
    assert date.fromisoformat(sys.argv[1])
    begin()
