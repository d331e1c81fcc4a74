"""What a page answers where nothing of its own can be said."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.test import Client, RequestFactory

from clave.web.faults import not_understood


def interrupted(by: Exception | None) -> SessionInterrupted:
    """As the middleware of sessions raises it, with what led to it."""
    try:
        try:
            try:
                if by:
                    raise by
            finally:
                raise UpdateError
        except UpdateError:
            raise SessionInterrupted("The session was deleted.") from None
    except SessionInterrupted as found:
        return found


def test_a_session_that_a_falling_database_kept_from_being_saved_is_no_fault_of_the_person(rf: RequestFactory) -> None:
    answer = not_understood(rf.get("/"), interrupted(OperationalError("terminating connection")))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_whose_session_ended_meanwhile_signs_in_again(rf: RequestFactory) -> None:
    answer = not_understood(rf.get("/"), interrupted(None))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")


def test_what_cannot_be_read_is_said_in_words(rf: RequestFactory) -> None:
    answer = not_understood(rf.post("/"), BadRequest("noise"))
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_of_too_many_fields_gets_that_page(client: Client) -> None:
    answer = client.post("/accounts/login/", {f"f{number}": "" for number in range(5_001)})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()
