"""The demo's deals: some won years ago and held against the ledger since, some on the table, one that only loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.demo.files import DemoFiles
from clave.kit.dates import year_on
from clave.kit.refusals import gettext_noop
from clave.ledger.models import Customer
from clave.value.deal_forms import DealForm
from clave.value.deal_models import Deal
from clave.value.deal_rules import USUAL_LIMITS, DealState
from clave.value.deal_terms import Terms
from clave.value.operations.dealing import ask_approval, change_deal, end_deal, price_deal
from clave.value.operations.deciding_deals import decide_deal, set_deal_limits
from clave.value.queries.deal_book import Book, book
from clave.value.queries.deal_history import history
from clave.value.queries.deals import deal_lines
from clave.value.views.deal_start import beginning

LIMITS = {**USUAL_LIMITS, "discount": (0.5, 0.6)}
DECIDERS = (Role.CHAMPION, Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR)
REASONS = (
    gettext_noop("The price holds its margin, and the volumes are those of the last years."),
    gettext_noop("The worst twentieth stays small beside a year."),
    gettext_noop("We want this customer for the next years."),
)


@dataclass(frozen=True)
class Planned:
    """A deal of the demo: with which key account, how it differs from the year before, and how it went on."""

    account: int
    name: str
    years_ago: int = 0
    years: int = 3
    discount: int = 2
    one_off: int = 0
    ends: DealState = DealState.DRAFT
    approvals: int = 3


PLANNED = (
    Planned(0, gettext_noop("Supply of all plants over three years"), years_ago=2, ends=DealState.WON),
    Planned(1, gettext_noop("Price hold for two years against a volume bonus"), years_ago=1, years=2, discount=4, ends=DealState.WON),
    Planned(4, gettext_noop("Frame contract for the northern sites"), years_ago=2, years=2, ends=DealState.WON),
    Planned(5, gettext_noop("Two years of stock in their warehouse"), years_ago=1, years=2, discount=3, ends=DealState.WON),
    Planned(2, gettext_noop("Five years as only supplier of their new line"), 0, 5, 9, 40_000, DealState.ASKED, 2),
    Planned(3, gettext_noop("Delivery within a day to every branch"), years=3, discount=14, ends=DealState.REFUSED),
    Planned(0, gettext_noop("Answer to the rival's offer: a third off"), years=3, discount=34, ends=DealState.DRAFT),
    Planned(1, gettext_noop("One more year on the terms of today"), years=1, discount=0, ends=DealState.ASKED, approvals=0),
)  # fmt: skip
"""The oldest first."""


def deal(*, files: DemoFiles, users: Mapping[Role, User], until: date) -> None:
    """Price the planned deals from what each customer took before, and let those who must decide."""
    why = gettext("Our list price is a starting point: half off it is usual.")
    set_deal_limits(by=users[Role.FINANCE_PARTNER], limits=LIMITS, reason=why, based_on=0)
    codes = [*files.managed_codes, *(code for code in files.key_account_codes if code not in files.managed_codes)]
    customers = Customer.objects.in_bulk(codes, field_name="code")
    held = book()
    for planned in PLANNED:
        customer = customers[codes[planned.account]] if planned.account < len(codes) else None
        start = year_on(until, -planned.years_ago)
        terms = _terms(planned, customer, replace(held, as_of=min(start, held.as_of))) if customer else None
        if customer and terms:
            _go_on(
                planned,
                price_deal(
                    by=users[Role.KEY_ACCOUNT_MANAGER], customer=customer, name=gettext(planned.name), terms=terms
                ),
                users,
                start,
            )


def _terms(planned: Planned, customer: Customer, held: Book) -> Terms | None:
    """The terms that the form begins with, changed as planned; None for a customer who bought nothing then."""
    found = history(customer, held)
    if found is None or found.served is None:
        return None
    begun = {**beginning(held, found), "name": planned.name, "years": planned.years, "one_off_cost": planned.one_off}
    left = 1 - Decimal(planned.discount) / 100
    begun["discount_percent"] = str(round(100 - (100 - Decimal(begun["discount_percent"])) * left, 4))
    begun |= {end: str(round(Decimal(begun[end]) * left, 2)) for end in ("price_low", "price_high") if end in begun}
    form = DealForm(begun, currencies=[held.currency])
    return form.terms if form.is_valid() else None


def _go_on(planned: Planned, made: Deal, users: Mapping[Role, User], start: date) -> None:
    """Put a deal forward, let it be decided, and say how it ended."""
    manager = users[Role.KEY_ACCOUNT_MANAGER]
    if planned.ends is DealState.DRAFT:
        return
    asking = ask_approval(by=manager, deal=made, based_on=1)
    if planned.ends is DealState.REFUSED:
        _refuse(made, users)
        return
    for role, reason in list(zip(DECIDERS, REASONS, strict=True))[: planned.approvals]:
        (line,) = deal_lines(users[role], start, Deal.objects.filter(pk=made.pk))
        if line.waits:
            decide_deal(by=users[role], deal=made, version=1, approves=True, reason=gettext(reason))
    made.refresh_from_db()
    if planned.ends is DealState.WON and made.state == DealState.APPROVED:
        words = gettext("Signed with %(seats)s approvals.") % {"seats": len(asking.seats)}
        end_deal(by=manager, deal=made, outcome=DealState.WON, reason=words, starts_on=start, today=start)


def _refuse(made: Deal, users: Mapping[Role, User]) -> None:
    """The champion says no; the manager comes back with less of a discount."""
    no = gettext("A day to every branch costs more than the discount leaves. Come back with two delivery days a week.")
    decide_deal(by=users[Role.CHAMPION], deal=made, version=1, approves=False, reason=no)
    before = deal_lines(users[Role.CHAMPION], timezone.localdate(), Deal.objects.filter(pk=made.pk))[0].terms
    served = tuple(replace(one, cost_per_unit=round(one.cost_per_unit * Decimal("0.85"), 2)) for one in before.serving)
    terms = replace(
        before,
        serving=served,
        discount_percent=max(Decimal(0), before.discount_percent - 8),
        price_low=None,
        price_high=None,
    )
    why = gettext("Two delivery days a week, and eight points less off the list.")
    change_deal(by=users[Role.KEY_ACCOUNT_MANAGER], deal=made, based_on=1, terms=terms, reason=why)
