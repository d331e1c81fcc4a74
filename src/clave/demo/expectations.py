"""What is truly to be expected of every customer: orders, contribution and cost to serve, without luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clave.demo.chance import Floats
from clave.demo.company import Company
from clave.demo.delivery import CANCELLED_SHARE, mode_shares
from clave.demo.habits import SHOCK_MEMORY, SHOCK_SD
from clave.demo.history import DAYS_PER_MONTH
from clave.demo.ordering import season_clock
from clave.demo.pricing import expected_wanted, freight_tariff
from clave.demo.returns import RESTOCKED, expected_return, return_chance
from clave.demo.service import TEAM, monthly_cost, months_active

HORIZON_MONTHS = 36
DISCOUNT_RATE_A_YEAR = 0.10
COUNTED = 1 - CANCELLED_SHARE


@dataclass(frozen=True)
class LineValue:
    """Per customer, EUR a line that is ordered: `least` when only one pack is wanted, `more` per unit of level."""

    least: Floats
    more: Floats

    def at(self, level: Floats, multiplier: Floats) -> Floats:
        """Expected value of a line at this level of demand under the programme's multiplier."""
        return (self.least + self.more * level) * multiplier


@dataclass(frozen=True)
class Expectations:
    """The expected figures of one company."""

    company: Company

    @property
    def lines_per_order(self) -> Floats:
        """Expected lines of an order."""
        return 1 + self.company.market.habits.extra_lines

    @cached_property
    def fixed_freight(self) -> Floats:
        """Expected fixed freight of an order, EUR."""
        base, _ = freight_tariff(self.company.market.population)
        freight: Floats = (mode_shares(self.company.market.habits) * base).sum(axis=1) * COUNTED
        return freight

    def net(self, month: int) -> LineValue:
        """Expected net amount of a line at the prices of a month, returns taken off."""
        market = self.company.market
        price = market.catalogue.price[None, :, month] * (1 - market.habits.discount[:, None])
        return self._per_line(price * (1 - expected_return(market.habits, market.catalogue)))

    def contribution(self, month: int) -> LineValue:
        """Expected contribution of a line before fixed freight, at the prices of a month, returns taken off."""
        market = self.company.market
        price = market.catalogue.price[None, :, month] * (1 - market.habits.discount[:, None])
        cost = market.catalogue.cost[None, :, month]
        _, per_kg = freight_tariff(market.population)
        freight = (mode_shares(market.habits) * per_kg).sum(axis=1)[:, None] * market.catalogue.kg[None, :]
        back = expected_return(market.habits, market.catalogue) * (price - RESTOCKED * cost)
        return self._per_line(price - cost - freight - back)

    def _per_line(self, per_pack: Floats) -> LineValue:
        """The value of an expected line from the value of a pack, customers × products."""
        market = self.company.market
        weighted = market.habits.taste * per_pack * COUNTED
        wanted = expected_wanted(market.habits, market.catalogue)
        return LineValue(least=weighted.sum(axis=1), more=(weighted * wanted).sum(axis=1))

    def order_contribution(self, month: int, level: Floats, multiplier: Floats) -> Floats:
        """Expected contribution of an order placed in a month, EUR, before cost to serve."""
        return self.lines_per_order * self.contribution(month).at(level, multiplier) - self.fixed_freight

    @cached_property
    def orders_by_month(self) -> Floats:
        """Customers × months of the history: expected orders, given when each customer came and truly left."""
        company = self.company
        habits, history = company.market.habits, company.history
        passed = np.diff(season_clock(habits, history), axis=1)
        full = np.diff(history.bounds)[None, :] / DAYS_PER_MONTH
        expected: Floats = habits.rate[:, None] * passed * months_active(history, habits) / full
        first = np.where(habits.newcomer, (1 + 1 / habits.regularity) / 2, 0.0)
        expected[np.arange(habits.rate.size), history.month_of(habits.start_day)] += first
        return expected

    @cached_property
    def contribution_by_month(self) -> Floats:
        """Customers × months of the history: expected contribution, EUR, given the spells of demand."""
        market = self.company.market
        months = range(market.level.shape[1])
        per_order = [
            self.order_contribution(m, market.level[:, m], self.company.results.effect.multiplier[:, m]) for m in months
        ]
        return self.orders_by_month * np.stack(per_order, axis=1)

    @property
    def now(self) -> int:
        """Index of the last month of the history, whose prices and costs are taken for the future."""
        return int(self.company.market.level.shape[1]) - 1

    @cached_property
    def contribution_per_order(self) -> Floats:
        """Expected contribution of an order placed now, EUR, before cost to serve."""
        return self.order_contribution(
            self.now, self.company.market.level[:, -1], self.company.results.effect.multiplier[:, -1]
        )

    @cached_property
    def cost_to_serve(self) -> dict[str, Floats]:
        """Per driver and customer: the true cost of an average month while it is one, at present demand, EUR."""
        company, habits = self.company, self.company.market.habits
        net = self.net(self.now).at(company.market.level[:, -1], company.results.effect.multiplier[:, -1])
        returned = (
            (habits.taste * return_chance(habits, company.market.catalogue)).sum(axis=1)
            * self.lines_per_order
            * COUNTED
        )
        cost = monthly_cost(
            habits=habits,
            needs=company.needs,
            returned_lines=returned,
            revenue_a_month=habits.rate * self.lines_per_order * net,
        )
        return {**cost, TEAM.kind: np.where(company.results.selection.chosen, TEAM.usual * TEAM.cost_eur, 0.0)}

    @cached_property
    def ahead(self) -> dict[str, Floats]:
        """Customers × 36 coming months: survival, expected orders, contribution and cost to serve, each times survival.

        A coming month is 30.4375 days; it has the season of the calendar month of its middle, today's prices and costs.
        """
        company, habits = self.company, self.company.market.habits
        middle = np.arange(HORIZON_MONTHS, dtype=np.float64) + 0.5
        season = habits.season[
            :, company.history.calendar_month_of((company.history.days + middle * DAYS_PER_MONTH).astype(np.int64))
        ]
        survival = np.exp(-habits.hazard[:, None] * middle[None, :]) * habits.alive(company.history)[:, None]
        orders = habits.rate[:, None] * season * survival
        line = self.contribution(self.now)
        level = self.coming_level(middle)
        value = (line.least[:, None] + line.more[:, None] * level) * company.results.effect.multiplier[:, -1:]
        contribution = orders * (self.lines_per_order[:, None] * value - self.fixed_freight[:, None])
        cost = np.sum(list(self.cost_to_serve.values()), axis=0)[:, None] * survival
        return {"survival": survival, "orders": orders, "contribution": contribution, "cost_to_serve": cost}

    def coming_level(self, middle: Floats) -> Floats:
        """Customers × coming months: expected level of demand; today's spell fades, growth goes on."""
        market = self.company.market
        memory = SHOCK_MEMORY ** middle[None, :]
        spell = market.spell[:, -1:] * memory + (1 - memory**2) * SHOCK_SD**2 / 2 - SHOCK_SD**2 / 2
        years = (market.spell.shape[1] / 2 - 0.5 + middle[None, :]) / 12
        level: Floats = np.exp(market.habits.growth_a_year[:, None] * years + spell)
        return level

    @cached_property
    def discounting(self) -> Floats:
        """What one euro of the middle of each coming month is worth today, at 10 % a year."""
        factor: Floats = (1 + DISCOUNT_RATE_A_YEAR) ** (-(np.arange(HORIZON_MONTHS) + 0.5) / 12)
        return factor
