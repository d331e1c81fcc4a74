"""A proposal as pages and files show it: for each key account the best, the second best and who stays, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from clave.kit.money import Money
from clave.kit.templatetags import figures
from clave.people.models import Proposal, ProposalAnswer
from clave.people.queries import proposing, skills
from clave.people.rules.proposing import Follows

TEAM_NAMES = {Follows.BEST: "best", Follows.SECOND: "second", Follows.STAY: "stay"}


@dataclass(frozen=True)
class Pair:
    """One person for one key account, and why."""

    code: str
    name: str
    function: str
    fit: float | None
    met: list[str]
    short: list[str]
    moves: bool
    value: Money | None
    gain: Money | None
    cost: Money | None


@dataclass(frozen=True)
class TeamShown:
    """What a whole team is worth: in money for who reads it, for everybody against the best."""

    is_possible: bool
    value: Money | None
    behind: Money | None
    share: float | None
    moves: int


@dataclass(frozen=True)
class AccountShown:
    """One key account of a proposal: who now, who in each team, who else, and what was decided."""

    code: str
    name: str
    now: str
    teams: dict[str, Pair | None]
    others: list[Pair]
    answer: ProposalAnswer | None

    @property
    def best(self) -> Pair | None:
        return self.teams["best"]

    @property
    def choices(self) -> list[Pair]:
        """Whom a person can choose from: the teams' people and the next best, each once."""
        found: dict[str, Pair] = {}
        for pair in [*self.teams.values(), *self.others]:
            if pair is not None:
                found.setdefault(pair.code, pair)
        return list(found.values())


@dataclass(frozen=True)
class CannotServe:
    """Somebody who could serve no key account, and why."""

    name: str
    function: str
    why: list[str]


@dataclass(frozen=True)
class ProposalShown:
    """Everything a person needs to decide."""

    teams: dict[str, TeamShown]
    accounts: list[AccountShown]
    cannot: list[CannotServe]
    assumptions: list[tuple[str, str]]
    costly: list[tuple[str, Money]]
    shows_money: bool

    @property
    def open(self) -> int:
        """How many key accounts wait for a decision."""
        return sum(each.answer is None for each in self.accounts)

    @property
    def changes(self) -> int:
        """How many key accounts would get another or a first manager."""
        return sum(each.best is not None and each.best.name != each.now for each in self.accounts)


def shown(proposal: Proposal, *, money: bool) -> ProposalShown:
    """A proposal in words and money; without money for who does not read what customers bring (F2)."""
    people = {each["code"]: each for each in proposal.inputs["people"]}
    names, answers = skills.names(), proposing.answers_of(proposal)
    teams = proposal.result["teams"]

    def pair(row: Mapping[str, Any] | None) -> Pair | None:
        return _pair(row, people, names, proposal.currency if money else "") if row else None

    accounts = [
        AccountShown(
            account["code"],
            account["name"],
            people[account["now"]]["name"] if account["now"] in people else "",
            {
                name: pair((teams[name] or {"managers": {}})["managers"].get(account["code"]))
                for name in TEAM_NAMES.values()
            },
            [each for row in proposal.result["alternatives"][account["code"]] if (each := pair(row))],
            answers.get(account["code"]),
        )
        for account in proposal.inputs["accounts"]
    ]
    return ProposalShown(
        {name: _team(teams[name], teams["best"], proposal.currency if money else "") for name in TEAM_NAMES.values()},
        accounts,
        [_cannot(row, people, names) for row in proposal.result["cannot"]],
        _assumptions(proposal, money),
        _costly(proposal) if money else [],
        money,
    )


def _pair(row: Mapping[str, Any], people: Mapping[str, Any], names: Mapping[str, str], currency: str) -> Pair:
    person = people[row["person"]]
    amounts = [Money.from_minor(row[part], currency) if currency else None for part in ("value", "gain", "cost")]
    met, short = ([names.get(key, key) for key in row[part]] for part in ("met", "short"))
    return Pair(person["code"], person["name"], person["function"], row["fit"], met, short, row["moves"], *amounts)


def _team(team: Mapping[str, Any] | None, best: Mapping[str, Any], currency: str) -> TeamShown:
    if team is None:
        return TeamShown(False, None, None, None, 0)
    worth = team["value"]
    share = worth / best["value"] if best["value"] > 0 else None
    value, behind = (
        Money.from_minor(round(amount), currency) if currency else None for amount in (worth, best["value"] - worth)
    )
    return TeamShown(True, value, behind, share, team["moves"])


def _cannot(row: Mapping[str, Any], people: Mapping[str, Any], names: Mapping[str, str]) -> CannotServe:
    person, why = people[row["person"]], []
    for part, words in (
        ("unknown", gettext("not assessed by two sides: %(skills)s")),
        ("below", gettext("below the floor: %(skills)s")),
    ):
        if row[part]:
            why.append(words % {"skills": ", ".join(names.get(key, key) for key in row[part])})
    if row["no_time"]:
        why.append(gettext("no capacity"))
    return CannotServe(person["name"], person["function"], why or [gettext("below a floor of every key account")])


def _assumptions(proposal: Proposal, money: bool) -> list[tuple[str, str]]:
    told = proposal.inputs["assumptions"]
    unit = gettext("hours a month") if told["unit"] == "hours" else gettext("key accounts")
    found = [
        (
            gettext("A fully fitting manager adds, of lifetime value"),
            figures.percent(told["uplift_share_percent"] / 100),
        ),
        (gettext("A replacement brings meanwhile"), figures.percent(told["replacement_share_percent"] / 100)),
        (gettext("Months until a replacement is as good"), figures.number(told["ramp_up_months"], 1)),
        (gettext("Capacity is counted in"), unit),
    ]
    if told["unit"] == "hours":
        found.append((gettext("Hours a month that an account takes"), figures.number(told["hours_an_account"], 1)))
    if money:
        cost = Money.from_minor(told["moving_cost"], proposal.currency)
        found.append((gettext("What it costs to change the manager of one account"), figures.money_whole(cost)))
    return found


def _costly(proposal: Proposal) -> list[tuple[str, Money]]:
    """The people whom it costs most to take out of selling."""
    rows = sorted(proposal.inputs["people"], key=lambda each: -each["opportunity_cost"])[:5]
    return [
        (each["name"], Money.from_minor(each["opportunity_cost"], proposal.currency))
        for each in rows
        if each["opportunity_cost"]
    ]
