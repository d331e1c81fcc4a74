"""A key account with a run behind it, its scorecard, its forecast and its risks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from clave.access.policy import Role
from clave.accounts.models import Risk
from clave.accounts.operations.risking import RiskTerms, put_risk
from clave.accounts.operations.worth import Said, answer_scorecard
from clave.accounts.rules.scorecard import FACTORS
from clave.people.models import Forecast
from clave.people.operations.forecasting import save_forecast
from clave.people.rules.forecasts import Said as Expected
from tests.cast import Cast, key_account_of, our_person
from tests.value.book import run_with

SCORES = (4, 3, 5, 2, 4, 4, 3, 5)
"""The worked case of the method: 68.75 of 100, kept with .83 a year."""
YEAR = timezone.localdate().year
LAST = date(YEAR - 1, 12, 31)
"""The day of the run: its 36 months are this calendar year and the next two."""


class Workspace:
    """The manager's key account C1 in a run of 36 months at 10 per cent, and C2, which is another's.

    The run expects 210,000 of each and takes it for a customer still with a chance of 7 in 8: 80,000 a year if it stays.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.manager = cast[Role.KEY_ACCOUNT_MANAGER]
        self.held = key_account_of(self.manager, cast[Role.EXECUTIVE_SPONSOR], code="C1")
        self.other = key_account_of(code="C2")
        self.owner = our_person(code="WATCH", full_name="Wanda Watch")
        figures = {"expected_contribution": 210_000_00, "lifetime_value": 182_000_00, "p_active_basis_points": 8_750}
        self.run = run_with([{"customer": each.customer, **figures} for each in (self.held, self.other)], as_of=LAST)

    def answer(self, scores: tuple[int, ...] = SCORES, version: int = 0) -> int:
        """Answer every factor."""
        said = {key: Said(score, f"because {score}") for key, score in zip(FACTORS, scores, strict=True)}
        return answer_scorecard(by=self.manager, key_account=self.held, version=version, answers=said)

    def forecast(self, *euros: int, version: int = 0, chances: tuple[int | None, ...] = (), **more: Any) -> Forecast:
        """Expect so many euros a year from this year on."""
        amounts = [each * 100 for each in euros]
        said = Expected(YEAR, amounts, "EUR", "they build a plant", chances=chances, **more)
        return save_forecast(by=self.manager, key_account=self.held, version=version, said=said)

    def risk(self, what: str = "A rival opens next door", **more: Any) -> Risk:
        """One in five a year, 10,000 € a year."""
        told = {"likelihood": 20, "hit": 10_000_00, "owner": self.owner, **more}
        return put_risk(by=self.manager, key_account=self.held, terms=RiskTerms(what, **told), currency="EUR")
