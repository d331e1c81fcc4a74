"""What we can tell of the benefit: the latest statement, all of them, and what the programme costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from clave.kit.money import Money
from clave.portfolio.models import AccountOffer, KeyAccount
from clave.review.models import BenefitStatement, ProgrammeCost
from clave.review.rules.benefit import Cost
from clave.value.rules import AT_WORK

if TYPE_CHECKING:
    from clave.access.models import User

RELATED = ("run__data_version", "by")
SHOWN = 50


def latest_statement(user: User, until: date | None = None) -> BenefitStatement | None:
    """The newest finished statement this person may see, of runs up to a day; None when there is none or it is not theirs."""
    rows = BenefitStatement.objects.visible_to(user).select_related(*RELATED).filter(state="done")
    if until:
        rows = rows.filter(run__as_of__lte=until)
    found: BenefitStatement | None = rows.order_by("-number").first()
    return found


def latest_told() -> BenefitStatement | None:
    """The newest finished statement, for evidence that shows no figure of it."""
    found: BenefitStatement | None = BenefitStatement.objects.latest_done()
    return found


def at_work(user: User) -> BenefitStatement | None:
    """The statement that is being computed, if there is one."""
    found: BenefitStatement | None = (
        BenefitStatement.objects.visible_to(user).select_related(*RELATED).filter(state__in=AT_WORK).first()
    )
    return found


def history(user: User) -> QuerySet[BenefitStatement]:
    """Every statement, the newest first."""
    rows: QuerySet[BenefitStatement] = BenefitStatement.objects.visible_to(user).select_related(*RELATED)
    return rows.order_by("-number")[:SHOWN]


def in_a_year(statement: BenefitStatement, minor: int) -> Money:
    """An amount over all months since entry as one of twelve months."""
    months = (statement.result or {}).get("months_measured") or 0
    return Money.from_minor(round(minor / months * 12) if months else 0, statement.currency)


@dataclass(frozen=True)
class Told:
    """A finished statement in money a year, as packs, programs and pages tell it."""

    statement: BenefitStatement

    @property
    def found(self) -> dict[str, Any]:
        """What came out."""
        return self.statement.result or {}

    @property
    def leading(self) -> dict[str, Any] | None:
        """The estimate to quote; None where nothing can be said."""
        return next(iter(self.found["methods"]), None)

    @property
    def is_claimed(self) -> bool:
        """Whether the data tell a benefit from chance."""
        return bool(self.found["is_claimed"])

    def yearly(self, minor: int | None) -> Money | None:
        """An amount over all months since entry in money a year; None where it is not known."""
        return None if minor is None else in_a_year(self.statement, minor)

    @property
    def estimate(self) -> Money | None:
        """What the programme added a year, by the leading method."""
        return self.yearly(self.leading["estimate"]) if self.leading else None

    @property
    def low(self) -> Money | None:
        """The lower end of its 80 % interval."""
        return self.yearly(self.leading["low"]) if self.leading else None

    @property
    def high(self) -> Money | None:
        """The upper end of its 80 % interval."""
        return self.yearly(self.leading["high"]) if self.leading else None

    @property
    def minimum_detectable(self) -> Money | None:
        """The smallest benefit a year that would be seen four times in five."""
        return self.yearly(self.found["minimum_detectable"])

    @property
    def cost(self) -> Money | None:
        """What the programme cost a year, where any cost is known."""
        return self.yearly(self.found["cost"]["total"]) if self.found["cost"]["known"] else None

    @property
    def net(self) -> Money | None:
        """Benefit minus cost, a year."""
        return self.yearly(self.found["net"])


def programme_costs(user: User) -> QuerySet[ProgrammeCost]:
    """What was entered of the programme's cost, what was withdrawn last."""
    rows: QuerySet[ProgrammeCost] = ProgrammeCost.objects.visible_to(user)
    return rows.select_related("key_account__customer", "by", "withdrawn_by").order_by(
        "withdrawn_at", "starts_on", "pk"
    )


def costs_known() -> list[tuple[str, str, Cost]]:
    """What it is, code of the key account or nothing for the whole, and the cost: offers given, and what Finance entered."""
    offers = AccountOffer.objects.select_related("element", "key_account__customer").order_by("pk")
    given = [(each.element.name, each.key_account.customer.code, _of_offer(each)) for each in offers]
    entered = ProgrammeCost.objects.filter(withdrawn_at=None).select_related("key_account__customer").order_by("pk")
    return given + [
        (
            each.what,
            each.key_account.customer.code if each.key_account else "",
            Cost(each.yearly_cost, each.currency, each.starts_on, each.ends_on),
        )
        for each in entered
    ]


def _of_offer(each: AccountOffer) -> Cost:
    """What one gift costs: its own cost where it differs, else the element's."""
    yearly = each.element.yearly_cost if each.yearly_cost is None else each.yearly_cost
    return Cost(yearly, each.element.currency, each.given_from, each.given_to)


def entries() -> list[tuple[str, date, date | None, str]]:
    """Code, first day, last day or none, and the ranking of the decision, of every key account there ever was.

    One that was released stays: leaving is an outcome. One that came back counts from its first day.
    """
    rows = KeyAccount.objects.order_by("admitted_on", "pk").values_list(
        "customer__code", "admitted_on", "released_on", "admission__ranking__short_code"
    )
    found: dict[str, tuple[str, date, date | None, str]] = {}
    for code, since, until, ranking in rows:
        first = found.get(code)
        found[code] = (code, first[1], until, first[3]) if first else (code, since, until, ranking)
    return sorted(found.values())
