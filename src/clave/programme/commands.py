"""`clave board-pack`: the pack for the board as a file, as the champion reads it."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import RoleGrant, User
from clave.access.policy import Role
from clave.kit.refusals import Refusal, gettext_noop
from clave.kit.starting import on_the_database
from clave.programme.operations.board_pack import record_pack
from clave.programme.pack.gathering import board_pack as gathered
from clave.programme.pack.making import MEDIA, made
from clave.programme.pack.quarters import quarter_named
from clave.programme.pack.templates import opened
from clave.programme.queries.templates import template_in_use


class NoChampionYet(Refusal):
    """The pack is the champion's, and there is none."""

    code = "NO_CHAMPION"
    template = gettext_noop("Nobody who may sign in holds the role of champion. An administrator grants it.")


class KindUnknown(Refusal):
    """The ending of the file names no kind of paper."""

    code = "PACK_KIND"
    template = gettext_noop("%(file)s ends in nothing that the pack can be made as. Choose .pptx, .pdf or .xlsx.")


@click.command("board-pack")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="FILE.pptx, .pdf or .xlsx.")
@click.option("--language", default="en", type=click.Choice(["en", "es"]), help="The language of the pack.")
@click.option("--quarter", default="", metavar="2026-Q4", help="The quarter to report; the current one unless said.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The company's own template; the one kept in Clave unless said.",
)
@on_the_database
def board_pack(out: Path, language: str, quarter: str, template: Path | None) -> None:
    """Make the pack for the board."""
    kind = out.suffix.lower().removeprefix(".")
    if kind not in MEDIA:
        raise KindUnknown(file=out.name)
    today, kept = timezone.localdate(), template_in_use()
    chosen = quarter_named(quarter, today)
    look = opened(template, template.name).content if template else bytes(kept.content) if kept else None
    pack = gathered(champion(), chosen, today, language)
    content = made(pack, kind, look)
    out.write_bytes(content)
    record_pack(by=None, pack=pack, kind=kind)
    facts = {"file": out, "sections": len(pack.sections), "run": pack.run or "–", "quarter": pack.quarter.code}
    click.echo(gettext("%(file)s: %(sections)s sections, quarter %(quarter)s, run %(run)s") % facts, err=True)


def champion() -> User:
    """The person as whom the pack is read; raises NoChampionYet."""
    held = RoleGrant.objects.filter(role=Role.CHAMPION, withdrawn_at=None)
    found: User | None = User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk").first()
    if found is None:
        raise NoChampionYet
    return found
