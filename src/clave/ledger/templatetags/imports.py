"""How templates say where an import stands, of which kind it is, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clave.kit.templatetags.figures import mark
from clave.ledger.models import ImportJob
from clave.ledger.rules import KIND_NAMES, STATE_NAMES, State

register = template.Library()
MARKS: Mapping[State, str] = {
    State.MAPPING: "warn",
    State.READY: "warn",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.IMPORTED: "good",
}


@register.filter
def kind_name(kind: str) -> str:
    """The kind of file in the reader's words."""
    return gettext(KIND_NAMES[kind])


@register.simple_tag
def state_of(job: ImportJob) -> SafeString:
    """Where an import stands, as a word and a mark."""
    if job.batch and not job.batch.is_active:
        return mark("none", gettext("undone"))
    if job.state == State.IMPORTED and job.batch is None:
        return mark("none", gettext("nothing new"))
    state = State(job.state)
    return mark(MARKS.get(state, "none"), gettext(STATE_NAMES[state]))
