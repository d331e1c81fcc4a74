"""How files of skills meet the catalogue: our own words for skills and their levels, and back again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from clave.access import journal
from clave.access.policy import FieldClass
from clave.ledger.operations.tables import Against, Change, Image, Table
from clave.people.models import Assessment, ProfileNeed, Skill
from clave.people.queries.skills import specs
from clave.people.rules import refusals
from clave.people.rules.skills import Group, SkillSpec, protected_word

if TYPE_CHECKING:
    from clave.access.models import User

WORDS = ("name", "level_1", "level_3", "level_5")


def images(keys: Sequence[str]) -> dict[str, Image]:
    """How the skills of these keys stand now."""
    wanted = set(keys)
    return {spec.key: _image(spec) for spec in specs(retired=True) if spec.key in wanted}


def merged(row: Image, before: Image | None, stated: Collection[str], today: date) -> Image:
    """How a skill would stand; a file that does not say whether it is in use leaves that as it is."""
    is_active = row["is_active"] if "is_active" in stated and row["is_active"] is not None else None
    kept = before["is_active"] if before else True
    words = {name: row[name].strip() for name in WORDS}
    return {"skill_group": row["skill_group"], **words, "is_active": kept if is_active is None else is_active}


def against(changes: Sequence[Change]) -> Iterator[Against]:
    """No skill bears the name of another, and none stands for a protected attribute."""
    names = {spec.key: spec.name.casefold() for spec in specs(retired=True)}
    names |= {change.subject: change.after["name"].casefold() for change in changes}
    for change in changes:
        name = change.after["name"]
        if word := protected_word(name):
            yield change.subject, refusals.SkillProtected(name=name, word=word)
        elif any(other == name.casefold() for key, other in names.items() if key != change.subject):
            yield change.subject, refusals.SkillNameTaken(name=name)


@transaction.atomic
def put_skills(*, images: Mapping[str, Image | None], by: User | None, subject: tuple[str, str]) -> None:
    """Bring skills to these standings; None takes one away that nobody was assessed in or needs."""
    journal.lock()
    there = Skill.objects.in_bulk(list(images), field_name="key")
    for key, image in images.items():
        row = there.get(key)
        if image is None:
            _take_away(key, row)
            continue
        values = {("group" if name == "skill_group" else name): value for name, value in image.items()}
        if row:
            Skill.objects.filter(pk=row.pk).update(**values, version=row.version + 1)
        else:
            Skill.objects.create(key=key, **values)
    after = {"skills": sorted(images), "taken_away": sum(image is None for image in images.values())}
    journal.record(by=by, event="people.skill.put", subject=subject, after=after, holds=FieldClass.F0)


def held(user: User | None) -> Iterator[Image]:
    """Every skill of the catalogue in the words in which it is kept, in the columns of a file."""
    for spec in specs(retired=True):
        yield {"skill": spec.key, **_image(spec)}


def _image(spec: SkillSpec) -> Image:
    words = {name: str(getattr(spec, name)) for name in WORDS}
    return {"skill_group": Group(spec.group).value, **words, "is_active": spec.is_active}


def _take_away(key: str, row: Skill | None) -> None:
    if Assessment.objects.filter(skill_key=key).exists() or ProfileNeed.objects.filter(skill_key=key).exists():
        raise refusals.SkillInUse(skill=key)
    if row:
        row.delete()


TABLE = Table(images=images, put=put_skills, merge=merged, against=against, held=held)
