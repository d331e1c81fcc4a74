"""/api/v1/customers/CODE/judgements, as a program uses it."""

from __future__ import annotations

from clave.access.lending import TokenScope
from clave.access.policy import Role
from clave.portfolio.models import Judgement
from tests.asking import Asking, code_of
from tests.portfolio.choosing import Choosing

FIT = {"criterion": "fit", "score_thousandths": 8500, "evidence": "They asked for it in May."}


def place(choosing: Choosing) -> str:
    return f"customers/{choosing.good.code}/judgements"


def test_a_judgement_is_given_once_for_its_key_and_heads_the_list(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.GIVE_JUDGEMENTS)
    before = Judgement.objects.count()
    answers = [ask("POST", place(choosing), FIT, Idempotency_Key="fit-of-may") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].content
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert Judgement.objects.count() == before + 1
    assert ask.get(place(choosing))["items"][0] == answers[0].json()
    assert (answers[0].json()["rater"], answers[0].json()["counts"]) == (str(choosing.champion), True)
    assert ask.queries <= 12


def test_pages_hold_every_judgement_once(choosing: Choosing) -> None:
    ask = Asking(choosing.champion, TokenScope.GIVE_JUDGEMENTS)
    whole, seen, cursor = ask.get(place(choosing))["items"], [], ""
    while cursor is not None:
        page = ask.get(f"{place(choosing)}?limit=1&cursor={cursor}")
        seen, cursor = [*seen, *page["items"]], page["next_cursor"]
    assert seen == whole
    assert len(whole) > 1


def test_what_is_unfit_is_refused_and_changes_nothing(choosing: Choosing) -> None:
    ask, before = Asking(choosing.champion, TokenScope.GIVE_JUDGEMENTS), Judgement.objects.count()
    for change, code in (
        ({"score_thousandths": 10_001}, "JUDGEMENT_OFF_SCALE"),
        ({"evidence": " "}, "JUDGEMENT_NEEDS_EVIDENCE"),
        ({"criterion": "friendship"}, "JUDGEMENT_CRITERION_UNKNOWN"),
    ):
        assert code_of(ask("POST", place(choosing), FIT | change)) == (422, code)
    assert Judgement.objects.count() == before


def test_only_the_scope_and_the_role_together_judge(choosing: Choosing) -> None:
    narrow = Asking(choosing.champion, TokenScope.READ_CANDIDATES)
    assert code_of(narrow("POST", place(choosing), FIT)) == (403, "SCOPE_MISSING")
    reader = Asking(choosing.cast[Role.READER], TokenScope.GIVE_JUDGEMENTS)
    assert code_of(reader("POST", place(choosing), FIT)) == (403, "NOT_ALLOWED")
