"""Fills a served application with a function, a key account and promises due this week, in a process of its own."""

from __future__ import annotations

import os


def fill() -> None:
    """Four promises of Operations, one of them overdue, to a key account whose figures nobody on the desk may see."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from datetime import date, timedelta

    from django.utils import timezone

    from clave.kit.money import Money
    from tests.cast import Cast
    from tests.promises.keeping import Keeping

    keeping, today = Keeping(Cast()), timezone.localdate()
    cost = Money.from_minor(987_654_00, "EUR")
    for what, days in (
        ("Labels on pallets", -1),
        ("A named planner", 0),
        ("Stock kept apart", 0),
        ("A plant visit", 0),
    ):
        due = {"due_on": today + timedelta(days=days), "starts_on": date(2026, 1, 1)}
        keeping.promise(what, cost=cost, **due)


if __name__ == "__main__":
    fill()
