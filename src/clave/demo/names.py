"""Names of customers and people, put together from invented parts and never twice."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from clave.demo.countries import COUNTRIES, Country

GROUP_SUFFIX = {
    "DE": "Holding AG",
    "FR": "Groupe SA",
    "ES": "Grupo Industrial S.A.",
    "IT": "Gruppo S.p.A.",
    "GB": "Group plc",
    "NL": "Holding N.V.",
    "PL": "Grupa S.A.",
}
DOUBLE_NAMES_APART = ("ES", "PT")
DOMAIN_ENDING = "example"
"""Reserved for invented names, so that no mail ever reaches anybody."""


class Names:
    """Gives out every invented stem, company and person once."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.taken: set[str] = set()
        self.families: dict[str, list[str]] = {}
        self.rounds: dict[str, int] = {}

    def stem(self, country: Country) -> str:
        """An invented company stem that sounds like the country and was not used before."""
        while True:
            stem = self.any_of(country.first_parts.split()) + self.any_of(country.last_parts.split())
            if stem not in self.taken:
                self.taken.add(stem)
                return stem

    def company(self, country: Country, stem: str | None = None) -> str:
        """A company's full name in the country, on a new stem or on the one of its group."""
        return self.any_of(list(country.firms)).format(stem or self.stem(country))

    def group(self, country: Country, stem: str) -> str:
        """The name of the head of a group of companies."""
        return f"{stem} {GROUP_SUFFIX.get(country.code, 'Group')}"

    def person(self, country: Country) -> str:
        """A person's full name, not given out before."""
        while True:
            name = f"{self.any_of(country.given_names.split())} {self.family(country)}"
            if name not in self.taken:
                self.taken.add(name)
                return name

    def family(self, country: Country) -> str:
        """The next family name of the country; double names once all have been given out."""
        names = country.family_names.split()
        left = self.families.setdefault(country.code, [])
        if not left:
            left.extend(self.rng.permutation(names).tolist())
            self.rounds[country.code] = self.rounds.get(country.code, 0) + 1
        own = left.pop()
        if self.rounds[country.code] == 1:
            return own
        return own + (" " if country.code in DOUBLE_NAMES_APART else "-") + self.any_of([n for n in names if n != own])

    def any_of(self, parts: list[str]) -> str:
        """One of the parts."""
        return parts[int(self.rng.integers(len(parts)))]


def plain(text: str) -> str:
    """`text` in lower-case ASCII letters and digits, words joined by dots, as mail addresses are written."""
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("Ł", "L"))
    ascii_only = letters.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", ascii_only).strip(".")


def address(full_name: str, domain: str) -> str:
    """A person's mail address at a domain that cannot exist."""
    return f"{plain(full_name)}@{domain}.{DOMAIN_ENDING}"


def phone(rng: np.random.Generator, country: int) -> str:
    """A telephone number under an area code that no country gives out."""
    number = int(rng.integers(100_000, 999_999))
    return f"{COUNTRIES[country].dial} 000 {number // 1000:03d} {number % 1000:03d}"
