"""No figure reaches who may not read it: canary values, for every role, on every page and in every file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import fastexcel
import pytest
from django.test import Client

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Contact, Customer
from tests.cast import Cast, customer_of, person
from tests.value.book import customer, months, run_with

CENTS = 100
MASTER, COUNTS, MONEY, VALUE, PRICES, CONTACTS = "master", "counts", "money", "value", "prices", "contacts"
EVERYTHING = frozenset({MASTER, COUNTS, MONEY, VALUE, PRICES, CONTACTS})
READS: dict[Role, tuple[frozenset[str], frozenset[str]]] = {
    Role.CHAMPION: (EVERYTHING - {PRICES}, EVERYTHING - {PRICES}),
    Role.KEY_ACCOUNT_MANAGER: (EVERYTHING, frozenset()),
    Role.EXECUTIVE_SPONSOR: (EVERYTHING, frozenset()),
    Role.FUNCTION_MEMBER: (frozenset({MASTER, COUNTS, CONTACTS}), frozenset()),
    Role.FINANCE_PARTNER: (EVERYTHING - {CONTACTS}, EVERYTHING - {CONTACTS}),
    Role.READER: (frozenset({MASTER, COUNTS, MONEY}), frozenset()),
}
"""Role -> what it reads of a customer of its own, and of another's; kept by hand, apart from the policy."""

FIGURES = {
    "lifetime_value": VALUE,
    "lifetime_value_low": VALUE,
    "lifetime_value_high": VALUE,
    "contribution": VALUE,
    "product_cost": VALUE,
    "freight": VALUE,
    "expected_contribution": VALUE,
    "revenue": MONEY,
    "list_revenue": PRICES,
    "discount": PRICES,
    "orders": COUNTS,
    "due_orders": COUNTS,
}
MONTHLY = {"revenue": MONEY, "contribution": VALUE, "orders": COUNTS, "due": COUNTS}
WORDS = {"country": MASTER, "segment": MASTER, "contact": CONTACTS}
NOISE = re.compile(r' points="[^"]*"|csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"')


class Canaries:
    """Two customers in a run, one's own and another's, every figure of them found nowhere else."""

    def __init__(self) -> None:
        self.secrets: dict[str, dict[str, str]] = {}
        run_with([self._row("OWN", 3000), self._row("OTHER", 6000)])

    def _row(self, code: str, start: int) -> dict[str, Any]:
        """Figures that differ in every digit that is shown: below ten thousand, amounts are written in full."""
        values = {name: start + 17 + 13 * place for place, name in enumerate(sorted(FIGURES))}
        values |= dict(zip(("lifetime_value_low", "lifetime_value", "lifetime_value_high"), _three(start), strict=True))
        monthly = {name: start + 503 + 7 * place for place, name in enumerate(sorted(MONTHLY))}
        self.secrets[code] = {
            **{str(value): FIGURES[name] for name, value in values.items()},
            **{str(value): MONTHLY[name] for name, value in monthly.items()},
            **{f"{word}-{code.lower()}": right for word, right in WORDS.items()},
        }
        made = customer(code, f"Name {code}", country=f"country-{code.lower()}", segment=f"segment-{code.lower()}")
        Contact.objects.create(contact_id=code, customer=made, full_name=f"contact-{code.lower()}")
        amounts = {name: value * (1 if FIGURES[name] == COUNTS else CENTS) for name, value in values.items()}
        kept = {name: value * (1 if MONTHLY[name] == COUNTS else CENTS) for name, value in monthly.items()}
        return {"customer": made, **amounts, "on_time_orders": 1, "months": months(date(2026, 3, 1), count=1, **kept)}

    def seen(self, code: str, text: str) -> set[str]:
        """The canaries of a customer that stand in a text, however a number is written."""
        return {secret for secret in self.secrets[code] if re.search(_spelt(secret), text)}


def _three(start: int) -> tuple[int, int, int]:
    return start + 701, start + 808, start + 915


def _spelt(secret: str) -> str:
    if not secret.isdigit():
        return re.escape(secret)
    return rf"(?<![\d.,]){secret[0]}[,.]?{secret[1:]}(?:\.0+)?(?![\d])"


@pytest.fixture
def canaries(db: None) -> Canaries:
    return Canaries()


def everywhere(client: Client, user: User) -> Iterator[tuple[str, str]]:
    """Every page and file that this person can ask for, as text."""
    client.force_login(user)
    pages = [
        "/customers/",
        "/customers/?show=singles&sort=name",
        "/customers/OWN/",
        "/customers/OTHER/",
        "/value/whale/",
    ]
    pages += [f"/customers/?sort={way}{name}" for name in ("revenue", "costs", "lifetime_value") for way in ("", "-")]
    for path in pages:
        yield path, NOISE.sub("", client.get(path).content.decode())
    for path in ("/exports/customers/", "/exports/whale/"):
        for kind in ("csv", "xlsx"):
            answer = client.get(path, {"kind": kind})
            if answer.status_code == 200:
                yield f"{path} {kind}", _text(kind, b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def _text(kind: str, content: bytes) -> str:
    if kind == "csv":
        return content.decode("utf-8-sig").replace(",", " ; ")
    sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_arrow()
    out = io.StringIO()
    for row in sheet.to_pylist():
        out.write(" ; ".join("" if cell is None else str(cell) for cell in row.values()) + "\n")
    return out.getvalue()


def leaks(
    canaries: Canaries, client: Client, user: User, rights: dict[str, frozenset[str]]
) -> tuple[list[Any], int, set[str]]:
    """What stands where it must not, how many comparisons were made, and which rights were seen to be used."""
    found, checks, used = [], 0, set()
    for place, text in everywhere(client, user):
        for code, open_rights in rights.items():
            seen = canaries.seen(code, text)
            checks += len(canaries.secrets[code])
            used |= {(code, canaries.secrets[code][secret]) for secret in seen}
            found += [(place, code, secret) for secret in seen if canaries.secrets[code][secret] not in open_rights]
    return found, checks, used


@pytest.mark.proof("access")
@pytest.mark.parametrize("role", Role)
def test_a_role_meets_the_figures_it_reads_and_no_other(
    canaries: Canaries, cast: Cast, client: Client, role: Role, record_property: Callable[..., None]
) -> None:
    user = cast[role]
    customer_of(user, code="OWN")
    own, other = READS.get(role, (frozenset(), frozenset()))
    found, checks, used = leaks(canaries, client, user, {"OWN": own, "OTHER": other})
    record_property("canaries", checks)
    record_property("leaks", len(found))
    assert found == []
    assert used == {("OWN", right) for right in own} | {("OTHER", right) for right in other}


def test_two_roles_open_each_customer_by_its_own_assignment(canaries: Canaries, client: Client) -> None:
    both = person("reads_and_manages", Role.KEY_ACCOUNT_MANAGER, Role.READER)
    for code, capacity in (("OWN", "manager"), ("OTHER", "reader")):
        Customer.objects.get(code=code).assignments.create(user=both, capacity=capacity, valid_from=date(2020, 1, 1))
    rights = {"OWN": EVERYTHING, "OTHER": frozenset({MASTER, COUNTS, MONEY})}
    found, _, used = leaks(canaries, client, both, rights)
    assert found == []
    assert used == {(code, right) for code, given in rights.items() for right in given}


def test_names_for_all_open_no_figure_of_a_customer_that_is_not_ones_own(canaries: Canaries, client: Client) -> None:
    both = person("names_and_reads", Role.PEOPLE_LEAD, Role.READER)
    Customer.objects.get(code="OWN").assignments.create(user=both, capacity="reader", valid_from=date(2020, 1, 1))
    found, _, used = leaks(canaries, client, both, {"OWN": frozenset({MASTER, COUNTS, MONEY}), "OTHER": frozenset()})
    assert found == []
    assert used == {("OWN", right) for right in (MASTER, COUNTS, MONEY)}


def test_an_assignment_that_has_ended_opens_nothing(canaries: Canaries, cast: Cast, client: Client) -> None:
    customer_of(cast.reader, code="OWN").assignments.update(valid_to=date(2021, 1, 1))
    found, _, used = leaks(canaries, client, cast.reader, {"OWN": frozenset(), "OTHER": frozenset()})
    assert (found, used) == ([], set())
