"""The database follows the models, and every change to it has a name."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.house.source import ROOT, SOURCE


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=told)
    except SystemExit:
        pytest.fail(f"run makemigrations --name …:\n{told.getvalue()}")


def test_every_migration_has_a_name() -> None:
    unnamed = re.compile(r"\d{4}_(initial|auto_.*|alter_.*_and_more|.*_\d{8}_\d{4})")
    files = SOURCE.glob("*/migrations/[0-9]*.py")
    assert [str(path.relative_to(ROOT)) for path in files if unnamed.fullmatch(path.stem)] == []
