"""Estimates beside one another: a name too long for the width is cut between words, and seen to be cut."""

from __future__ import annotations

from clave.kit.charts.intervals import Between, intervals

LONG = "Regresión sobre la puntuación guardada y los dos años previos"


def test_a_long_name_is_cut_between_words_where_it_does_not_fit_and_whole_where_it_does() -> None:
    drawn = str(intervals([Between(LONG, 3, 1, 5)], sentence="Más que nada.", write=str))
    assert f">{LONG}<" in drawn
    assert ">Regresión sobre la puntuación guardada y …<" in drawn
