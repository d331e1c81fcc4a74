"""The people on the customers' side: names, roles, consent, and where each truly stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clave.demo.chance import Ints, stream
from clave.demo.countries import COUNTRIES
from clave.demo.names import Names, address, phone
from clave.demo.people import Staff
from clave.demo.population import ARCHETYPES, Population
from clave.demo.words import CONTACT_ROLES, NOTES

STANCES = ("opposed", "critical", "neutral", "positive", "advocate")
STANCE_SHARES = (0.05, 0.15, 0.40, 0.28, 0.12)
HOW_MANY = {
    "group_site": (2, 5),
    "large": (4, 8),
    "steady": (1, 4),
    "irregular": (1, 3),
    "seasonal": (1, 3),
    "occasional": (1, 2),
}
CONSENTS = ("true", "false", "")
CONSENT_SHARES = (0.6, 0.1, 0.3)
NOTE_SHARE = 0.08
OWNER_KNOWS = 0.7
"""Chance that the one of ours who knows the contact is the one who answers for the customer."""


@dataclass(frozen=True)
class Contact:
    """One person at a customer, and what only the truth file knows about the relationship."""

    contact_id: str
    customer: int
    full_name: str
    email: str
    phone: str
    role: str
    consent: str
    note: str
    stance: str
    influence: float
    known_by: int
    known_how_well: int
    """0 never met to 4 close."""


def draw_contacts(*, seed: int, population: Population, staff: Staff, owner: Ints) -> list[Contact]:
    """One to seven people per customer, more at the large ones; `owner` is who of ours answers for each customer."""
    rng = stream(seed, "contacts")
    names = Names(stream(seed, "contact names"))
    ours = staff.holding("service engineer") + staff.holding("application engineer")
    found: list[Contact] = []
    for customer in range(population.size):
        low, high = HOW_MANY[ARCHETYPES[population.archetype[customer]].key]
        for role in rng.permutation(list(CONTACT_ROLES))[: int(rng.integers(low, high))].tolist():
            knower = int(owner[customer]) if rng.random() < OWNER_KNOWS else int(rng.choice(ours))
            found.append(draw_contact(rng, names, population, customer, role, f"K{len(found) + 1:05d}", knower))
    return found


def draw_contact(
    rng: np.random.Generator,
    names: Names,
    population: Population,
    customer: int,
    role: str,
    contact_id: str,
    known_by: int,
) -> Contact:
    """One person at one customer."""
    country = int(population.country[customer])
    full_name = names.person(COUNTRIES[country])
    return Contact(
        contact_id=contact_id,
        customer=customer,
        full_name=full_name,
        email=address(full_name, population.domains[customer]),
        phone=phone(rng, country),
        role=role,
        consent=str(rng.choice(CONSENTS, p=CONSENT_SHARES)),
        note=str(rng.choice(list(NOTES))) if rng.random() < NOTE_SHARE else "",
        stance=str(rng.choice(STANCES, p=STANCE_SHARES)),
        influence=round(float(rng.beta(2, 3)), 2),
        known_by=known_by,
        known_how_well=int(rng.integers(0, 5)),
    )
