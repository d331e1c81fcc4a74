"""A first look proposes a mapping, says how sure it is, and names what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from clave.analytics.sources import Inspection, IntakeSettings, Profile, inspect

from .conftest import HEADER, file_of, line


@pytest.fixture
def look(tmp_path: Path, settings: IntakeSettings) -> object:
    """Look at a text."""

    def look_at(content: str, kind: str = "orders", profile: Profile | None = None) -> Inspection:
        path = tmp_path / "file.csv"
        path.write_text(content)
        return inspect(path, kind=kind, settings=settings, profile=profile)

    return look_at


def proposed(found: Inspection) -> dict[str, tuple[str, float]]:
    """Ours -> theirs and how sure."""
    return {proposal.ours: (proposal.theirs, proposal.confidence) for proposal in found.proposals}


def test_names_are_recognised_whatever_their_case_accents_and_signs(look) -> None:  # type: ignore[no-untyped-def]
    found = look("Código cliente;PEDIDO;Fecha pedido;Importe neto;Divisa\nC1;P1;14.03.2025;1.234,50;EUR\n")
    assert {ours: theirs for ours, (theirs, _) in proposed(found).items()} == {
        "customer_code": "Código cliente",
        "order_id": "PEDIDO",
        "ordered_on": "Fecha pedido",
        "net_amount": "Importe neto",
        "currency": "Divisa",
    }
    assert (found.missing, found.unused, found.problems) == ((), (), ())
    written = found.profile.format
    assert (written.delimiter, written.decimal, written.date) == (";", ",", "%d.%m.%Y")
    assert found.sample == (("C1", "P1", "14.03.2025", "1.234,50", "EUR"),)


def test_similar_names_and_telling_values_are_proposed_but_not_taken(look) -> None:  # type: ignore[no-untyped-def]
    found = look("Customer Key,Document,Booked,Total,Money\nC1,D1,2025-03-14,5,EUR\n")
    guesses = proposed(found)
    assert guesses["customer_code"][0] == "Customer Key"
    assert guesses["ordered_on"][0] == "Booked"
    assert guesses["currency"][0] == "Money"
    assert all(confidence < 0.85 for _, confidence in guesses.values())
    assert found.profile.columns == {}
    assert set(found.missing) == {"order_id", "net_amount"}


def test_values_that_do_not_fit_make_a_name_doubtful(look) -> None:  # type: ignore[no-untyped-def]
    found = look(file_of(line(1, ordered_on="soon"), line(2, ordered_on="later")))
    assert proposed(found)["ordered_on"] == ("ordered_on", 0.5)


def test_what_stands_in_the_way_is_named(look) -> None:  # type: ignore[no-untyped-def]
    ambiguous = look(file_of(line(1, ordered_on="03/04/2025")))
    assert [problem.code for problem in ambiguous.problems] == ["DATE_AMBIGUOUS"]
    assert look("").problems[0].code == "FILE_EMPTY"
    assert look(HEADER + "\n").headers == tuple(HEADER.split(","))


def test_a_unit_price_stands_for_the_amount(look) -> None:  # type: ignore[no-untyped-def]
    found = look("order_id,customer_id,order_date,currency,unit_price,quantity\n1,C,2025-03-14,EUR,5,2\n")
    assert found.missing == ()
    assert "unit_price" in found.profile.columns


def test_the_answer_is_plain_data(look) -> None:  # type: ignore[no-untyped-def]
    answer = look(file_of(line(1))).as_json()
    assert Profile.from_toml(answer["profile"]).columns
    assert answer["proposals"][0].keys() == {"ours", "theirs", "confidence", "because"}
