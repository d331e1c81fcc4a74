"""`clave demo`: one command from nothing to a company that can be looked at."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from clave.demo.folder import Demo, DemoFolder, State
from clave.demo.words import LANGUAGES, Language
from clave.kit.refusals import Refusal
from clave.kit.starting import failures_in_one_line, give_up, set_up

DEFAULT_SEED = 3
DEFAULT_FOLDER = Path("clave-data/demo")


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--data-dir",
    default=DEFAULT_FOLDER,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo lives: an empty folder, or one that holds a demo.",
)
@click.option("--seed", default=DEFAULT_SEED, show_default=True, type=click.IntRange(0), help="Which company.")
@click.option("--language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="What it speaks.")
@click.option("--serve/--no-serve", "serve_it", default=True, help="Serve it once it is there.")
def demo(port: int, data_dir: Path, seed: int, language: Language, serve_it: bool) -> None:
    """Build the demo company, print its users and serve it."""
    folder = DemoFolder(data_dir)
    settle(folder)
    try:
        stands = standing(folder) if folder.state is State.BUILT else built(folder, seed, language)
    except Refusal as refusal:
        give_up(f"{refusal.code}: {refusal.sentence()}", refusal.exit_status)
    print_users(folder, stands)
    if serve_it:
        answer(port)


def settle(folder: DemoFolder) -> None:
    """The settings of a demo: its own folder, and plain HTTP because it is served to this computer alone."""
    os.environ["CLAVE_DATA_DIR"] = str(folder.path)
    os.environ.setdefault("CLAVE_HTTPS", "0")


def built(folder: DemoFolder, seed: int, language: Language) -> Demo:
    """A new demo, with orders up to yesterday."""
    with folder.begun():
        set_up()
        from clave.demo.building import build

        with failures_in_one_line():
            stands = build(folder=folder, seed=seed, until=today() - timedelta(days=1), language=language)
            folder.finish(stands)
    return stands


def standing(folder: DemoFolder) -> Demo:
    """The demo that is there already, brought to this version and otherwise left as it is."""
    stands = folder.demo()
    set_up()
    from clave.demo.building import prepare_database

    with failures_in_one_line():
        prepare_database()
    click.echo(
        f"{folder.path} already holds the demo with seed {stands.seed} and orders up to {stands.until}: it is left "
        "as it is. For another company choose another folder: clave demo --data-dir DIR --seed N",
        err=True,
    )
    return stands


def print_users(folder: DemoFolder, stands: Demo) -> None:
    """Who signs in with what, one line per role, on standard output."""
    rows = [("role", "name", "e-mail", "password")]
    rows += [(each.role.replace("_", " "), each.full_name, each.email, stands.password) for each in stands.cast]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo(f"The demo is in {folder.path}.", err=True)


def answer(port: int) -> None:
    """Serve the demo until interrupted."""
    from clave.web.commands import serve

    click.get_current_context().invoke(serve, port=port)


def today() -> date:
    """The day it is where the company is."""
    return datetime.now(ZoneInfo(os.environ.get("CLAVE_TIME_ZONE", "Europe/Berlin"))).date()
