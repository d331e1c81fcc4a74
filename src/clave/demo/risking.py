"""The demo's plans in figures: scorecards, forecasts, renewals and risks of its key accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.accounts.operations.risking import RiskTerms, put_risk
from clave.accounts.operations.worth import RenewalTerms, Said, answer_scorecard, put_renewal
from clave.accounts.queries.worth import Worth, worth
from clave.accounts.rules.scorecard import FACTORS
from clave.company.models import Person
from clave.demo.chance import stream
from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.people.operations.forecasting import save_forecast
from clave.people.queries.forecasts import latest
from clave.people.rules.forecasts import Said as Expected
from clave.portfolio.models import KeyAccount

UNANSWERED = 3
"""How many key accounts nobody has planned in figures yet."""
OUTLOOKS = (
    (1.00, 1.05, 1.10, 1.15),
    (1.05, 1.35, 1.60, 1.80),
    (0.95, 0.90, 0.80, 0.75),
    (1.05, 1.10, 1.15, 1.20, 1.25),
)
"""What plans expect of what the orders suggest, year by year: sober, bold, wary, and beyond the horizon."""
SPREAD = 0.18
"""How far low and high lie from what is likely."""
REASONS = (
    gettext_noop("The frame contract holds, and prices were agreed."),
    gettext_noop("They build a second line, and we are named in the layout."),
    gettext_noop("Their plant in the north closes by summer."),
    gettext_noop("Five years, as their own plan runs."),
)
RISKS = (
    (
        gettext_noop("A rival offers ninety days to pay"),
        25,
        0.30,
        gettext_noop("Agree an early-payment discount"),
        0.04,
        10,
        "",
    ),
    (
        gettext_noop("Their purchasing manager retires"),
        40,
        0.15,
        gettext_noop("Meet the successor twice before summer"),
        0.01,
        15,
        "contact_breadth",
    ),
    (gettext_noop("They bring part of the range in-house"), 10, 0.45, "", None, None, ""),
    (
        gettext_noop("Late deliveries in the autumn peak"),
        35,
        0.20,
        gettext_noop("A named planner and stock kept apart"),
        0.05,
        15,
        "service_record",
    ),
)
"""What could happen, how likely in a year, what share of a year's contribution it costs, what is done, its cost, then."""
WHYS = (
    gettext_noop("Only the buyer takes our calls."),
    gettext_noop("Weak, and we know why."),
    gettext_noop("As with most of our customers."),
    gettext_noop("Good: seen in the last visit."),
    gettext_noop("Confirmed by the customer."),
)
"""Why a factor is scored 1 to 5."""
CONTRACT = gettext_noop("Frame contract")


def put_in_figures(*, users: Mapping[Role, User], seed: int, until: date) -> None:
    """Score, forecast and note the risks of all key accounts but a few."""
    champion = users[Role.CHAMPION]
    watcher = Person.objects.select_related("function").get(user=users[Role.KEY_ACCOUNT_MANAGER])
    accounts = KeyAccount.objects.current(until).select_related("customer").order_by("customer__code")
    for place, held in enumerate(list(accounts)[:-UNANSWERED]):
        _answer(champion, held, seed + place, until - timedelta(days=20 * place))
        _expect(champion, held, place, until)
        _fear(champion, held, watcher, place, until)


def _answer(by: User, held: KeyAccount, seed: int, on: date) -> None:
    scores = stream(seed, "scorecard").integers(2, 6, len(FACTORS))
    said = {key: Said(int(score), gettext(WHYS[score - 1])) for key, score in zip(FACTORS, scores, strict=True)}
    answer_scorecard(by=by, key_account=held, version=0, answers=said, on=on)


def _expect(by: User, held: KeyAccount, place: int, until: date) -> None:
    year = _a_year(worth(held))
    if year is None:
        return
    shares, reason = OUTLOOKS[place % len(OUTLOOKS)], REASONS[place % len(OUTLOOKS)]
    stands = latest(held)
    amounts = [int(round(year.to_minor() * share, -4)) for share in shares]
    spread = [int(abs(each) * SPREAD) for each in amounts]
    lows = [each - around for each, around in zip(amounts, spread, strict=True)]
    highs = [each + around for each, around in zip(amounts, spread, strict=True)]
    said = Expected(until.year, amounts, year.currency, gettext(reason), lows, highs)
    save_forecast(by=by, key_account=held, version=stands.number if stands else 0, said=said, today=until)
    contract = RenewalTerms(
        gettext(CONTRACT), until + timedelta(days=160 + 70 * place), chance=90 if place % 2 else None
    )
    put_renewal(by=by, key_account=held, terms=contract)


def _fear(by: User, held: KeyAccount, watcher: Person, place: int, until: date) -> None:
    year = _a_year(worth(held))
    if year is None:
        return
    for step in range(1 + place % 3):
        what, likely, share, mitigation, cost, after, factor = RISKS[(place + step) % len(RISKS)]
        terms = RiskTerms(
            gettext(what),
            likely,
            _part(year, share),
            watcher,
            gettext(mitigation) if mitigation else "",
            None if cost is None else _part(year, cost),
            after,
            factor,
            until + timedelta(days=45 * (step + 1)) if mitigation else None,
        )
        put_risk(by=by, key_account=held, terms=terms, currency=year.currency)


def _a_year(found: Worth) -> Money | None:
    return found.statistical.a_year if found.statistical else None


def _part(year: Money, share: float) -> int:
    return max(int(round(abs(year.to_minor()) * share, -4)), 100_00)
