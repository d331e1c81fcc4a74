"""/promises/N/change/ and its end: a new version with a reason, old days and months that stay, two people at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.promises.models import Outcome, Promise
from clave.promises.operations.changing import change_promise, end_promise
from clave.promises.operations.judging import judge_promises
from clave.promises.operations.keeping import say
from clave.promises.queries.standing import by_function, lines
from clave.promises.rules import refusals
from clave.promises.rules.states import State, Word
from clave.promises.rules.terms import Delivery
from tests.promises.delivering import bring_orders, order
from tests.promises.keeping import TODAY, Keeping

pytestmark = pytest.mark.django_db
EARLY = date(2025, 1, 1)


def change(keeping: Keeping, promise: Promise, **other: Any) -> Promise:
    """The promise with something else, said by the champion on the Wednesday."""
    names = ("version", "what", "owner", "due_on", "ends_on", "audience")
    given = {**{name: getattr(promise, name) for name in names}, "reason": "They asked", "today": TODAY, **other}
    return change_promise(by=keeping.cast.champion, promise=promise, **given)


def test_a_promise_goes_to_somebody_else_with_a_reason_and_the_old_owner_is_remembered(keeping: Keeping) -> None:
    changed = change(keeping, keeping.promise(), owner=keeping.finance)
    assert (changed.function.name, changed.version) == ("Finance", 2)
    (version,) = changed.versions.all()
    assert (version.number, version.reason, version.by) == (2, "They asked", keeping.cast.champion)
    assert version.before == {"owner": "MEMBER", "function": "Operations"}
    assert version.after == {"owner": "FIN", "function": "Finance"}
    assert Entry.objects.filter(event="promises.promise.changed", actor=keeping.cast.champion).count() == 1


def test_what_was_kept_before_counts_for_the_function_that_kept_it(keeping: Keeping) -> None:
    promise = keeping.monthly()
    say(by=keeping.cast.champion, promise=promise, word=Word.DONE, today=date(2026, 2, 3))
    changed = change(keeping, promise, owner=keeping.finance)
    say(by=keeping.cast.champion, promise=changed, word=Word.LATE, reason="Ill", today=TODAY)
    rates = {
        each.name: (each.year.kept, each.year.judged)
        for each in by_function(lines(keeping.cast.champion, TODAY), TODAY)
    }
    assert rates == {"Operations": (1, 1), "Finance": (0, 1)}


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"version": 7}, refusals.PromiseStale),
        ({"reason": " "}, refusals.ReasonMissing),
        ({"what": " "}, refusals.PromiseNeedsWords),
        ({"owner": None}, refusals.PromiseNeedsOwner),
        ({"due_on": None}, refusals.DueDayMissing),
        ({"due_on": date(2026, 3, 17)}, refusals.NewDayIsPast),
        ({"ends_on": date(2020, 1, 1)}, refusals.EndsBeforeStart),
        ({}, refusals.PromiseUnchanged),
    ],
)
def test_a_change_that_says_too_little_or_nothing_is_refused(
    keeping: Keeping, other: dict[str, Any], refusal: type
) -> None:
    promise = keeping.promise()
    with pytest.raises(refusal):
        change(keeping, promise, **other)
    assert Promise.objects.get().version == 1
    assert not promise.versions.exists()


def test_a_day_that_has_passed_is_not_moved_away(keeping: Keeping) -> None:
    passed = keeping.promise("passed", due_on=date(2026, 3, 17))
    with pytest.raises(refusals.DayIsPast):
        change(keeping, passed, due_on=date(2026, 4, 1))
    late = keeping.promise("late")
    say(by=keeping.cast.champion, promise=late, word=Word.LATE, reason="Strike", today=TODAY)
    late.refresh_from_db()
    with pytest.raises(refusals.DayIsPast):
        change(keeping, late, due_on=date(2026, 4, 1))
    assert change(keeping, late, owner=keeping.finance).due_on == date(2026, 3, 20), "who keeps it may change"


def test_new_terms_count_from_this_month_and_leave_the_months_before_alone(keeping: Keeping, tmp_path: Path) -> None:
    days = {"2026-02-02": 4, "2026-03-02": 4}
    bring_orders(tmp_path, *(order(on, days=late, on=on) for on, late in days.items()), last="2026-03-17")
    promise = keeping.promise("Two days", due_on=None, delivery=Delivery(within_days=2), starts_on=EARLY)
    assert set(promise.outcomes.values_list("verdict", flat=True)) == {"broken"}
    changed = change(keeping, promise, delivery=Delivery(within_days=5))
    february, march = changed.outcomes.order_by("period_on")
    assert (february.verdict, march.verdict) == ("broken", "kept")
    assert changed.versions.get().after == {"within_days": 5}
    judge_promises()
    assert list(Outcome.objects.order_by("period_on").values_list("verdict", flat=True)) == ["broken", "kept"]


def test_an_ended_promise_is_over_and_is_neither_changed_nor_ended_again(keeping: Keeping) -> None:
    promise, champion = keeping.monthly(), keeping.cast.champion
    with pytest.raises(refusals.ReasonMissing):
        end_promise(by=champion, promise=promise, version=1, reason="")
    with pytest.raises(refusals.PromiseStale):
        end_promise(by=champion, promise=promise, version=2, reason="They asked")
    assert end_promise(by=champion, promise=promise, version=1, reason="They asked").state == State.ENDED
    assert promise.versions.get().after == {"state": "ended"}
    with pytest.raises(refusals.PromiseOver):
        end_promise(by=champion, promise=promise, version=2, reason="Again")
    with pytest.raises(refusals.PromiseOver):
        change(keeping, promise, what="Else")


def test_a_function_member_changes_nothing(keeping: Keeping) -> None:
    promise, member = keeping.promise(), keeping.cast[Role.FUNCTION_MEMBER]
    with pytest.raises(NotAllowed):
        end_promise(by=member, promise=promise, version=1, reason="x")


def posted(promise: Promise, **other: Any) -> dict[str, Any]:
    """What the form of a promise with a day sends."""
    told = {"version": promise.version, "what": promise.what, "owner": promise.owner_id, "due_on": promise.due_on}
    return {**told, "audience": "programme", "reason": "They asked", **other}


@pytest.fixture
def open_promise(keeping: Keeping) -> Promise:
    return keeping.promise(due_on=timezone.localdate() + timedelta(days=3))


def test_a_change_in_the_browser_shows_its_reason_and_what_differs(
    keeping: Keeping, open_page: Any, client: Client, open_promise: Promise
) -> None:
    path = f"/promises/{open_promise.number}/change/"
    assert open_page(keeping.cast.champion, "change-promise", number=open_promise.number).status_code == 200
    answer = client.post(path, posted(open_promise, owner=keeping.finance.pk), follow=True)
    text = answer.content.decode()
    assert "They asked" in text
    assert "Mona Member, now Fiona Finance" in text
    assert "version 2" in text


def test_two_people_at_once_see_both_versions_side_by_side(
    keeping: Keeping, client: Client, open_promise: Promise
) -> None:
    client.force_login(keeping.cast.champion)
    path, mine = f"/promises/{open_promise.number}/change/", posted(open_promise, what="Mine")
    client.post(path, posted(open_promise, what="Theirs"))
    answer = client.post(path, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("What stands there now", "Theirs", 'value="Mine"', 'value="2"'))
    assert Promise.objects.get().what == "Theirs"
    assert client.post(path, {**mine, "version": 2}).status_code == 302
    assert Promise.objects.get().what == "Mine"


def test_who_left_is_not_offered_again_and_a_new_owner_is_asked_for(
    keeping: Keeping, client: Client, open_promise: Promise
) -> None:
    keeping.member.is_active = False
    keeping.member.save(update_fields=["is_active"])
    client.force_login(keeping.cast.champion)
    assert "Give it a new owner" in client.get(f"/promises/{open_promise.number}/").content.decode()
    path = f"/promises/{open_promise.number}/change/"
    text = client.get(path).content.decode()
    assert "Mona Member has left" in text
    assert "Operations · Mona Member" not in text
    answer = client.post(path, posted(open_promise, owner=""))
    assert answer.status_code == 422
    assert "Name the person of the function" in answer.content.decode()


def test_a_promise_is_ended_in_the_browser(keeping: Keeping, client: Client, open_promise: Promise) -> None:
    client.force_login(keeping.cast.champion)
    path = f"/promises/{open_promise.number}/end/"
    assert client.post(path, {"version": 1, "reason": ""}).status_code == 422
    stale = client.post(path, {"version": 5, "reason": "They asked"})
    again = stale.context["ending"]
    assert (stale.status_code, again["version"].value(), again["reason"].value()) == (409, 1, "They asked")
    assert "Somebody changed this promise" in stale.content.decode()
    assert client.post(path, {"version": 1, "reason": "They asked"}).status_code == 302
    over = client.post(path, {"version": 2, "reason": "They asked"})
    assert over.status_code == 409
    assert "This promise is ended: what was said of it stays." in over.content.decode()
    text = client.get(f"/promises/{open_promise.number}/").content.decode()
    assert "Change the promise" not in text
    assert "open, now ended" in text


def test_the_manager_of_another_customer_changes_nothing(keeping: Keeping, client: Client) -> None:
    elsewhere = keeping.promise("elsewhere", key_account=keeping.other)
    client.force_login(keeping.cast[Role.KEY_ACCOUNT_MANAGER])
    assert client.get(f"/promises/{elsewhere.number}/change/").status_code == 404
