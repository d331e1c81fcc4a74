"""The company's own people that the programme touches: functions, top team, who reports to whom, who sells where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Ints, stream
from clave.demo.countries import BY_CODE, COUNTRIES
from clave.demo.names import Names, address
from clave.demo.population import Population

DOMAIN = "taldor-iberica"
COMPANY_NAME = "Taldor Ibérica, S.A."


@dataclass(frozen=True)
class Job:
    """One position: its function, the position it reports to, how many hold it, and whether it sits in the top team."""

    key: str
    function: str
    reports_to: str | None
    holders: int = 1
    top_team: bool = False


JOBS: tuple[Job, ...] = (
    Job("chief executive", "management", None, top_team=True),
    Job("sales director", "sales", "chief executive", top_team=True),
    Job("operations director", "operations", "chief executive", top_team=True),
    Job("supply chain director", "supply", "chief executive", top_team=True),
    Job("finance director", "finance", "chief executive", top_team=True),
    Job("service director", "service", "chief executive", top_team=True),
    Job("research director", "research", "chief executive", top_team=True),
    Job("people director", "people", "chief executive", top_team=True),
    Job("IT manager", "it", "finance director"),
    Job("head of key accounts", "management", "chief executive"),
    Job("key account manager", "sales", "head of key accounts", 5),
    Job("seller", "sales", "sales director", 9),
    Job("sales analyst", "sales", "sales director"),
    Job("plant manager", "operations", "operations director", 3),
    Job("order desk", "operations", "operations director", 4),
    Job("planner", "supply", "supply chain director", 3),
    Job("logistics", "supply", "supply chain director", 2),
    Job("controller", "finance", "finance director"),
    Job("billing", "finance", "finance director", 2),
    Job("service engineer", "service", "service director", 5),
    Job("help desk", "service", "service director", 2),
    Job("application engineer", "research", "research director", 4),
    Job("training", "people", "people director"),
    Job("administrator", "it", "IT manager"),
)
HOME_SHARES = (("ES", 0.55), ("FR", 0.15), ("PL", 0.12), ("DE", 0.10), ("IT", 0.08))
SELLER_COUNTRIES = ("ES", "ES", "ES", "DE AT", "FR BE", "IT", "PT", "NL SE GB", "PL US")
SKILLS = ("market and customer", "sales and business development", "business acumen", "organisation", "relationships")
CAST: dict[str, str] = {
    "champion": "head of key accounts",
    "key_account_manager": "key account manager",
    "executive_sponsor": "research director",
    "function_member": "order desk",
    "finance_partner": "controller",
    "people_lead": "people director",
    "committee_member": "service director",
    "reader": "sales analyst",
    "administrator": "administrator",
}
"""Role -> the position whose first holder signs in to the demo with it."""


@dataclass(frozen=True)
class Staff:
    """The people in the order of their code."""

    codes: list[str]
    names: list[str]
    emails: list[str]
    jobs: list[Job]
    skills: Ints
    """People × skills, 1 to 5: what each truly can."""

    def holding(self, job: str) -> list[int]:
        """Indices of everybody in this position."""
        return [n for n, each in enumerate(self.jobs) if each.key == job]

    def boss(self, index: int) -> int | None:
        """Index of the person this one reports to."""
        above = self.jobs[index].reports_to
        return None if above is None else self.holding(above)[0]


def hire(*, seed: int) -> Staff:
    """Everybody with a name, an address that cannot exist, and true skills."""
    rng = stream(seed, "people")
    names = Names(stream(seed, "people names"))
    jobs = [job for job in JOBS for _ in range(job.holders)]
    homes = rng.choice(len(HOME_SHARES), size=len(jobs), p=[share for _, share in HOME_SHARES])
    full = [names.person(COUNTRIES[BY_CODE[HOME_SHARES[home][0]]]) for home in homes]
    return Staff(
        codes=[f"P{n:03d}" for n in range(1, len(jobs) + 1)],
        names=full,
        emails=[address(name, DOMAIN) for name in full],
        jobs=jobs,
        skills=planted(rng.integers(1, 6, (len(jobs), len(SKILLS))), jobs),
    )


def planted(skills: Ints, jobs: list[Job]) -> Ints:
    """Managers who can do the job, others who cannot yet, an application engineer who does it best, a seller who could but sells."""
    keys = [job.key for job in jobs]
    for at, key in enumerate(keys):
        skills[at] = np.maximum(skills[at], 3) if key == "key account manager" else np.minimum(skills[at], 3)
    skills[keys.index("application engineer")] = (5, 5, 4, 5, 5)
    skills[keys.index("seller")] = (5, 5, 4, 4, 5)
    return skills


def sellers_of(*, seed: int, population: Population, staff: Staff) -> Ints:
    """Index of the person who sells to each customer, by country."""
    rng = stream(seed, "sellers")
    sellers = staff.holding("seller")
    by_country = [
        [s for s, area in zip(sellers, SELLER_COUNTRIES, strict=True) if c.code in area.split()] for c in COUNTRIES
    ]
    return np.array([rng.choice(by_country[c]) for c in population.country], dtype=np.int64)


def owners_of(*, staff: Staff, seller: Ints, key_heads: Ints, account: Ints) -> Ints:
    """Index of the person who answers for each customer: a key account manager in turn, otherwise the seller."""
    managers = np.array(staff.holding("key account manager"), dtype=np.int64)
    owner = seller.copy()
    for turn, head in enumerate(key_heads.tolist()):
        owner[account == head] = managers[turn % managers.size]
    return owner
