"""What is done with the board pack: every one that leaves is in the history; the company's template is kept or put away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from clave.access import journal
from clave.access.policy import Action, FieldClass
from clave.programme.models import PackTemplate
from clave.programme.pack.parts import Pack
from clave.programme.pack.templates import Template
from clave.value.operations.moves import refuse_unless

if TYPE_CHECKING:
    from clave.access.models import User


@transaction.atomic
def record_pack(*, by: User | None, pack: Pack, kind: str) -> None:
    """Keep who took which quarter away, as what, in which language, on which run."""
    after = {"quarter": pack.quarter.code, "kind": kind, "language": pack.language, "run": pack.run}
    subject = ("programme.board_pack", pack.quarter.code)
    journal.record(by=by, event="programme.board_pack.exported", subject=subject, after=after, holds=FieldClass.F0)


@transaction.atomic
def keep_template(*, by: User, name: str, template: Template) -> PackTemplate:
    """Use a template for the packs from now on; the ones before are put away."""
    refuse_unless(by, Action.CHANGE_PACK_TEMPLATE)
    journal.lock()
    PackTemplate.objects.filter(put_away_at=None).update(put_away_at=timezone.now())
    digest = hashlib.sha256(template.content).hexdigest()
    made: PackTemplate = PackTemplate.objects.create(
        name=name[:120] or "template.pptx", content=template.content, sha256=digest, missed=list(template.missed), by=by
    )
    _record(by, "put", made)
    return made


@transaction.atomic
def put_template_away(*, by: User) -> PackTemplate | None:
    """Go back to the look of Clave; the template that was used, None where there was none."""
    refuse_unless(by, Action.CHANGE_PACK_TEMPLATE)
    journal.lock()
    found: PackTemplate | None = PackTemplate.objects.filter(put_away_at=None).first()
    if found is not None:
        found.put_away_at = timezone.now()
        found.save(update_fields=["put_away_at"])
        _record(by, "withdrawn", found)
    return found


def _record(by: User, event: str, template: PackTemplate) -> None:
    after = {"name": template.name, "sha256": template.sha256}
    journal.record(by=by, event=f"programme.pack_template.{event}", subject=template, after=after, holds=FieldClass.F0)
