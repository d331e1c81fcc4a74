"""One key account at a glance: its worth in the last two runs, its promises, its visits and its plan, as far as one reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clave.access.policy import Action
from clave.accounts.gates import reads_plans_of, writes_plans_of
from clave.accounts.models import Plan
from clave.accounts.queries.plans import Page, plan_page, plans_of
from clave.accounts.queries.relationships import Circle, circle_of, family, key_accounts_seen, key_accounts_written
from clave.analytics.promise_check import KeptRate
from clave.portfolio.models import KeyAccount
from clave.portfolio.queries.key_accounts import Line as Member
from clave.portfolio.queries.key_accounts import members
from clave.promises.models import Promise
from clave.promises.queries.standing import Line, lines
from clave.sponsorship.queries.sponsors import Sponsored, sponsored
from clave.value.deal_models import Deal
from clave.value.models import BookRow, Run
from clave.value.queries.bridge import Change, why_it_changed
from clave.value.queries.deals import DealLine, deal_lines
from clave.value.series import Months, filled

if TYPE_CHECKING:
    from clave.access.models import User


@dataclass(frozen=True)
class Worth:
    """What a key account is worth: its row of the latest run, its months, and how it came there from the run before."""

    row: BookRow
    run: Run
    months: Months | None
    change: Change | None


@dataclass(frozen=True)
class Overview:
    """Everything that the page of one key account shows; None and empty where it is not for the reader or not known."""

    held: KeyAccount
    member: Member | None
    worth: Worth | None
    is_valued: bool
    promises: Sequence[Line]
    sees_promises: bool
    visits: Sponsored | None
    plan: Page | None
    sees_plan: bool
    circle: Circle | None = None
    writes_people: bool = False
    deals: Sequence[DealLine] = ()

    @property
    def kept(self) -> KeptRate:
        """How many promises of the last ninety days were kept."""
        rates = [each.recent for each in self.promises]
        return KeptRate(sum(each.judged for each in rates), sum(each.kept for each in rates))

    @property
    def broken(self) -> list[Line]:
        """Promises somebody still has to keep that are not being kept."""
        return [each for each in self.promises if each.promise.is_alive and each.is_broken]


def overview(user: User, held: KeyAccount, on: date) -> Overview:
    """One key account that the reader sees."""
    found = members(user, on, [held.customer_id])
    member = next(iter(found.lines), None)
    is_valued = bool(member and member.is_valued)
    sees_promises, sees_plan = user.may(Action.SEE_PROMISES), _reads_plan(user, held, on)
    seen = Promise.objects.visible_to(user, on).filter(key_account=held)
    rows = sponsored(user, on, only=held) if user.may(Action.SEE_SPONSORS) else []
    plans = plans_of(user, held) if sees_plan else []
    return Overview(
        held=held,
        member=member,
        worth=worth_of(held) if is_valued else None,
        is_valued=is_valued,
        promises=lines(user, on, seen) if sees_promises else [],
        sees_promises=sees_promises,
        visits=rows[0] if rows else None,
        plan=plan_page(user, plans[0], on) if plans else None,
        sees_plan=sees_plan,
        circle=_circle(user, held, on),
        deals=_deals(user, held, on),
        writes_people=key_accounts_written(user).filter(pk=held.pk).exists(),
    )


def worth_of(held: KeyAccount) -> Worth | None:
    """The value of a key account in the latest run, and the bridge from the run before where both look alike ahead."""
    runs = list(Run.objects.filter(state="done").order_by("-number")[:2])
    rows = {}
    for row in BookRow.objects.filter(run__in=runs, customer=held.customer_id).select_related("series", "run"):
        if row.run_id not in rows or row.is_group:
            rows[row.run_id] = row
    now = rows.get(runs[0].pk) if runs else None
    if now is None or now.run.as_of is None:
        return None
    series = getattr(now, "series", None)
    months = filled(vars(series), now.run.as_of) if series and series.month else None
    before = rows.get(runs[1].pk) if len(runs) > 1 else None
    alike = before is not None and _terms(now.run) == _terms(before.run)
    return Worth(now, now.run, months, why_it_changed(now, before) if before and alike else None)


def _circle(user: User, held: KeyAccount, on: date) -> Circle | None:
    """The people of the customer; None for who does not read about them, and once it left the programme."""
    return circle_of(user, held, on) if key_accounts_seen(user).filter(pk=held.pk).exists() else None


def _deals(user: User, held: KeyAccount, on: date) -> list[DealLine]:
    """The deals with the customer and what rolls up into it that one sees, the newest first."""
    if not user.may(Action.SEE_DEALS):
        return []
    seen = Deal.objects.visible_to(user, on)
    return deal_lines(user, on, seen.filter(customer__in=family(held.customer, on)))


def _terms(run: Run) -> tuple[object, ...]:
    """What two runs must share before their values can be compared."""
    return run.currency, run.horizon_months, run.discount_rate_basis_points


def _reads_plan(user: User, held: KeyAccount, on: date) -> bool:
    return KeyAccount.objects.filter(reads_plans_of(user, "customer_id", on), pk=held.pk).exists()


def planless(user: User, on: date) -> tuple[list[KeyAccount], list[Plan]]:
    """Of the key accounts whose plan one writes: those without a plan for today, and the plans that were left alone."""
    held = KeyAccount.objects.current(on).filter(writes_plans_of(user, "customer_id"), admitted_on__lte=on)
    plans: dict[int, Plan] = {}
    rows = Plan.objects.filter(key_account__in=held.values("pk")).select_related("key_account__customer")
    for each in rows.order_by("starts_on"):
        plans[each.key_account_id] = each
    lacking = [each for each in held.select_related("customer") if each.pk not in plans or plans[each.pk].ends_on < on]
    return lacking, [each for each in plans.values() if each.ends_on >= on]
