"""The demo company: built from a seed and a last day, without a clock, a database or a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from clave.demo.catalogue import Catalogue, build_catalogue
from clave.demo.chance import Floats, Ints
from clave.demo.contacts import Contact, draw_contacts
from clave.demo.delivery import Deliveries, deliver
from clave.demo.habits import Habits, draw_habits
from clave.demo.history import History
from clave.demo.ordering import Lines, Orders, demand_level, demand_spells, fill_orders, place_orders, wanted_packs
from clave.demo.people import Staff, hire, owners_of, sellers_of
from clave.demo.population import Population, build_population
from clave.demo.pricing import Amounts, Terms, agree_terms, draw_wanted, price_lines
from clave.demo.programme import MONTHS_LOOKED_AT, Effect, Selection, plant_effect, select
from clave.demo.promises import Promise, make_promises
from clave.demo.rates import Rates, currency_of, draw_rates
from clave.demo.returns import Returns, credit_lines, send_back
from clave.demo.service import Activities, Needs, draw_needs, late_payments, serve, team_work
from clave.demo.words import Language


@dataclass(frozen=True)
class Market:
    """Who buys what, how, and at which rates."""

    population: Population
    catalogue: Catalogue
    habits: Habits
    rates: Rates
    currency: Ints
    spell: Floats
    level: Floats


@dataclass(frozen=True)
class Trade:
    """What was ordered, delivered and returned; everything except how much of it."""

    orders: Orders
    lines: Lines
    deliveries: Deliveries
    terms: Terms
    returns: Returns
    wanted: Floats


@dataclass(frozen=True)
class Outcome:
    """The amounts of every line and credit note, in one of the two possible histories."""

    lines: Amounts
    credits: Amounts


@dataclass(frozen=True)
class Results:
    """What the company earned, with the programme and as it would have been without."""

    selection: Selection
    effect: Effect
    strength: float
    without: Outcome
    actual: Outcome


@dataclass(frozen=True)
class OurPeople:
    """The people of the company, and who sells to and answers for each customer."""

    staff: Staff
    seller: Ints
    owner: Ints


@dataclass(frozen=True)
class Company:
    """Everything about the demo company, told and hidden."""

    seed: int
    language: Language
    history: History
    market: Market
    trade: Trade
    results: Results
    needs: Needs
    activities: list[Activities]
    ours: OurPeople
    contacts: list[Contact]
    promises: list[Promise]

    @property
    def heads(self) -> Ints:
        """Indices of the key accounts."""
        return np.flatnonzero(self.results.selection.chosen)


def found_company(*, seed: int, until: date, language: Language = "en", strength: float = 1.0) -> Company:
    """The company with this seed, ordering up to and including `until`.

    `strength` scales what the programme truly does: 1 as usual, 0 nothing. The language changes words only.
    """
    history = History(until)
    market = open_market(seed, history, language)
    trade = do_trade(seed, history, market)
    results = run_programme(seed, history, market, trade, strength)
    heads = np.flatnonzero(results.selection.chosen)
    needs = draw_needs(seed=seed, population=market.population)
    ours = gather_people(seed, market.population, heads)
    return Company(
        seed=seed,
        language=language,
        history=history,
        market=market,
        trade=trade,
        results=results,
        needs=needs,
        activities=do_service(seed, history, market, trade, results.actual, needs, heads),
        ours=ours,
        contacts=draw_contacts(seed=seed, population=market.population, staff=ours.staff, owner=ours.owner),
        promises=keep_promises(history, market.population, heads, trade),
    )


def run_programme(seed: int, history: History, market: Market, trade: Trade, strength: float) -> Results:
    """Choose the key accounts on the year before, and work out both histories."""
    population = market.population
    without = outcome(seed, market, trade, np.ones_like(market.level))
    revenue = monthly(population.size, trade, without, history, "net_eur")
    year_before = revenue[:, months_before(history)].sum(axis=1)
    selection = select(seed=seed, population=population, habits=market.habits, revenue=year_before)
    effect = plant_effect(seed=seed, history=history, population=population, selection=selection, strength=strength)
    actual = outcome(seed, market, trade, effect.multiplier)
    return Results(selection=selection, effect=effect, strength=strength, without=without, actual=actual)


def gather_people(seed: int, population: Population, heads: Ints) -> OurPeople:
    """The staff, who sells to each customer, and who answers for it."""
    staff = hire(seed=seed)
    seller = sellers_of(seed=seed, population=population, staff=staff)
    return OurPeople(staff, seller, owners_of(staff=staff, seller=seller, key_heads=heads, account=population.account))


def keep_promises(history: History, population: Population, heads: Ints, trade: Trade) -> list[Promise]:
    """The standing promises to the key accounts and the orders that broke them."""
    return make_promises(
        history=history,
        population=population,
        heads=heads,
        orders=trade.orders,
        lines=trade.lines,
        deliveries=trade.deliveries,
    )


def open_market(seed: int, history: History, language: Language) -> Market:
    """The customers, the catalogue and the rates."""
    population = build_population(seed=seed)
    catalogue = build_catalogue(seed=seed, history=history, language=language)
    habits = draw_habits(seed=seed, history=history, population=population, catalogue=catalogue)
    spell = demand_spells(seed=seed, history=history, habits=habits)
    return Market(
        population=population,
        catalogue=catalogue,
        habits=habits,
        rates=draw_rates(seed=seed, history=history),
        currency=currency_of(population.country),
        spell=spell,
        level=demand_level(history, habits, spell),
    )


def do_trade(seed: int, history: History, market: Market) -> Trade:
    """Orders, their lines, their deliveries, their terms and what comes back."""
    population, habits, catalogue = market.population, market.habits, market.catalogue
    orders = place_orders(seed=seed, history=history, habits=habits)
    lines = fill_orders(seed=seed, orders=orders, habits=habits)
    deliveries = deliver(
        seed=seed,
        history=history,
        population=population,
        habits=habits,
        catalogue=catalogue,
        orders=orders,
        lines=lines,
    )
    terms = agree_terms(
        seed=seed,
        history=history,
        population=population,
        habits=habits,
        orders=orders,
        lines=lines,
        deliveries=deliveries,
        order_rate=market.rates.on(orders.day, market.currency[orders.customer]),
    )
    returns = send_back(
        seed=seed, history=history, habits=habits, catalogue=catalogue, lines=lines, terms=terms, deliveries=deliveries
    )
    wanted = draw_wanted(seed=seed, habits=habits, catalogue=catalogue, level=market.level, terms=terms, lines=lines)
    return Trade(orders, lines, deliveries, terms, returns, wanted)


def outcome(seed: int, market: Market, trade: Trade, multiplier: Floats) -> Outcome:
    """The amounts when every customer's quantities are multiplied so in each month."""
    terms = trade.terms
    quantity = wanted_packs(seed=seed, wanted=trade.wanted, multiplier=multiplier[terms.customer, terms.month])
    amounts = price_lines(catalogue=market.catalogue, terms=terms, product=trade.lines.product, quantity=quantity)
    credit_rate = market.rates.on(trade.returns.day, market.currency[terms.customer[trade.returns.line]])
    return Outcome(amounts, credit_lines(seed=seed, returns=trade.returns, amounts=amounts, day_rate=credit_rate))


def months_before(history: History) -> slice:
    """The twelve months before the programme."""
    start = history.month_starts.index(history.programme_start)
    return slice(start - MONTHS_LOOKED_AT, start)


def monthly(customers: int, trade: Trade, amounts: Outcome, history: History, measure: str) -> Floats:
    """Customers × months: a measure of the amounts (`net_eur`, `contribution_eur`) of all lines that count, EUR."""
    months = len(history.month_starts)
    counts = ~trade.deliveries.cancelled
    credited = trade.terms.customer[trade.returns.line]
    cell = np.concatenate(
        [
            (trade.terms.customer * months + trade.terms.month)[counts],
            credited * months + history.month_of(trade.returns.day),
        ]
    )
    value = np.concatenate([getattr(amounts.lines, measure)[counts], getattr(amounts.credits, measure)])
    sums = np.bincount(cell, weights=value, minlength=customers * months).astype(np.float64)
    return sums.reshape(customers, months)


def do_service(
    seed: int, history: History, market: Market, trade: Trade, actual: Outcome, needs: Needs, heads: Ints
) -> list[Activities]:
    """Every activity of the history, kind by kind."""
    credited = trade.terms.customer[trade.returns.line]
    served = serve(
        seed=seed,
        history=history,
        habits=market.habits,
        needs=needs,
        orders=trade.orders,
        returns=trade.returns,
        credited=credited,
    )
    revenue = monthly(market.population.size, trade, actual, history, "net_eur")
    late = late_payments(seed=seed, history=history, needs=needs, revenue=revenue)
    return [*served, late, team_work(seed=seed, history=history, heads=heads, customers=market.population.size)]
