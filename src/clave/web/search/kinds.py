"""What can be found: every kind with who may look for it, the rows they see, what is searched in them, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clave.access.models import User as Login
from clave.access.policy import Action
from clave.accounts.models import AccountNote, Goal, Objective, PlanAction, Risk
from clave.accounts.queries.relationships import contacts_seen
from clave.company.models import Function, Person
from clave.ledger.models import Customer
from clave.portfolio.models import Decision, ExceptionRequest, KeyAccount
from clave.programme.models import AgendaItem
from clave.promises.models import Promise
from clave.review.models import Practice
from clave.sponsorship.models import Note
from clave.value.deal_models import Deal

if TYPE_CHECKING:
    from clave.access.models import User

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of thing: what is searched in its rows, what they are called, and which page of theirs a hit leads to.

    `text` names a stored column of `kit.seeking.Joined`, or the columns that are searched as one; `words` fill the address.
    """

    group: str
    needs: Action
    rows: Callable[[User], Rows]
    text: str | tuple[str, ...]
    title: str
    detail: tuple[str, ...]
    address: str
    words: tuple[str, ...]
    number: str = ""
    """The letter before its number, where it has one and is found by it."""


@dataclass(frozen=True)
class Group:
    """Kinds that are shown under one heading."""

    key: str
    heading: Any


PAGES = "pages"
GROUPS = (
    Group(PAGES, _("Pages")),
    Group("key-accounts", _("Key accounts")),
    Group("customers", _("Customers")),
    Group("contacts", _("People at customers")),
    Group("people", _("Our people")),
    Group("promises", _("Promises")),
    Group("deals", _("Deals")),
    Group("plans", _("Plans")),
    Group("risks", _("Risks")),
    Group("decisions", _("Decisions")),
    Group("practices", _("Practices")),
    Group("notes", _("Notes")),
    Group("agenda", _("Executive agenda")),
    Group("users", _("Users")),
)


def _key_accounts(user: User) -> Rows:
    found: Rows = KeyAccount.objects.visible_to(user).current()
    return found


def _other_customers(user: User) -> Rows:
    """Customers that are not found as key accounts already."""
    seen: Rows = Customer.objects.visible_to(user)
    return seen.exclude(pk__in=_key_accounts(user).values("customer"))


def _seen(model: Any) -> Callable[[User], Rows]:
    def rows(user: User) -> Rows:
        found: Rows = model.objects.visible_to(user)
        return found

    return rows


def _shown(model: Any) -> Callable[[User], Rows]:
    """Rows of key accounts whose own page is there for this person too."""

    def rows(user: User) -> Rows:
        seen: Rows = model.objects.visible_to(user)
        field = "plan__key_account" if model in (Goal, Objective, PlanAction) else "key_account"
        return seen.filter(Q(**{f"{field}__in": KeyAccount.objects.visible_to(user).values("pk")}))

    return rows


CODE = "key_account__customer__code"
OF_ACCOUNT = "key_account__customer__name"


def _in_plan(model: Any) -> Kind:
    """What stands in a plan, found by its words."""
    of = "plan__key_account__customer__"
    return Kind("plans", Action.SEE_PLANS, _shown(model), ("words",), "words", (f"{of}name",), "plan", (f"{of}code",))


KINDS = (
    Kind(
        "key-accounts", Action.SEE_KEY_ACCOUNTS, _key_accounts,
        "customer__sought", "customer__name", ("customer__code",), "key-account", ("customer__code",),
    ),
    Kind(
        "customers", Action.SEE_CUSTOMERS, _other_customers,
        "sought", "name", ("code", "country"), "customer", ("code",),
    ),
    Kind(
        "contacts", Action.SEE_RELATIONSHIPS, contacts_seen,
        "sought", "full_name", ("role", "customer__name"), "relationship", ("pk",),
    ),
    Kind(
        "people", Action.SEE_PEOPLE, _seen(Person),
        ("full_name", "person_code", "email"), "full_name", ("function__name",), "our-person", ("pk",),
    ),
    Kind("people", Action.SEE_FUNCTIONS, _seen(Function), ("name",), "name", (), "function", ("pk",)),
    Kind(
        "promises", Action.SEE_PROMISES, _seen(Promise),
        ("what",), "what", (OF_ACCOUNT,), "promise", ("number",), "P",
    ),
    Kind("deals", Action.SEE_DEALS, _seen(Deal), ("name",), "name", ("customer__name",), "deal", ("number",), "D"),
    _in_plan(Objective),
    _in_plan(Goal),
    _in_plan(PlanAction),
    Kind(
        "risks", Action.SEE_RISKS, _shown(Risk),
        ("what", "mitigation"), "what", (OF_ACCOUNT,), "risk", (CODE, "number"), "R",
    ),
    Kind(
        "decisions", Action.SEE_DECISIONS, _seen(Decision),
        ("customer__name", "reason"), "reason", ("customer__name",), "decision", ("number",), "D",
    ),
    Kind(
        "decisions", Action.SEE_DECISIONS, _seen(ExceptionRequest),
        ("customer__name", "reason"), "reason", ("customer__name",), "exception", ("number",), "E",
    ),
    Kind("practices", Action.SEE_PRACTICES, _seen(Practice), ("title", "what"), "title", (), "practice", ("number",)),
    Kind("notes", Action.SEE_PLANS, _shown(AccountNote), ("text",), "text", (OF_ACCOUNT,), "timeline", (CODE,)),
    Kind(
        "notes", Action.SEE_SPONSORS, _seen(Note),
        ("text",), "text", ("report__visit__key_account__customer__name",), "sponsor",
        ("report__visit__key_account__customer__code",),
    ),
    Kind("agenda", Action.SEE_PROGRAMME, _seen(AgendaItem), ("what", "why"), "what", (), "agenda-item", ("number",), "A"),
    Kind("users", Action.SEE_USERS, _seen(Login), ("full_name", "email"), "full_name", ("email",), "user", ("pk",)),
)  # fmt: skip
