"""/api/v1/charters, /rankings and their candidates, as a program uses them."""

from __future__ import annotations

from clave.access.policy import Role
from clave.portfolio.models import Charter
from tests.asking import Asking, code_of
from tests.portfolio.choosing import Choosing
from tests.value.book import Company


def terms(told: dict[str, object]) -> dict[str, object]:
    names = ("first", "theirs_share_percent", "entry_line_thousandths", "exit_line_thousandths", "criteria")
    return {name: told[name] for name in names}


def test_a_draft_is_written_proposed_and_sealed_against_a_stale_writer(company: Company) -> None:
    ask = Asking(company.cast.champion)
    made = ask("POST", "charters", {"reason": "We begin."})
    place = made.headers["Location"].removeprefix("/api/v1/")
    wanted = terms(made.json()) | {"first": 7}
    assert code_of(ask("PUT", place, wanted)) == (428, "PRECONDITION_REQUIRED")
    edited = ask("PUT", place, wanted, If_Match=made.headers["ETag"])
    assert (edited.status_code, edited.json()["first"]) == (200, 7)
    assert code_of(ask("PUT", place, wanted, If_Match=made.headers["ETag"])) == (412, "PRECONDITION_FAILED")
    assert ask("GET", place).headers["ETag"] == edited.headers["ETag"] != made.headers["ETag"]
    proposed = ask("POST", f"{place}/propose", If_Match=edited.headers["ETag"])
    assert proposed.status_code in (200, 422), proposed.content


def test_weights_that_do_not_fit_change_nothing(company: Company) -> None:
    ask = Asking(company.cast.champion)
    made = ask("POST", "charters", {"reason": "We begin."})
    wanted = terms(made.json()) | {"entry_line_thousandths": 4000, "exit_line_thousandths": 5000}
    answer = ask("PUT", "charters/1", wanted, If_Match=made.headers["ETag"])
    assert answer.status_code == 422
    assert Charter.objects.get().version == 1


def test_no_door_approves(company: Company) -> None:
    ask = Asking(company.cast[Role.EXECUTIVE_SPONSOR])
    assert code_of(ask("POST", "charters/1/approve")) == (404, "NOT_FOUND")


def test_a_locked_charter_refuses_a_change(choosing: Choosing) -> None:
    ask = Asking(choosing.champion)
    force = ask("GET", "charters/in-force")
    changed = ask("PUT", f"charters/{force.json()['number']}", terms(force.json()), If_Match=force.headers["ETag"])
    assert code_of(changed) == (409, "CHARTER_LOCKED")


def test_candidates_come_by_rank_page_by_page(choosing: Choosing) -> None:
    ask = Asking(choosing.champion)
    whole = ask.get("rankings/latest/candidates")["items"]
    assert whole[0]["customer_code"] == choosing.good.code
    seen, cursor = [], ""
    while cursor is not None:
        page = ask.get(f"rankings/latest/candidates?limit=1&cursor={cursor}")
        seen, cursor = [*seen, *page["items"]], page["next_cursor"]
    assert seen == whole


def test_a_manager_reads_candidates_of_the_own_customers_only(choosing: Choosing) -> None:
    ask = Asking(choosing.cast[Role.KEY_ACCOUNT_MANAGER])
    every = {each["customer_code"] for each in Asking(choosing.champion).get("rankings/latest/candidates")["items"]}
    assert {each["customer_code"] for each in ask.get("rankings/latest/candidates")["items"]} < every


def test_a_ranking_is_started_by_who_may(choosing: Choosing) -> None:
    answer = Asking(choosing.champion)("POST", "rankings", {"is_review": False})
    assert answer.status_code == 202
    assert answer.json()["charter"] == choosing.ranking.charter.number
    assert code_of(Asking(choosing.member)("POST", "rankings", {})) == (403, "NOT_ALLOWED")
