"""Long lists, cut until somebody asks for all."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from clave.kit.cutting import FIRST, cut


@pytest.mark.parametrize(("rows", "asked", "shown"), [(25, {}, 25), (26, {}, 20), (26, {"all": "1"}, 26), (0, {}, 0)])
def test_the_first_are_shown_and_all_where_few_would_be_left_out(rows: int, asked: dict[str, str], shown: int) -> None:
    assert (FIRST, len(cut(range(rows), asked).rows)) == (20, shown)


def test_the_way_to_all_keeps_what_was_asked_for() -> None:
    request = RequestFactory().get("/", {"show": "mine"})
    page = render_to_string("kit/show_all.html", {"cut": cut(range(300), {}), "place": "list"}, request)
    assert 'href="?show=mine&amp;all=1#list">Show all 300<' in page
    assert render_to_string("kit/show_all.html", {"cut": cut(range(3), {}), "place": "list"}, request).strip() == ""
