"""Serving Clave, and bringing its database to this version."""

from __future__ import annotations

import click
from django.conf import settings
from django.core.management import call_command

from clave.kit.starting import NOT_SET_UP, failures_in_one_line, give_up, on_the_database, pending_migrations
from clave.ledger.operations import catch_up_coverage, sweep_leftovers
from clave.value.operations.running import sweep_runs
from clave.web import jobs

THREADS = 8
"""Requests that one process answers at the same time, each with a database connection of its own."""
SECONDS_TO_FINISH = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@on_the_database
def serve(host: str, port: int, workers: int) -> None:
    """Serve the application and work through its jobs, until interrupted."""
    _refuse_development_secret()
    settings.LEDGER_DIR.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    sweep_leftovers()
    sweep_runs()
    with jobs.worked_through():
        _answer_requests(host, port, workers)


@click.command()
def migrate() -> None:
    """Bring the database to this version; keeps what is in it."""
    with failures_in_one_line():
        settings.LEDGER_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        pending = pending_migrations()
        call_command("migrate", interactive=False, verbosity=0)
        catch_up_coverage()
    click.echo(f"{len(pending)} changes made; the database is at this version.", err=True)


def _answer_requests(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    click.echo(f"Clave answers at http://{host}:{port}/ (Ctrl+C ends it).", err=True)
    Granian(
        "clave.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
    ).serve()


def _refuse_development_secret() -> None:
    """Who knows the secret can sign in as anybody, so the published one never serves."""
    if settings.SECRET_KEY == settings.DEVELOPMENT_SECRET:
        how = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        give_up(f"Set CLAVE_SECRET_KEY or CLAVE_SECRET_KEY_FILE first; this makes one: {how}", NOT_SET_UP)
