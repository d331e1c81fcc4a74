"""`clave check`: what an import of a file would say, without importing it and without a database."""

from __future__ import annotations

import gettext
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from clave.analytics.problems import gettext_noop as _
from clave.analytics.schema import KINDS

if TYPE_CHECKING:
    from clave.analytics.sources.intake import Intake, IntakeSettings
    from clave.analytics.sources.profile import Profile

EXIT_BAD_INPUT, EXIT_FAULT, EXIT_DISK, EXIT_PIPE, EXIT_INTERRUPTED = 2, 70, 74, 141, 130
ROWS = _("%(file)s: %(rows)s rows, %(accepted)s accepted, %(refused)s refused, %(excluded)s left out.")
TOTAL = _("%(name)s: %(value)s")
MORE = _("… and %(more)s more refused rows.")
INTERRUPTED = _("INTERRUPTED: nothing was imported; it is safe to repeat.")
FAULT = _("The file could not be checked (%(reason)s). Nothing was changed.")
NOTHING_CHANGED = _("Nothing was changed.")
ALL_GOOD = _("The file can be imported.")
CONFIRM = _("The warnings %(codes)s must be confirmed before the rows can be imported.")
DAY = click.DateTime(["%Y-%m-%d"])
Translate = Callable[[str], str]


@click.command()
@click.argument("ledger")
@click.option(
    "--kind", type=click.Choice(sorted(KINDS)), default="orders", show_default=True, help="What the rows are."
)
@click.option("--map", "profile", type=click.Path(path_type=Path), help="Mapping profile (TOML).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--sheet", help="The sheet of a workbook to read.")
@click.option(
    "--customers",
    type=click.Path(path_type=Path),
    help="Customers there are: a file with one code a line (first column).",
)
@click.option("--today", type=DAY, help="The day to check dates against.  [default: the current day]")
@click.option("--time-zone", default="Europe/Berlin", show_default=True, help="The zone whose calendar days count.")
@click.option("--currencies", help="Currencies in use, with commas between.  [default: all of ISO 4217]")
@click.option("--locked-until", type=DAY, help="Refuse rows up to this day.")
@click.option(
    "--max-rows",
    type=click.IntRange(min=0),
    default=1_000_000,
    show_default=True,
    help="The most rows; 0 for any number.",
)
@click.option(
    "--land",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the accepted rows (Parquet) and intake.json here.",
)
def check(ledger: str, profile: Path | None, as_json: bool, land: Path | None, **options: Any) -> None:
    """Check LEDGER (a file, folder, glob or database address) without importing it."""
    translate = translation()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with exits(translate):
        intake = checked(ledger, profile, land, options)
        if land is not None:
            answer = json.dumps(intake.as_json(translate), ensure_ascii=False, indent=1)
            (land / "intake.json").write_text(answer, encoding="utf-8")
        tell(ledger, intake, as_json, translate)
        sys.stdout.flush()
    if not intake.is_clean:
        sys.exit(EXIT_BAD_INPUT)


def translation() -> Translate:
    """Spanish where the environment asks for it and the catalogue is there; else English."""
    asked = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if not asked.lower().startswith("es"):
        return lambda text: text
    folder = Path(__file__).parents[2] / "web" / "locale"
    return gettext.translation("django", folder, languages=["es"], fallback=True).gettext


@contextmanager
def exits(translate: Translate) -> Iterator[None]:
    """Every way a check can end besides its answer: one line on stderr and the right status, never a trace."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(translate(INTERRUPTED), err=True)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_PIPE)
    except click.ClickException:
        raise
    except OSError as error:
        click.echo(translate(FAULT) % {"reason": error.strerror or type(error).__name__}, err=True)
        sys.exit(EXIT_DISK)
    except Exception as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        click.echo(translate(FAULT) % {"reason": reason}, err=True)
        sys.exit(EXIT_FAULT)


def checked(ledger: str, profile: Path | None, land: Path | None, options: dict[str, Any]) -> Intake:
    """The intake of the source; one that never began when the profile cannot be read."""
    from clave.analytics.sources import ProfileRefused, take_in
    from clave.analytics.sources.opening import refused_profile

    try:
        mapped = mapping(profile, options["sheet"])
    except ProfileRefused as refused:
        return refused_profile(refused, options["kind"])
    settings = settings_of(options)
    with tempfile.TemporaryDirectory(prefix="clave-check-") as folder:
        where = land or Path(folder)
        return take_in(ledger, kind=options["kind"], profile=mapped, land_in=where, settings=settings)


def mapping(path: Path | None, sheet: str | None) -> Profile | None:
    """The profile with the sheet named on the command line."""
    from clave.analytics.sources.profile import Profile

    profile = Profile.from_file(path) if path else None
    if sheet is None:
        return profile
    profile = profile or Profile()
    return replace(profile, format=replace(profile.format, sheet=sheet))


def settings_of(options: dict[str, Any]) -> IntakeSettings:
    """What the options say about the world outside the file."""
    from clave.analytics.sources.intake import IntakeSettings

    try:
        now = datetime.now(ZoneInfo(options["time_zone"]))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(options["time_zone"], param_hint="--time-zone") from None
    currencies = frozenset(code.strip() for code in (options["currencies"] or "").split(",") if code.strip())
    return IntakeSettings(
        today=day_of(options["today"]) or now.date(),
        time_zone=options["time_zone"],
        allowed_currencies=currencies or None,
        known_customers=codes_in(options["customers"]) if options["customers"] else None,
        locked_until=day_of(options["locked_until"]),
        max_rows=options["max_rows"] or None,
    )


def day_of(moment: datetime | None) -> date | None:
    """The day a date option names."""
    return None if moment is None else moment.date()


def codes_in(path: Path) -> frozenset[str]:
    """The codes in the first column of a file; a line of column names is left out."""
    from clave.analytics.sources.headers import column_called

    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{path}: {error}", param_hint="--customers") from None
    codes = [line.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"') for line in lines]
    if codes and column_called(codes[0], KINDS["customers"].columns):
        codes = codes[1:]
    return frozenset(code for code in codes if code)


def tell(ledger: str, intake: Intake, as_json: bool, translate: Translate) -> None:
    """The answer on stdout; what is wrong on stderr."""
    if as_json:
        click.echo(json.dumps(intake.as_json(translate), ensure_ascii=False, indent=1))
        return
    for problem in (*intake.refused, *intake.warnings):
        click.echo(f"{problem.code}  {problem.sentence(translate)}", err=True)
    more = intake.refused_count - len(intake.refused)
    if more > 0:
        click.echo(translate(MORE) % {"more": more}, err=True)
    if intake.needs_confirmation:
        click.echo(translate(CONFIRM) % {"codes": ", ".join(intake.needs_confirmation)}, err=True)
    if not intake.refused_file:
        counts = {
            "rows": intake.rows,
            "accepted": intake.accepted,
            "refused": intake.refused_count,
            "excluded": intake.excluded,
        }
        click.echo(translate(ROWS) % {"file": shown_name(ledger), **counts})
        for name, value in intake.totals.items():
            if value is not None and not isinstance(value, dict):
                click.echo("  " + translate(TOTAL) % {"name": name, "value": value})
    click.echo(translate(ALL_GOOD if intake.is_clean else NOTHING_CHANGED))


def shown_name(ledger: str) -> str:
    """The name of the source without the password of a database."""
    from clave.analytics.sources.databases import is_address, shown_address

    return shown_address(ledger) if is_address(ledger) else Path(ledger).name
