"""What goes into a proposal of managers, what comes out, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

import numpy as np

from clave.analytics import appointment as science
from clave.analytics.refusals import NobodyCanServe
from clave.people.rules.refusals import NobodyCanServeThem, TeamTooSmall
from clave.people.rules.skills import TENTHS

INPUT_FIELDS: dict[str, frozenset[str]] = {
    "assumptions": frozenset(
        {
            "uplift_share_percent",
            "ramp_up_months",
            "replacement_share_percent",
            "moving_cost",
            "unit",
            "hours_an_account",
        }
    ),
    "accounts": frozenset({"code", "name", "lifetime_value", "hours", "now", "needs"}),
    "people": frozenset(
        {
            "code",
            "name",
            "function",
            "levels",
            "capacity",
            "contribution",
            "replacement",
            "opportunity_cost",
            "is_assumed",
        }
    ),
}
"""Everything a proposal is computed from; nothing that a person is, only what a person can do, has time for and brings."""
BEST_SHOWN = 5


class Follows(StrEnum):
    """Which part of a proposal a decision follows."""

    BEST = "best"
    SECOND = "second"
    STAY = "stay"
    OTHER = "other"


class Unit(StrEnum):
    """What capacity is counted in."""

    ACCOUNTS = "accounts"
    HOURS = "hours"


@dataclass(frozen=True)
class Numbers:
    """The inputs as the mathematics takes them."""

    skills: list[str]
    levels: science.Floats
    needs: science.Floats
    floors: science.Floats
    weights: science.Floats
    fit: science.Floats
    able: science.Flags
    gain: science.Floats
    cost: science.Floats
    shared: science.Floats
    question: science.Question


def digest(content: Any) -> str:
    """The digest of inputs or a result, the same on every machine."""
    return sha256(dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def numbers(inputs: Mapping[str, Any]) -> Numbers:
    """Arrays of accounts × people out of the inputs, in money of minor units."""
    accounts, people, assumed = inputs["accounts"], inputs["people"], inputs["assumptions"]
    skills = sorted({key for account in accounts for key in account["needs"]})
    levels = np.array([[_level(each["levels"].get(key)) for key in skills] for each in people])
    needs, floors, weights = (
        np.array([[float(account["needs"].get(key, (0, 0, 0))[at]) for key in skills] for account in accounts])
        for at in range(3)
    )
    hours = np.array([float(account["hours"]) for account in accounts])
    capacity = np.array([float(each["capacity"]) for each in people])
    gain = np.array([abs(float(a["lifetime_value"])) * assumed["uplift_share_percent"] / 100 for a in accounts])
    cost = np.array([float(each["opportunity_cost"]) for each in people])
    slots = np.floor(capacity / max(float(hours.mean()), 1e-9))
    codes = {each["code"]: at for at, each in enumerate(people)}
    now = np.array([codes.get(account["now"], -1) for account in accounts], dtype=np.int64)
    fit = science.fit(levels, needs, weights)
    able = science.able(levels, floors)
    moving = np.full(fit.shape, float(assumed["moving_cost"]))
    moving[now < 0] = 0.0
    held = np.flatnonzero(now >= 0)
    moving[held, now[held]] = 0.0
    value = science.appointment_value(fit, gain, cost, slots, moving)
    allowed = able & np.isfinite(fit)
    question = science.Question(value, allowed, hours, capacity, now)
    return Numbers(skills, levels, needs, floors, weights, fit, able, gain, cost, cost / np.maximum(slots, 1), question)


def proposed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a proposal: the best team, the second best, nobody moved; what each rests on; who could not serve.

    Raises NobodyCanServeThem naming the accounts, and TeamTooSmall.
    """
    found = numbers(inputs)
    names = [account["name"] for account in inputs["accounts"]]
    try:
        teams = science.propose(found.question)
    except NobodyCanServe as refusal:
        unserved = np.flatnonzero(~found.question.open.any(axis=1))
        if not unserved.size:
            raise TeamTooSmall(accounts=len(names)) from refusal
        raise NobodyCanServeThem(customers=", ".join(names[at] for at in unserved)) from refusal
    return {
        "teams": {
            Follows.BEST.value: _team(teams.best, inputs, found),
            Follows.SECOND.value: _team(teams.second, inputs, found),
            Follows.STAY.value: _team(teams.stay, inputs, found),
        },
        "alternatives": {a["code"]: _alternatives(at, inputs, found) for at, a in enumerate(inputs["accounts"])},
        "cannot": _cannot(inputs, found),
    }


def _level(tenths: int | None) -> float:
    return float("nan") if tenths is None else tenths / TENTHS


def _team(team: science.Team | None, inputs: Mapping[str, Any], found: Numbers) -> dict[str, Any] | None:
    """A team as it is kept: who manages what, and why; None where it is not possible."""
    if team is None:
        return None
    accounts = inputs["accounts"]
    rows = {
        account["code"]: _pair(at, int(team.manager_of[at]), inputs, found)
        for at, account in enumerate(accounts)
        if team.manager_of[at] >= 0
    }
    return {"value": sum(row["value"] for row in rows.values()), "moves": team.moves, "managers": rows}


def _pair(account: int, person: int, inputs: Mapping[str, Any], found: Numbers) -> dict[str, Any]:
    """One account in the hands of one person: fit, value in minor units, what is met and what is short."""
    fit, value = found.fit[account, person], found.question.value[account, person]
    needed = [at for at in range(len(found.skills)) if found.needs[account, at] > 0]
    met = [found.skills[at] for at in needed if found.levels[person, at] >= found.needs[account, at]]
    short = [found.skills[at] for at in needed if found.levels[person, at] < found.needs[account, at]]
    return {
        "person": inputs["people"][person]["code"],
        "fit": None if np.isnan(fit) else round(float(fit), 4),
        "value": 0 if np.isnan(value) else round(float(value)),
        "gain": 0 if np.isnan(fit) else round(float(fit * found.gain[account])),
        "cost": round(float(found.shared[person])),
        "met": met,
        "short": short,
        "moves": bool(found.question.now[account] not in (-1, person)),
    }


def _alternatives(account: int, inputs: Mapping[str, Any], found: Numbers) -> list[dict[str, Any]]:
    """The people worth most to one account, the best first, were it the only one."""
    open_to = np.flatnonzero(found.question.open[account])
    order = sorted(open_to.tolist(), key=lambda person: (-found.question.value[account, person], person))
    return [_pair(account, person, inputs, found) for person in order[:BEST_SHOWN]]


def _cannot(inputs: Mapping[str, Any], found: Numbers) -> list[dict[str, Any]]:
    """People who may serve no account, with the skills that are unknown, below a floor, or no time."""
    rows = []
    for at in np.flatnonzero(~found.question.open.any(axis=0)).tolist():
        needed = [n for n in range(len(found.skills)) if np.any(found.needs[:, n] > 0)]
        unknown = [found.skills[n] for n in needed if np.isnan(found.levels[at, n])]
        below = [found.skills[n] for n in needed if np.all(found.levels[at, n] < found.floors[:, n])]
        no_time = bool(np.all(found.question.hours > found.question.capacity[at]))
        person = inputs["people"][at]
        rows.append({"person": person["code"], "unknown": unknown, "below": below, "no_time": no_time})
    return rows


def unexpected_fields(inputs: Mapping[str, Any]) -> list[str]:
    """What stands in the inputs of a proposal without being listed; always empty, or it is not computed."""
    parts: list[tuple[str, Sequence[Mapping[str, Any]]]] = [
        ("assumptions", [inputs["assumptions"]]),
        ("accounts", inputs["accounts"]),
        ("people", inputs["people"]),
    ]
    strange = {key for part, rows in parts for row in rows for key in row.keys() - INPUT_FIELDS[part]}
    return sorted(strange | (inputs.keys() - INPUT_FIELDS.keys()))
