"""Fills the database of a served application with the small company of the value tests, in a process of its own."""

from __future__ import annotations

import os


def fill() -> None:
    """People in every role, customers with figures, and who answers for whom."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()

    from clave.access.policy import Role
    from tests.cast import Cast
    from tests.value.book import Company

    company = Company(Cast())
    company.assign(Role.KEY_ACCOUNT_MANAGER, Role.FUNCTION_MEMBER)


if __name__ == "__main__":
    fill()
