"""What events are about: who may see it is asked of its own gate, and where it stands on pages and in the API."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from clave.access.models import User


Place = tuple[str, str, str] | None
"""An address: its name, the word that it takes (none where empty), and the field that the word is read from."""


@dataclass(frozen=True)
class Subject:
    """A kind of thing: its short name, the field that names it outside, its page and its address in the API."""

    name: str
    by: str
    page: Place
    api: Place = None


CODE = "key_account.customer.code"
SUBJECTS: dict[str, Subject] = {
    "access.user": Subject("user", "pk", ("user", "pk", "pk")),
    "accounts.plan": Subject("plan", CODE, ("plan", "code", CODE), ("api:plan", "code", CODE)),
    "accounts.risk": Subject("risk", "number", ("risks", "code", CODE), ("api:risk", "number", "number")),
    "ledger.importjob": Subject("import", "key", ("import", "key", "key")),
    "notices.notice": Subject("notice", "key", ("notifications", "", "")),
    "portfolio.charter": Subject(
        "charter", "number", ("charter-version", "number", "number"), ("api:charter", "number", "number")
    ),
    "portfolio.decision": Subject(
        "decision", "number", ("decision", "number", "number"), ("api:decision", "number", "number")
    ),
    "portfolio.exceptionrequest": Subject(
        "exception", "number", ("exceptions", "", ""), ("api:exception", "number", "number")
    ),
    "portfolio.keyaccount": Subject(
        "key_account",
        "customer.code",
        ("key-account", "code", "customer.code"),
        ("api:key-account", "code", "customer.code"),
    ),
    "portfolio.ranking": Subject(
        "ranking", "short_code", ("ranking", "code", "short_code"), ("api:ranking", "code", "short_code")
    ),
    "programme.gateclosing": Subject("gate", "phase", ("programme-stages", "", ""), ("api:programme", "", "")),
    "promises.promise": Subject(
        "promise", "number", ("promise", "number", "number"), ("api:promise", "number", "number")
    ),
    "review.benefitstatement": Subject(
        "benefit_statement", "short_code", ("benefit-statement", "statement", "short_code"), ("api:benefit", "", "")
    ),
    "review.relationshipreview": Subject(
        "relationship_review", "pk", ("relationship-review", "code", CODE), ("api:relationship-review", "pk", "pk")
    ),
    "sponsorship.visit": Subject("visit", "pk", ("visits", "", ""), ("api:visit", "pk", "pk")),
    "value.deal": Subject("deal", "number", ("deal", "number", "number"), ("api:deal", "number", "number")),
    "value.run": Subject("run", "short_code", ("run", "code", "short_code"), ("api:run", "code", "short_code")),
    "webhooks.subscription": Subject("webhook", "pk", ("webhook", "pk", "pk"), ("api:webhook", "pk", "pk")),
}
"""Model in the history -> how it is told."""


def seen(user: User, model: str, pk: str) -> Any | None:
    """The row where this person may see it now; None where not, or where it is gone."""
    if model not in SUBJECTS:
        return None
    rows: Any = apps.get_model(model)._default_manager
    return rows.visible_to(user).filter(pk=pk).first()


def told(model: str, row: Any) -> dict[str, str]:
    """What a message says of its subject: kind, identifier, links."""
    subject = SUBJECTS[model]
    places = {"page": subject.page, "api": subject.api}
    links = {name: _link(row, place) for name, place in places.items() if place}
    return {"subject": subject.name, "id": str(_read(row, subject.by)), **links}


def _link(row: Any, place: tuple[str, str, str]) -> str:
    name, word, field = place
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, kwargs={word: _read(row, field)} if word else {})


def _read(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("."), row)
