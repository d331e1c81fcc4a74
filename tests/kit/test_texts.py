"""One line of text, as a person may write it."""

from __future__ import annotations

import pytest
from django import forms

from clave.kit.texts import LineField, status_of


class Named(forms.Form):
    name = LineField(most=40)


def codes(text: str) -> tuple[int, str]:
    form = Named({"name": text})
    return status_of(form), "".join(form.errors.get("name", []))


@pytest.mark.parametrize("text", ["Ana Ruiz", "Ñandú, S.A.", "🗝️ Clave", "👩‍💻", "می‌خواهم", "  Ana  "])
def test_what_people_are_called_is_taken(text: str) -> None:
    assert codes(text) == (200, "")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("x" * 10_000, "TEXT_LENGTH", "10000"),
        ("   ", "TEXT_BLANK", "blanks"),
        ("Ana\u202egnp.exe", "TEXT_UNSAFE_CONTROL", "U+202E"),
        ("Ana\x00", "TEXT_UNSAFE_CONTROL", "U+0000"),
        ("A\u200bna", "TEXT_UNSAFE_CONTROL", "U+200B"),
    ],
)
def test_what_could_mislead_is_refused_with_its_code_and_what_to_do(text: str, code: str, said: str) -> None:
    status, told = codes(text)
    assert status == 400
    assert told.startswith(f"{code}: ")
    assert said in told


def test_nothing_at_all_is_a_value_that_does_not_fit() -> None:
    assert codes("")[0] == 422
