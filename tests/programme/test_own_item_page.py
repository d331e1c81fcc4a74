"""/agenda/own/N/: the owner of an item reads it, and nothing else of the programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.policy import Role
from tests.cast import our_person
from tests.programme.begun import Begun
from tests.programme.test_agenda import Board

pytestmark = pytest.mark.django_db


def test_a_function_member_reads_the_item_they_answer_for(begun: Begun, open_page: Any, client: Client) -> None:
    board, member = Board(begun), begun.cast[Role.FUNCTION_MEMBER]
    keeper = our_person(member, code="B-9", full_name="Olga Owner")
    item = board.put("Shorten the queue", owner=keeper, why="Two orders were late.", unvisited=begun.held[0])
    theirs = board.put("Not hers")
    page = open_page(member, "own-agenda-item", number=item.number).content.decode()
    assert "Shorten the queue" in page
    assert "Two orders were late." in page
    assert "the top team decides by" in page
    assert "K0" not in page, "the customer is outside her scope"
    assert client.get(f"/agenda/own/{theirs.number}/").status_code == 404
    assert client.get(f"/agenda/items/{item.number}/").status_code == 403


def test_what_was_agreed_says_when_and_to_whom_it_is_told(begun: Begun, client: Client) -> None:
    board, member = Board(begun), begun.cast[Role.FUNCTION_MEMBER]
    keeper = our_person(member, code="B-9", full_name="Olga Owner")
    due = timezone.localdate() + timedelta(days=9)
    item = board.decide(board.put("Shorten the queue"), owner=keeper, due_on=due, decision="A second shift.")
    client.force_login(member)
    page = client.get(f"/agenda/own/{item.number}/").content.decode()
    assert "A second shift." in page
    assert "when it is done" in page
