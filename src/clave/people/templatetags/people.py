"""How templates look up a skill's name and what a profile asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template

from clave.people.rules.skills import Need, Profile

register = template.Library()


@register.simple_tag
def need_of(needs: Profile, key: str) -> Need | None:
    """What a profile asks of one skill; None where it asks nothing."""
    return needs.get(key)


@register.simple_tag
def skill_name(names: Mapping[str, str], key: str) -> str:
    """The name of a skill in the reader's language."""
    return names.get(key, key)


@register.simple_tag
def skill_names(names: Mapping[str, str], keys: Iterable[str]) -> str:
    """The names of several skills, one after the other."""
    return ", ".join(names.get(key, key) for key in keys)
