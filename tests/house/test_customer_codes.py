"""A customer may have any code: no page hides its pages, and none of its pages cannot be written."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.urls import resolve, reverse

from tests.addresses import addresses

ODD = (
    "A/B 7",
    "/",
    "A/matrix",
    "A/manager",
    ".",
    "..",
    "...",
    "~",
    "~2F",
    "~6Datrix",
    "50% off?",
    "#1",
    "Ñandú & Co",
    "a\\b",
    " x ",
)
NOT_OF_CUSTOMERS = ("runs/", "rankings/")
"""Addresses whose code is one that Clave gave: letters, digits and a hyphen."""


def of_customers() -> list[str]:
    """The names of the addresses that take the code of a customer and nothing else."""
    return [
        found.name
        for found in addresses()
        if found.takes == {"code"} and not any(word in found.path for word in NOT_OF_CUSTOMERS)
    ]


def words() -> list[str]:
    """Every word that stands in an address by itself."""
    fixed = (re.sub(r"<[^>]*>", "/", found.path) for found in addresses())
    return sorted({word for path in fixed for word in re.split(r"[/^$]", path) if word})


def test_every_code_of_a_customer_is_read_in_one_way() -> None:
    assert len(of_customers()) >= 18
    stray = [found.path for found in addresses() if found.name in of_customers() and "customer:code>" not in found.path]
    assert stray == [], "take <customer:code>, so that a code with a slash has this page too"


@pytest.mark.parametrize("name", of_customers())
def test_no_word_of_an_address_hides_a_customer_of_that_code(name: str) -> None:
    """Where this fails a page was put beside the pages of customers: name its word in ledger.customer_codes.TAKEN."""
    assert {"matrix", "new", "edit", "default", "give", "release"} <= set(words())
    for code in (*words(), "export", "exports", *ODD):
        found = resolve(unquote(reverse(name, args=[code])))
        assert (found.view_name, found.kwargs) == (name, {"code": code})
