"""Making promises, saying what became of them, and the judge who reads the orders."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.ledger.models import Batch
from clave.ledger.operations import undo_batch
from clave.ledger.queries import current_version
from clave.promises.models import Outcome, Promise
from clave.promises.operations.judging import judge_in_background, judge_promises
from clave.promises.operations.keeping import answer_escalation, escalate, say
from clave.promises.queries import open_and_broken
from clave.promises.queries.desk import desk
from clave.promises.queries.standing import by_function, by_key_account, lines
from clave.promises.rules import refusals
from clave.promises.rules.states import MOVES, State, Word
from clave.promises.rules.terms import Delivery, month_is_kept
from tests.ledger.imports import bring, write
from tests.promises.delivering import HEADER, bring_orders, order
from tests.promises.keeping import TODAY, Keeping

pytestmark = pytest.mark.django_db
EARLY = date(2025, 1, 1)


def delivery(keeping: Keeping, **terms: Any) -> Promise:
    return keeping.promise("Within two days", due_on=None, delivery=Delivery(within_days=2, **terms), starts_on=EARLY)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"what": " "}, refusals.PromiseNeedsWords),
        ({"owner": None}, refusals.PromiseNeedsOwner),
        ({"kind": "due", "due_on": None}, refusals.DueDayMissing),
        ({"kind": "delivery", "due_on": None}, refusals.DeliveryMissing),
        ({"ends_on": date(2020, 1, 1)}, refusals.EndsBeforeStart),
    ],
)
def test_a_promise_that_says_too_little_is_refused(keeping: Keeping, wrong: dict[str, Any], refusal: type) -> None:
    from clave.promises.rules.states import Kind

    if "kind" in wrong:
        wrong = {**wrong, "kind": Kind(wrong["kind"])}
    with pytest.raises(refusal):
        keeping.promise(**wrong)
    assert not Promise.objects.exists()


def test_nobody_who_has_left_gets_a_promise(keeping: Keeping) -> None:
    keeping.member.is_active = False
    with pytest.raises(refusals.OwnerHasLeft, match="Mona Member"):
        keeping.promise()


def test_who_has_left_the_programme_is_promised_nothing(keeping: Keeping) -> None:
    keeping.account.release = keeping.account.admission
    keeping.account.released_on = date(2025, 1, 1)
    keeping.account.save(update_fields=["release", "released_on"])
    with pytest.raises(refusals.NotAKeyAccount):
        keeping.promise()


def test_a_function_member_makes_no_promise_and_a_reader_keeps_none(keeping: Keeping) -> None:
    from clave.promises.operations import make_promise

    member = keeping.cast[Role.FUNCTION_MEMBER]
    with pytest.raises(NotAllowed):
        make_promise(by=member, key_account=keeping.account, what="x", owner=keeping.member, due_on=TODAY)
    with pytest.raises(NotAllowed):
        say(by=keeping.cast.reader, promise=keeping.promise(), word=Word.DONE)


def test_a_promise_about_days_the_ledger_lacks_is_refused_with_what_to_import(keeping: Keeping, tmp_path: Path) -> None:
    bring(write(tmp_path / "orders.csv", order("1", days=None), header=HEADER))
    with pytest.raises(refusals.CannotJudge, match="delivered_on") as told:
        delivery(keeping)
    assert told.value.code == "DELIVERY_DAYS_MISSING"
    assert not Promise.objects.exists()


def test_a_delivery_promise_is_judged_by_the_orders_and_keeps_the_broken_ones(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(
        tmp_path,
        *(order(f"m{at}", days=1) for at in range(19)),
        order("late", days=5),
        *(order(f"a{at}", days=1 if at else 4, on="2025-04-07") for at in range(10)),
        order("open", days=None, on="2025-06-29"),
    )
    promise = delivery(keeping)
    march, april = promise.outcomes.order_by("period_on")
    assert (march.verdict, march.kept, march.judged) == ("kept", 19, 20)
    assert (april.verdict, april.kept, april.judged) == ("broken", 9, 10)
    assert [each["order_id"] for each in april.failing] == ["a0"]
    assert april.failing[0]["days_late"] == 2
    assert (april.by, april.data_version.number) == (None, current_version())
    assert [each["order_id"] for each in promise.judging.waiting] == ["open"]


def test_new_data_changes_the_judgement_and_says_by_which_version(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=None, on="2025-06-29"))
    promise = delivery(keeping)
    assert not promise.outcomes.filter(period_on=date(2025, 6, 1)).exists()
    bring_orders(
        tmp_path,
        order("2", days=9, on="2025-06-29"),
        order("3", days=1, on="2025-07-01"),
        name="more.csv",
        last="2025-07-20",
    )
    assert judge_promises() == 2
    june = promise.outcomes.get(period_on=date(2025, 6, 1))
    assert (june.verdict, june.data_version.number) == ("broken", current_version())
    assert promise.outcomes.get(period_on=date(2025, 3, 1)).data_version.number < current_version()
    assert judge_promises() == 0, "the same data says the same"


def test_the_judgement_is_asked_for_when_data_arrives(
    keeping: Keeping, tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    bring_orders(tmp_path, order("1", days=1))
    promise = delivery(keeping)
    with django_capture_on_commit_callbacks(execute=True):
        bring_orders(tmp_path, order("2", days=9, on="2025-07-01"), name="more.csv", last="2025-07-20")
    assert promise.outcomes.get(period_on=date(2025, 7, 1)).verdict == "broken"


def test_data_taken_back_leaves_the_last_judgement_standing(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1))
    promise = delivery(keeping)
    undo_batch(by=None, batch=Batch.objects.get())
    judge_in_background.func()
    assert promise.outcomes.count() == 1


@pytest.mark.parametrize(("kept", "judged", "is_kept"), [(19, 20, True), (18, 19, False), (0, 1, False), (1, 1, True)])
def test_nineteen_of_twenty_are_ninety_five_per_cent(kept: int, judged: int, is_kept: bool) -> None:
    assert month_is_kept(kept, judged, 95) is is_kept


def test_done_in_time_is_kept_and_done_after_its_day_is_not(keeping: Keeping) -> None:
    member, early, late = keeping.cast[Role.FUNCTION_MEMBER], keeping.promise("a"), keeping.promise("b")
    assert say(by=member, promise=early, word=Word.DONE, today=date(2026, 3, 20)).state == State.KEPT
    assert say(by=member, promise=late, word=Word.DONE, today=date(2026, 3, 21)).state == State.BROKEN
    assert list(Outcome.objects.order_by("promise__number").values_list("verdict", "kept")) == [
        ("kept", 1),
        ("late", 0),
    ]
    assert Entry.objects.filter(event="promises.promise.said", actor=member).count() == 2


def test_late_needs_a_reason_stays_on_the_desk_and_can_still_be_done(keeping: Keeping) -> None:
    member, promise = keeping.cast[Role.FUNCTION_MEMBER], keeping.promise()
    with pytest.raises(refusals.ReasonMissing):
        say(by=member, promise=promise, word=Word.LATE, today=TODAY)
    assert say(by=member, promise=promise, word=Word.LATE, reason="Line 3 stands", today=TODAY).state == State.LATE
    assert [line.promise for line in desk(member, TODAY).to_say] == [promise]
    assert say(by=member, promise=promise, word=Word.DONE, today=TODAY).state == State.BROKEN
    outcome = promise.outcomes.get()
    assert (outcome.verdict, outcome.kept, outcome.reason) == ("late", 0, "Line 3 stands")
    assert not desk(member, TODAY).to_say


def test_what_was_said_is_not_said_again(keeping: Keeping) -> None:
    member, promise = keeping.cast[Role.FUNCTION_MEMBER], keeping.promise()
    say(by=member, promise=promise, word=Word.CANNOT, reason="No engineer", today=TODAY)
    with pytest.raises(refusals.AlreadySaid, match="Function Member"):
        say(by=keeping.cast.champion, promise=promise, word=Word.DONE, today=TODAY)


def test_a_standing_promise_is_said_once_a_month(keeping: Keeping) -> None:
    member, promise = keeping.cast[Role.FUNCTION_MEMBER], keeping.monthly()
    say(by=member, promise=promise, word=Word.DONE, today=TODAY)
    with pytest.raises(refusals.MonthSaid):
        say(by=member, promise=promise, word=Word.CANNOT, reason="late", today=TODAY)
    assert not desk(member, TODAY).to_say
    say(by=member, promise=promise, word=Word.LATE, reason="one pallet", today=date(2026, 4, 1))
    assert list(promise.outcomes.order_by("period_on").values_list("verdict", "kept")) == [("kept", 1), ("late", 0)]


def test_nobody_types_what_the_orders_judge(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=9))
    with pytest.raises(refusals.JudgedFromOrders):
        say(by=keeping.cast.champion, promise=delivery(keeping), word=Word.DONE)


def test_every_move_of_the_table_ends_somewhere_known() -> None:
    assert set(MOVES) == set(State)
    assert all(after in MOVES for moves in MOVES.values() for after in moves)


def test_an_owner_who_left_is_flagged_and_the_function_owner_answers(keeping: Keeping) -> None:
    keeping.promise()
    keeping.member.is_active = False
    keeping.member.save(update_fields=["is_active"])
    (line,) = lines(keeping.cast.champion, TODAY)
    assert (line.answers, [flag.kind for flag in line.flags]) == (keeping.head, ["left"])
    keeping.member.function.owner = None
    keeping.member.function.save(update_fields=["owner"])
    (line,) = lines(keeping.cast.champion, TODAY)
    assert (line.answers, [flag.kind for flag in line.flags]) == (None, ["nobody"])


def test_an_escalation_reaches_the_champion_once_and_is_answered_once(keeping: Keeping) -> None:
    member, promise = keeping.cast[Role.FUNCTION_MEMBER], keeping.promise()
    made = escalate(by=member, promise=promise, reason="No stock")
    with pytest.raises(refusals.EscalatedAlready):
        escalate(by=member, promise=promise, reason="No stock")
    with pytest.raises(NotAllowed):
        answer_escalation(by=member, escalation=made, answer="x")
    answer_escalation(by=keeping.cast.champion, escalation=made, answer="Take it from Vigo")
    with pytest.raises(refusals.EscalationAnswered):
        answer_escalation(by=keeping.cast.champion, escalation=made, answer="Again")


def test_who_sees_which_promise(keeping: Keeping) -> None:
    ours = keeping.promise("ours")
    team = keeping.promise("team only", audience="team")
    elsewhere = keeping.promise("finance, elsewhere", key_account=keeping.other, owner=keeping.finance)
    seen = {role: {each.pk for each in Promise.objects.visible_to(keeping.cast[role], TODAY)} for role in Role}
    both = {ours.pk, team.pk}
    assert seen[Role.CHAMPION] == {*both, elsewhere.pk}
    assert seen[Role.FUNCTION_MEMBER] == both
    assert seen[Role.KEY_ACCOUNT_MANAGER] == seen[Role.EXECUTIVE_SPONSOR] == both
    assert seen[Role.FINANCE_PARTNER] == seen[Role.COMMITTEE_MEMBER] == {ours.pk, elsewhere.pk}
    assert seen[Role.READER] == seen[Role.ADMINISTRATOR] == seen[Role.PEOPLE_LEAD] == set()


def test_the_desk_holds_this_week_and_what_is_overdue_of_ones_own_function(keeping: Keeping) -> None:
    past, this = keeping.promise("past", due_on=date(2026, 3, 2)), keeping.promise("this week")
    keeping.promise("next week", due_on=date(2026, 3, 23))
    keeping.promise("finance", owner=keeping.finance)
    found = desk(keeping.cast[Role.FUNCTION_MEMBER], TODAY)
    assert [line.promise for line in found.to_say] == [past, this]
    assert (found.overdue, found.until) == (1, date(2026, 3, 22))


def test_kept_rates_by_function_and_account(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=1), order("2", days=9), order("3", days=1), last="2025-03-20")
    delivery(keeping)
    promise = keeping.promise("by finance", owner=keeping.finance, due_on=date(2025, 3, 20), starts_on=EARLY)
    say(by=keeping.cast.champion, promise=promise, word=Word.DONE, today=date(2025, 3, 20))
    on = date(2025, 4, 2)
    found = lines(keeping.cast.champion, on)
    rates = {each.name: (each.year.kept, each.year.judged) for each in by_function(found, on)}
    assert rates == {"Operations": (2, 3), "Finance": (1, 1)}
    (account,) = by_key_account(found, on)
    assert (account.recent.kept, account.recent.judged) == (3, 4)
    assert account.months == [(date(2025, 3, 1), account.year)]


def test_a_customer_page_can_ask_for_open_and_broken(keeping: Keeping, tmp_path: Path) -> None:
    bring_orders(tmp_path, order("1", days=9, on="2025-06-02"))
    broken, to_keep = delivery(keeping), keeping.promise("soon", due_on=date(2025, 7, 9), starts_on=EARLY)
    found = open_and_broken(keeping.account.customer, keeping.cast.champion, date(2025, 7, 1))
    assert [line.promise for line in found.broken] == [broken]
    assert [line.promise for line in found.open] == [to_keep]
    assert not open_and_broken(keeping.other.customer, keeping.cast.champion, TODAY).open
