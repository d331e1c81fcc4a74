"""Who should manage which key account: fit by skill, the price of taking somebody out of the present job, the best team.

Fit gives no credit for more than is needed, so that a brilliant seller does not make up for a planner's missing skill.
Assignments are found by integer programming (HiGHS through SciPy), so that capacity in hours, several accounts a
person, floors and people who must stay are constraints and not afterthoughts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clave.analytics.refusals import NobodyCanServe, ParameterOutOfRange

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

KEEP_BONUS = 1e-6
"""Of equally good teams the one that moves fewer people wins: what staying is worth, as a share of the largest value."""
SECONDS = 30.0


def fit(skills: Floats, needs: Floats, weights: Floats) -> Floats:
    """How well each person fits each account, 0 to 1; NaN where a needed skill of the person is not known.

    `skills` is people × skills, `needs` accounts × skills (the level needed, 0 where none is), `weights` accounts ×
    skills. f_ij = sum_g w_ig min(1, s_jg / need_ig) over the skills that the account needs. Returns accounts × people.
    """
    levels, needed, share = (np.atleast_2d(np.asarray(each, dtype=np.float64)) for each in (skills, needs, weights))
    if levels.shape[1] != needed.shape[1] or share.shape != needed.shape:
        raise ParameterOutOfRange(name="skills", value=levels.shape, expected="the same skills for people and accounts")
    counted = np.where(needed > 0, share, 0.0)
    totals = counted.sum(axis=1)
    if np.any(counted < 0) or np.any(totals <= 0):
        raise ParameterOutOfRange(name="weights", value="negative or all zero", expected="a needed skill with weight")
    met = np.minimum(1.0, levels[None, :, :] / np.where(needed > 0, needed, 1.0)[:, None, :])
    met = np.where(counted[:, None, :] > 0, met, 0.0)
    found: Floats = (met * counted[:, None, :]).sum(axis=2) / totals[:, None]
    return found


def able(skills: Floats, floors: Floats) -> Flags:
    """Who reaches every floor of each account; accounts × people. An unknown skill does not reach a floor."""
    levels, least = np.atleast_2d(skills), np.atleast_2d(floors)
    reached = np.nan_to_num(levels, nan=-np.inf)[None, :, :] >= least[:, None, :]
    return np.asarray(reached.all(axis=2), dtype=np.bool_)


def appointment_value(
    fitness: Floats, gain: Floats, opportunity_cost: Floats, slots: Floats, moving_cost: Floats | None = None
) -> Floats:
    """What each appointment is worth in money a year; accounts × people, NaN where the fit is not known.

    v_ij = f_ij × gain_i - moving cost_ij - opportunity cost_j / slots_j. `gain` is what a fully fitting manager adds to
    the account's lifetime value, `opportunity_cost` what is lost by taking the person out of the present job, shared
    over the accounts (`slots`) that person would hold.
    """
    lost = np.asarray(opportunity_cost, dtype=np.float64) / np.maximum(np.asarray(slots, dtype=np.float64), 1)
    value: Floats = fitness * np.asarray(gain, dtype=np.float64)[:, None] - lost[None, :]
    return value if moving_cost is None else value - moving_cost


def opportunity_cost(
    contribution: float, replacement: float, ramp_up_months: float, lost_for_good: float = 0.0
) -> float:
    """What is lost by taking somebody out of selling, in money of a year.

    The contribution a year above what a replacement would bring, over the months it takes to become as good, and
    customers lost for good on top; never below zero.
    """
    return max(0.0, (contribution - replacement) * ramp_up_months / 12.0) + max(0.0, lost_for_good)


@dataclass(frozen=True)
class Team:
    """One assignment: for each account the index of its manager, and what the whole is worth."""

    manager_of: NDArray[np.int64]
    """-1 where nobody is appointed."""
    value: float
    moves: int


@dataclass(frozen=True)
class Proposal:
    """The best team, the second best, and nobody moved (None where it is not possible), for a person to decide."""

    best: Team
    second: Team | None
    stay: Team | None


@dataclass(frozen=True)
class Question:
    """Accounts × people: what an appointment is worth, who may be appointed, hours needed and hours there are.

    `now` holds the present manager of each account, -1 where there is none. NaN in `value` forbids an appointment.
    """

    value: Floats
    allowed: Flags
    hours: Floats
    capacity: Floats
    now: NDArray[np.int64]

    def __post_init__(self) -> None:
        accounts, people = self.value.shape
        sizes = (self.allowed.shape, self.hours.shape, self.capacity.shape, self.now.shape)
        if sizes != ((accounts, people), (accounts,), (people,), (accounts,)):
            raise ParameterOutOfRange(
                name="appointment", value=sizes, expected="the same accounts and people everywhere"
            )

    @property
    def open(self) -> Flags:
        """Appointments that may be made at all."""
        fits: Flags = self.allowed & np.isfinite(self.value) & (self.hours[:, None] <= self.capacity[None, :])
        return fits

    def team(self, manager_of: NDArray[np.int64]) -> Team:
        """What this assignment is worth and how many accounts change hands."""
        filled = np.flatnonzero(manager_of >= 0)
        return Team(
            manager_of,
            float(self.value[filled, manager_of[filled]].sum()),
            int(np.sum((manager_of != self.now) & (self.now >= 0))),
        )


def propose(question: Question) -> Proposal:
    """The best team, the second best and the one that moves nobody; each account gets exactly one manager.

    Raises NobodyCanServe naming the accounts (by index) for which no person is allowed and free.
    """
    refuse_unserved(question)
    best = solved(question, ())
    if best is None:
        raise NobodyCanServe(accounts=", ".join(map(str, range(len(question.now)))))
    return Proposal(best, solved(question, (best.manager_of,)), unmoved(question))


def unmoved(question: Question) -> Team | None:
    """Everybody stays, and accounts without a manager get the best one left; None when somebody cannot stay."""
    held = question.now >= 0
    kept = question.allowed.copy()
    kept[held] = False
    kept[held, question.now[held]] = question.allowed[held, question.now[held]]
    value = np.where(np.isfinite(question.value), question.value, 0.0)
    return solved(Question(value, kept, question.hours, question.capacity, question.now), ())


def refuse_unserved(question: Question) -> None:
    """Every account needs at least one person who may and can take it."""
    unserved = np.flatnonzero(~question.open.any(axis=1))
    if unserved.size:
        raise NobodyCanServe(accounts=", ".join(map(str, unserved.tolist())))


def solved(question: Question, not_again: tuple[NDArray[np.int64], ...]) -> Team | None:
    """The assignment of highest value, other than those `not_again`; None when there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    accounts, people = question.value.shape
    worth = np.where(question.open, np.nan_to_num(question.value), 0.0)
    bonus = np.zeros_like(worth)
    held = np.flatnonzero(question.now >= 0)
    bonus[held, question.now[held]] = KEEP_BONUS * max(1.0, float(np.abs(worth).max(initial=0.0)))
    cells = np.arange(accounts * people)
    row, column = np.divmod(cells, people)
    once = csr_array((np.ones(cells.size), (row, cells)), shape=(accounts, cells.size))
    load = csr_array((question.hours[row], (column, cells)), shape=(people, cells.size))
    limits = [LinearConstraint(once, 1, 1), LinearConstraint(load, -np.inf, question.capacity)]
    for team in not_again:
        same = csr_array(
            (np.ones(accounts), (np.zeros(accounts), np.arange(accounts) * people + team)), shape=(1, cells.size)
        )
        limits.append(LinearConstraint(same, -np.inf, accounts - 1))
    found = milp(
        -(worth + bonus).ravel(),
        integrality=np.ones(cells.size, dtype=np.int64),
        bounds=Bounds(0, question.open.ravel().astype(np.float64)),
        constraints=limits,
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    return question.team(found.x.reshape(accounts, people).argmax(axis=1).astype(np.int64))
