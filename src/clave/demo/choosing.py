"""The demo's choice of key accounts: a charter, what raters said, admissions, a review, an exception and the offer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Function
from clave.demo import truth
from clave.demo.evidence import RIVALS
from clave.demo.files import DemoFiles
from clave.demo.judging import RATERS, Account, Raters
from clave.demo.words import FUNCTIONS, Language, said
from clave.kit.refusals import gettext_noop
from clave.ledger.models import Customer
from clave.portfolio.models import Charter, Decision, KeyAccount, Ranking
from clave.portfolio.operations import charter as charters
from clave.portfolio.operations import deciding, offers
from clave.portfolio.operations.entering import hold_review
from clave.portfolio.operations.exceptions import ask_exception
from clave.portfolio.operations.looking_back import look_back_now
from clave.portfolio.operations.ranking import rank_now
from clave.portfolio.queries.charter import terms_of
from clave.portfolio.queries.charter_scores import candidates_of, combined_weights, score_matrix
from clave.portfolio.queries.ranking import latest_done
from clave.portfolio.rules.charter import Terms
from clave.portfolio.rules.states import Kind, Side
from clave.value.models import Run

People = Mapping[Role, User]
JUDGED_CANDIDATES = 60
"""So many of the best are judged; of the others nobody says anything, as in any company."""
COOLED = 1.0
"""What the raters give, before the review, the key account that cools down."""
LINES_APART = 500
WITHOUT_OFFER = 2

ELEMENTS: tuple[tuple[str, str, int], ...] = (
    (gettext_noop("A named service engineer"), "service", 14_000),
    (gettext_noop("Reserved stock"), "supply", 9_500),
    (gettext_noop("A shared forecast, every month"), "operations", 3_200),
    (gettext_noop("Application engineering on site"), "research", 18_000),
)


def choose(*, files: DemoFiles, users: People, seed: int, run_then: Run) -> Charter:
    """Agree a charter on the figures of then, rank by it, and admit who was chosen, effective when the programme began."""
    accounts = accounts_of(files)
    draft = charters.draft_charter(by=users[Role.CHAMPION], reason=gettext("We choose few, and by what we agreed."))
    terms = terms_of(charters.fresh(draft))
    raters = Raters(users, seed, files.language)
    raters.judge(accounts[:JUDGED_CANDIDATES], terms.criteria)
    raters.judge_own(files.managed_codes, terms.criteria)
    drawn = with_lines(terms, run_then, accounts)
    edited = charters.edit_charter(by=users[Role.CHAMPION], charter=draft, version=draft.version, terms=drawn)
    charter = charters.propose_charter(by=users[Role.CHAMPION], charter=edited, version=edited.version)
    for role in (Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR):
        charter = charters.approve_charter(by=users[role], charter=charter, version=charter.version)
    rank_now(by=users[Role.CHAMPION])
    for account in accounts:
        if account.is_chosen:
            admit(account.customer, users, files.programme_start)
    return charter


def live_on(*, files: DemoFiles, users: People, until: date, language: Language) -> None:
    """What came after, once there are figures of today: a review, a friend's favourite, and what key accounts get."""
    ranking = latest_done()
    if ranking is None:
        return
    hold_review(by=users[Role.COMMITTEE_MEMBER], ranking=ranking, today=until)
    ask_for_a_friend(ranking, users)
    give(users, files.programme_start, language)
    look_back_now(by=users[Role.CHAMPION], ranking=ranking)


def accounts_of(files: DemoFiles) -> list[Account]:
    """Every candidate account, the best first; what is known of it stands in the file of hidden truths."""
    told = json.loads(files.contents[truth.FILE_NAME])["selection"]["candidates"]
    found = Customer.objects.in_bulk([each["account_code"] for each in told], field_name="code")
    return [
        Account(found[each["account_code"]], each["potential"], each["fit"], each["is_chosen"])
        for each in told
        if each["account_code"] in found
    ]


def with_lines(terms: Terms, run: Run, accounts: Sequence[Account]) -> Terms:
    """The terms with lines that let in everybody who was chosen then: worked out on paper before the charter is agreed."""
    found = candidates_of(run, terms)
    scores = np.nan_to_num(score_matrix(terms, found)) @ combined_weights(terms)
    place = {customer: at for at, customer in enumerate(found.customers)}
    chosen = [scores[place[each.customer.pk]] for each in accounts if each.is_chosen and each.customer.pk in place]
    entry = max(int(min(chosen) * 20) * 50, LINES_APART + 50)
    return replace(terms, first=15, entry_line_thousandths=entry, exit_line_thousandths=entry - LINES_APART)


def admit(customer: Customer, users: People, day: date) -> None:
    """Proposed by the champion, voted on and decided by the committee, effective on a day."""
    committee = users[Role.COMMITTEE_MEMBER]
    reason = gettext("Worth most by the charter, and the customer says so.")
    made = deciding.propose_admission(by=users[Role.CHAMPION], customer=customer, reason=reason, today=day)
    deciding.cast_vote(by=committee, decision=made, choice="yes", today=day)
    deciding.decide(
        by=committee,
        decision=made,
        version=Decision.objects.values_list("version", flat=True).get(pk=made.pk),
        outcome="approved",
        minutes=gettext("All members were there. The score and its interval were looked at; nobody spoke against it."),
        effective_on=day,
        today=day,
    )


def cool_down(*, files: DemoFiles, users: People, seed: int) -> None:
    """Before the review the raters find that one key account has cooled: its lowest scored one falls below the exit line."""
    ranking = latest_done()
    members = KeyAccount.objects.current().values("customer_id")
    row = (
        ranking.scores.filter(customer__in=members, score__isnull=False).order_by("score").first() if ranking else None
    )
    if ranking is None or row is None:
        return
    raters = Raters(users, seed, files.language, "cooling")
    for criterion in ranking.charter.criteria.filter(kind=Kind.JUDGED):
        for role in RATERS:
            rival = RIVALS[0] if criterion.side == Side.THEIRS else ""
            raters.say(users[role], row.customer, criterion, COOLED, rival, is_new=True)


def ask_for_a_friend(ranking: Ranking, users: People) -> None:
    """Somebody wants a friend's company in; the charter says no."""
    low = ranking.scores.filter(score__isnull=False, score__lt=ranking.charter.entry_line_thousandths - LINES_APART)
    row = low.filter(is_key_account=False).select_related("customer").order_by("-known_basis_points", "-score").first()
    if row is not None:
        ask_exception(
            by=users[Role.CHAMPION],
            customer=row.customer,
            ground="friendship",
            reason=gettext("A friend of our chief executive leads it, and they play golf on Sundays."),
            on_behalf_of=gettext("The chief executive"),
        )


def give(users: People, day: date, language: Language) -> None:
    """Most key accounts get something that others do not, two get nothing."""
    champion = users[Role.CHAMPION]
    functions = {each.name: each for each in Function.objects.all()}
    made = [
        offers.offer_element(
            by=champion,
            name=gettext(name),
            function=functions.get(said(FUNCTIONS, owner, language)),
            yearly_cost=cost * 100,
            currency="EUR",
        )
        for name, owner, cost in ELEMENTS
    ]
    for at, held in enumerate(KeyAccount.objects.current().order_by("pk")[WITHOUT_OFFER:]):
        for element in made[: 1 + at % len(made)]:
            begins: Any = max(held.admitted_on, day) + timedelta(days=30 * (1 + at % 3))
            offers.give_element(by=champion, key_account=held, element=element, given_from=begins)
