"""The doors of the key accounts for other programs: their list and one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from clave.access.api_door import requires
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import gettext_noop
from clave.kit.wire import After, Amount, Answer, Limit, page, read_cursor
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import Line, members

KEY_ACCOUNTS = gettext_noop("Key accounts")
router = Router(tags=[KEY_ACCOUNTS])


class KeyAccountTold(Answer):
    """One key account; what rests on value and cost is absent where the token does not read it."""

    customer_code: str
    customer_name: str
    admitted_on: date
    admission: int
    released_on: date | None
    release: int | None
    managers: list[str]
    sponsors: list[str]
    merged_into: str | None
    score_thousandths: int | None = None
    exit_line_thousandths: int | None = None
    is_below: bool | None = None
    may_leave: bool | None = None
    yearly_costs: list[Amount] | None = None
    unpriced: int | None = None


class KeyAccounts(Answer):
    """A page of the key accounts of today, by customer code."""

    items: list[KeyAccountTold]
    next_cursor: str | None


@router.get(
    "/key-accounts", response=KeyAccounts, url_name="key-accounts", exclude_unset=True,
    summary=gettext_noop("Key accounts of today"),
)  # fmt: skip
@requires(Action.SEE_KEY_ACCOUNTS)
def key_accounts(request: SignedIn, limit: Limit = 50, cursor: After = "") -> dict[str, Any]:
    """The key accounts in the owner's reach, those that enter soon among them."""
    today, after = timezone.localdate(), read_cursor(cursor, str)
    seen = KeyAccount.objects.visible_to(request.user, today).current(today)
    if after:
        seen = seen.filter(customer__code__gt=after[0])
    rows = seen.order_by("customer__code").values_list("customer__code", "customer_id")[: limit + 1]
    shown, following = page(rows, limit, lambda row: (row[0],))
    lines = members(request.user, today, [pk for _, pk in shown]).lines
    ordered = sorted(lines, key=lambda line: [pk for _, pk in shown].index(line.held.customer_id))
    return {"items": [key_account_told(line.held, line) for line in ordered], "next_cursor": following}


@router.get(
    "/key-accounts/{customer:code}", response=KeyAccountTold, url_name="key-account", exclude_unset=True,
    summary=gettext_noop("One key account"),
)  # fmt: skip
@requires(Action.SEE_KEY_ACCOUNTS)
def key_account(request: SignedIn, code: str) -> dict[str, Any]:
    """One customer in the programme, or one that was; then as it was held last."""
    held = held_last(request, code)
    lines = members(request.user, timezone.localdate(), [held.customer_id]).lines
    return key_account_told(held, next((line for line in lines if line.held.pk == held.pk), None))


def held_last(request: SignedIn, code: str) -> KeyAccount:
    """The customer's newest time in the programme, where it is in the owner's reach."""
    seen = KeyAccount.objects.visible_to(request.user).filter(customer__code=code)
    related = seen.select_related("customer", "admission", "release")
    found: KeyAccount = get_object_or_404(related.order_by("-admitted_on", "-pk")[:1])
    return found


def key_account_told(held: KeyAccount, line: Line | None) -> dict[str, Any]:
    """A key account as the API tells it."""
    told = {
        "customer_code": held.customer.code,
        "customer_name": held.customer.name,
        "admitted_on": held.admitted_on,
        "admission": held.admission.number,
        "released_on": held.released_on,
        "release": held.release.number if held.release else None,
        "managers": list(line.people.get("manager", ())) if line else [],
        "sponsors": list(line.people.get("sponsor", ())) if line else [],
        "merged_into": line.group.code if line and line.group else None,
    }
    return {**told, **_figures(line)} if line and line.is_valued else told


def _figures(line: Line) -> dict[str, Any]:
    """What rests on value and cost."""
    return {
        "score_thousandths": line.score.score if line.score else None,
        "exit_line_thousandths": line.exit_line,
        "is_below": line.is_below,
        "may_leave": line.may_leave,
        "yearly_costs": [Amount.of(line.costs[currency]) for currency in sorted(line.costs)],
        "unpriced": line.unpriced,
    }
