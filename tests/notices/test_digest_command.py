"""`clave digest`: who would be written to, and what happens without a mail server."""

from __future__ import annotations

from pathlib import Path

from tests.serving import run


def test_without_a_mail_server_the_command_says_what_to_set(migrated: dict[str, str], tmp_path: Path) -> None:
    told = run("digest", env=migrated)
    assert told.returncode == 78
    assert "CLAVE_EMAIL_URL" in told.stderr


def test_a_dry_run_writes_and_sends_nothing(migrated: dict[str, str], tmp_path: Path) -> None:
    told = run("digest", "--dry-run", env=migrated)
    assert (told.returncode, told.stdout) == (0, "")


def test_a_mail_server_that_cannot_be_understood_is_one_line(migrated: dict[str, str], tmp_path: Path) -> None:
    told = run("digest", env={**migrated, "CLAVE_EMAIL_URL": "http://mail.example"})
    assert told.returncode == 78
    assert "CLAVE_EMAIL_URL cannot be understood" in told.stderr
    assert "Traceback" not in told.stderr
