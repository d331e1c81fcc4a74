"""What only the maker of the company knows, to be compared with what is later estimated (docs/handbook/demo.md)."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from clave.demo.catalogue import GROUPS
from clave.demo.chance import Floats
from clave.demo.company import Company, monthly
from clave.demo.delivery import CANCELLED_SHARE
from clave.demo.expectations import DISCOUNT_RATE_A_YEAR, HORIZON_MONTHS, Expectations
from clave.demo.people import CAST, COMPANY_NAME, SKILLS
from clave.demo.population import ARCHETYPES
from clave.demo.programme import RAMP_MONTHS, WEIGHTS
from clave.demo.rates import BASE, CURRENCIES
from clave.demo.service import (
    DRIVERS,
    LINE_MINUTES,
    ORDER_MINUTE_EUR,
    ORDER_MINUTES,
    TEAM,
    Activities,
    order_handling_eur,
)
from clave.demo.words import ACTIVITY_KINDS, PROMISES, said

FILE_NAME = "demo-truth.json"
Facts = dict[str, Any]


def as_json(company: Company) -> bytes:
    """The truth file."""
    return (json.dumps(hidden_truths(company), ensure_ascii=False, indent=1) + "\n").encode()


def hidden_truths(company: Company) -> Facts:
    """Every hidden truth about the company."""
    expected = Expectations(company)
    cost = realised_cost(company)
    return {
        "company": company_facts(company, expected),
        "cost_drivers": cost_drivers(company),
        "customers": customer_facts(company, expected, cost),
        "selection": selection_facts(company),
        "programme": programme_facts(company, cost),
        "promises": promise_facts(company),
        "products": product_facts(company),
        "people": people_facts(company),
        "contacts": contact_facts(company),
    }


def company_facts(company: Company, expected: Expectations) -> Facts:
    """The frame of everything else."""
    history = company.history
    return {
        "name": COMPANY_NAME,
        "seed": company.seed,
        "language": company.language,
        "first_day": history.first.isoformat(),
        "last_day": history.until.isoformat(),
        "currency": BASE,
        "horizon_months": HORIZON_MONTHS,
        "discount_rate_a_year": DISCOUNT_RATE_A_YEAR,
        "cancelled_share_of_lines": CANCELLED_SHARE,
        "expected_contribution_ahead_eur": amount(expected.ahead["contribution"].sum()),
        "expected_value_ahead_eur": amount((expected.ahead["contribution"] - expected.ahead["cost_to_serve"]).sum()),
    }


def amount(value: float | np.floating) -> float:
    """An amount in whole cents."""
    return round(float(value), 2)


def share(value: float | np.floating) -> float:
    """A share, a chance or a rate with six decimals."""
    return round(float(value), 6)


def cost_drivers(company: Company) -> list[Facts]:
    """What one occurrence of each driver costs, and what a minute of it costs."""
    found: list[Facts] = [
        {
            "driver": driver.kind,
            "activity_kind": said(ACTIVITY_KINDS, driver.kind, company.language),
            "counted_per": driver.per,
            "minutes": driver.minutes,
            "minute_eur": driver.minute_eur,
            "amount_eur": driver.amount_eur,
        }
        for driver in (*DRIVERS, TEAM)
    ]
    handling: Facts = {
        "driver": "order_handling",
        "activity_kind": None,
        "counted_per": "order",
        "minute_eur": ORDER_MINUTE_EUR,
    }
    late = said(ACTIVITY_KINDS, "late_payment", company.language)
    return [
        *found,
        {**handling, "minutes_per_order": ORDER_MINUTES, "minutes_per_line": LINE_MINUTES},
        {"driver": "late_payment", "activity_kind": late, "counted_per": "month", "minute_eur": 0.0},
    ]


def realised_cost(company: Company) -> dict[str, Floats]:
    """Per driver, customers × months: what serving truly cost, EUR."""
    shape = (company.market.population.size, len(company.history.month_starts))
    minute = {driver.kind: driver.minute_eur for driver in (*DRIVERS, TEAM)}
    cost = {}
    for part, kind in zip(company.activities, (*(d.kind for d in DRIVERS), "late_payment", TEAM.kind), strict=True):
        cost[kind] = spread(company, part, activity_cost(part, minute.get(kind, 0.0)), shape)
    orders = company.trade.orders
    handling = np.zeros(shape)
    np.add.at(
        handling,
        (orders.customer, company.history.month_of(orders.day)),
        order_handling_eur(1.0, orders.lines.astype(float)),
    )
    return {**cost, "order_handling": handling}


def activity_cost(part: Activities, minute_eur: float) -> Floats:
    """What each activity cost: minutes at their rate and money paid out, EUR."""
    cost: Floats = np.maximum(part.minutes, 0) * minute_eur + np.maximum(part.amount_cents, 0) / 100
    return cost


def spread(company: Company, part: Activities, cost: Floats, shape: tuple[int, int]) -> Floats:
    """The cost of activities by customer and month."""
    table = np.zeros(shape)
    np.add.at(table, (part.customer, company.history.month_of(part.day)), cost)
    return table


def customer_facts(company: Company, expected: Expectations, cost: dict[str, Floats]) -> list[Facts]:
    """One entry per customer."""
    size = company.market.population.size
    revenue = monthly(size, company.trade, company.results.actual, company.history, "net_eur").sum(axis=1)
    contribution = monthly(size, company.trade, company.results.actual, company.history, "contribution_eur").sum(axis=1)
    served = np.sum([table.sum(axis=1) for table in cost.values()], axis=0)
    orders = np.bincount(company.trade.orders.customer, minlength=size)
    return [
        {
            **identity(company, index),
            **habit_facts(company, expected, index),
            "to_date": {
                "orders": int(orders[index]),
                "expected_orders": share(expected.orders_by_month[index].sum()),
                "revenue_eur": amount(revenue[index]),
                "contribution_eur": amount(contribution[index]),
                "expected_contribution_eur": amount(expected.contribution_by_month[index].sum()),
                "cost_to_serve_eur": amount(served[index]),
            },
            "ahead": ahead(expected, index),
        }
        for index in range(size)
    ]


def identity(company: Company, index: int) -> Facts:
    """Who the customer is."""
    population = company.market.population
    return {
        "customer_code": population.codes[index],
        "account_code": population.codes[population.account[index]],
        "archetype": ARCHETYPES[population.archetype[index]].key,
        "is_holding": bool(population.holding[index]),
        "is_demanding": bool(population.demanding[index]),
        "currency": CURRENCIES[company.market.currency[index]],
    }


def habit_facts(company: Company, expected: Expectations, index: int) -> Facts:
    """How the customer truly buys, from when, until when, and what serving it takes."""
    habits, history = company.market.habits, company.history
    left = float(habits.end_day[index])
    mine = company.trade.orders.customer == index
    return {
        "order_rate_a_month": share(habits.rate[index]),
        "regularity": int(habits.regularity[index]),
        "season": [share(f) for f in habits.season[index]],
        "lines_per_order": share(expected.lines_per_order[index]),
        "growth_a_year": share(habits.growth_a_year[index]),
        "discount_share": share(habits.discount[index]),
        "is_newcomer": bool(habits.newcomer[index]),
        "started_on": history.date(habits.start_day[index]).isoformat() if habits.newcomer[index] else None,
        "hazard_a_month": share(habits.hazard[index]),
        "ended_on": history.date(int(left)).isoformat() if left <= history.days - 1 else None,
        "is_active": bool(habits.alive(history)[index]),
        "contribution_per_order_eur": amount(expected.contribution_per_order[index]),
        "cost_to_serve_a_month_eur": {kind: amount(cost[index]) for kind, cost in expected.cost_to_serve.items()},
        "days_late_when_paying": share(company.needs.days_late[index]),
        "late_chance_of_orders": share(company.trade.deliveries.late_chance[mine].mean()) if mine.any() else None,
    }


def ahead(expected: Expectations, index: int) -> Facts:
    """What is truly to be expected of the customer in the coming 36 months."""
    coming = {name: table[index] for name, table in expected.ahead.items()}
    value = coming["contribution"] - coming["cost_to_serve"]
    return {
        "survival_12": share(coming["survival"][11]),
        "survival_24": share(coming["survival"][23]),
        "survival_36": share(coming["survival"][35]),
        "orders": share(coming["orders"].sum()),
        "contribution_eur": amount(coming["contribution"].sum()),
        "contribution_discounted_eur": amount(coming["contribution"] @ expected.discounting),
        "cost_to_serve_eur": amount(coming["cost_to_serve"].sum()),
        "value_eur": amount(value.sum()),
        "value_discounted_eur": amount(value @ expected.discounting),
    }


def selection_facts(company: Company) -> Facts:
    """The latent score of every candidate account on the day of the choice."""
    chosen = company.results.selection
    population = company.market.population
    ranked = [
        i for i in np.argsort(-np.nan_to_num(chosen.score, nan=-np.inf), kind="stable") if not np.isnan(chosen.score[i])
    ]
    return {
        "decided_on": company.history.programme_start.isoformat(),
        "weights": WEIGHTS,
        "candidates": [
            {
                "account_code": population.codes[i],
                "score": share(chosen.score[i]),
                "judged_score": share(chosen.judged[i]),
                "revenue_12_months_eur": amount(chosen.revenue[i]),
                "potential": share(chosen.potential[i]),
                "fit": share(chosen.fit[i]),
                "is_chosen": bool(chosen.chosen[i]),
            }
            for i in ranked
        ],
    }


def programme_facts(company: Company, cost: dict[str, Floats]) -> Facts:
    """What the programme truly changed, per key account and month, and what it cost."""
    size = company.market.population.size
    start = company.history.month_starts.index(company.history.programme_start)
    tables = (company.results.without, company.results.actual)
    without, actual = (
        monthly(size, company.trade, each, company.history, "contribution_eur")[:, start:] for each in tables
    )
    team = cost[TEAM.kind][:, start:]
    accounts = [account_effect(company, int(head), start, without, actual, team) for head in company.heads]
    total = sum(each["effect_eur"] for each in accounts)
    spent = sum(each["programme_cost_eur"] for each in accounts)
    base = sum(each["contribution_without_eur"] for each in accounts)
    return {
        "started_on": company.history.programme_start.isoformat(),
        "strength": company.results.strength,
        "ramp_months": RAMP_MONTHS,
        "effect_eur": amount(total),
        "contribution_without_eur": amount(base),
        "effect_share": share(total / base),
        "programme_cost_eur": amount(spent),
        "net_benefit_eur": amount(total - spent),
        "accounts": accounts,
    }


def account_effect(company: Company, head: int, start: int, without: Floats, actual: Floats, team: Floats) -> Facts:
    """The true effect on one key account with all its sites; the tables begin with the programme."""
    population, months = company.market.population, company.history.month_starts[start:]
    members = np.flatnonzero(population.account == head)
    before, after, spent = (table[members].sum(axis=0) for table in (without, actual, team))
    return {
        "account_code": population.codes[head],
        "customer_codes": [population.codes[m] for m in members],
        "full_multiplier": share(company.results.effect.full[head]),
        "contribution_without_eur": amount(before.sum()),
        "contribution_eur": amount(after.sum()),
        "effect_eur": amount(after.sum() - before.sum()),
        "programme_cost_eur": amount(spent.sum()),
        "months": [
            {
                "month": month.isoformat(),
                "multiplier": share(company.results.effect.multiplier[head, start + n]),
                "contribution_without_eur": amount(before[n]),
                "contribution_eur": amount(after[n]),
                "effect_eur": amount(after[n] - before[n]),
                "programme_cost_eur": amount(spent[n]),
            }
            for n, month in enumerate(months)
        ],
    }


def promise_facts(company: Company) -> list[Facts]:
    """Every standing delivery promise and the orders that broke it."""
    codes, ids = company.market.population.codes, company.trade.orders.ids
    found = []
    for promise in company.promises:
        text = said(PROMISES, promise.measure, company.language)
        found.append(
            {
                "promise_id": promise.promise_id,
                "account_code": codes[promise.head],
                "text": text % promise.within_days if promise.within_days is not None else text,
                "measure": promise.measure,
                "within_days": promise.within_days,
                "since": company.history.date(promise.since_day).isoformat(),
                "orders_judged": promise.judged.size,
                "orders_broken": promise.broken.size,
                "broken_order_ids": [ids[n] for n in promise.broken.tolist()],
            }
        )
    return found


def product_facts(company: Company) -> list[Facts]:
    """The price list at the end of the history, with what each product truly costs."""
    catalogue = company.market.catalogue
    return [
        {
            "product_code": code,
            "name": catalogue.names[n],
            "group": GROUPS[catalogue.group[n]].key,
            "price_eur": amount(catalogue.price[n, -1]),
            "cost_eur": share(catalogue.cost[n, -1]),
            "backorder_chance": GROUPS[catalogue.group[n]].backorder_share,
            "return_chance": GROUPS[catalogue.group[n]].return_share,
        }
        for n, code in enumerate(catalogue.codes)
    ]


def people_facts(company: Company) -> list[Facts]:
    """Every person's position, true skills and, for the nine of the cast, the role they sign in with."""
    staff = company.ours.staff
    role_of = {staff.holding(job)[0]: role for role, job in CAST.items()}
    return [
        {
            "person_code": staff.codes[n],
            "position": job.key,
            "role": role_of.get(n),
            "skills": dict(zip(SKILLS, staff.skills[n].tolist(), strict=True)),
        }
        for n, job in enumerate(staff.jobs)
    ]


def contact_facts(company: Company) -> list[Facts]:
    """Where every contact truly stands, how much it counts, and who of ours knows it."""
    return [
        {
            "contact_id": contact.contact_id,
            "stance": contact.stance,
            "influence": contact.influence,
            "known_by": company.ours.staff.codes[contact.known_by],
            "known_how_well": contact.known_how_well,
        }
        for contact in company.contacts
    ]
