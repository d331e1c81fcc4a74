"""Who heard which message: places, gaps, key accounts, entries that are taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.access.models import Entry
from clave.access.policy import Role
from clave.access.rules import NotAllowed
from clave.company.models import Function
from clave.programme.models import Hearing, Message, Site, Telling
from clave.programme.operations import communication as operations
from clave.programme.queries import communication as queries
from clave.programme.rules import communication_refusals as refusals
from clave.programme.rules.communication import Heard, heard, reached
from clave.promises.operations import make_promise
from tests.cast import person
from tests.programme.begun import DAY, Begun

pytestmark = pytest.mark.django_db
WORDS = "Why key accounts come first"


class Talking:
    """Operations at two sites, Sales at one of them."""

    def __init__(self, begun: Begun) -> None:
        self.begun = begun
        self.operations, self.sales = (Function.objects.get(name=name) for name in ("Operations", "Sales"))
        champion = begun.champion
        self.madrid = operations.add_site(by=champion, name="Madrid", functions=[self.operations, self.sales])
        self.zaragoza = operations.add_site(by=champion, name="Zaragoza", functions=[self.operations])

    def tell(self, words: str = WORDS, on: date = DAY, **said: Any) -> Telling:
        told: dict[str, Any] = {"functions": [self.operations, self.sales], "sites": [self.madrid, self.zaragoza]}
        told |= {"told_by": self.begun.boss, "today": DAY} | said
        return operations.log_telling(by=self.begun.champion, words=words, told_on=on, **told)

    def gaps(self, message: Message | None = None, on: date = DAY) -> list[str]:
        return [each.sentence for each in queries.matrix(on, message).gaps]


@pytest.fixture
def talking(begun: Begun) -> Talking:
    return Talking(begun)


def test_one_entry_counts_wherever_a_chosen_function_has_people(talking: Talking) -> None:
    made = talking.tell()
    heard_by = {(each.function.name, each.site.name) for each in made.hearings.all()}
    assert heard_by == {("Operations", "Madrid"), ("Operations", "Zaragoza"), ("Sales", "Madrid")}
    assert talking.gaps() == []
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.event, entry.subject_id) == ("programme.message.put", str(made.pk))
    talking.tell(on=DAY - timedelta(days=9))
    assert Message.objects.count() == 1


def test_a_gap_says_which_function_at_which_site_heard_nothing(talking: Talking) -> None:
    made = talking.tell(sites=[talking.madrid])
    assert talking.gaps() == ["Nobody of Operations in Zaragoza has heard it"]
    talking.tell("What a promise is", sites=[talking.zaragoza])
    assert talking.gaps() == []
    assert talking.gaps(made.message) == ["Nobody of Operations in Zaragoza has heard it"]


def test_what_was_said_more_than_a_year_ago_is_a_gap_again(talking: Talking) -> None:
    talking.tell()
    later = DAY + timedelta(days=365)
    assert "Operations in Zaragoza heard it more than a year ago" in talking.gaps(on=later)
    days = (None, DAY, DAY - timedelta(days=364), DAY - timedelta(days=365))
    assert [heard(day, DAY) for day in days] == [Heard.NOBODY, Heard.HEARD, Heard.HEARD, Heard.LONG_AGO]


def test_a_wrong_entry_is_taken_back_and_no_longer_counts(talking: Talking) -> None:
    made = talking.tell()
    with pytest.raises(refusals.TakingBackNeedsReason):
        operations.take_back(by=talking.begun.champion, telling=made, reason=" ")
    operations.take_back(by=talking.begun.champion, telling=made, reason="It was put off.")
    assert len(talking.gaps()) == 3
    assert Hearing.objects.count() == 3
    with pytest.raises(refusals.TakenBackAlready):
        operations.take_back(by=talking.begun.champion, telling=made, reason="Again.")


def test_bad_entries_are_refused_and_log_nothing(talking: Talking) -> None:
    gone = talking.begun.seller
    gone.is_active = False
    for said, refusal in (
        ({"words": " "}, refusals.MessageNeedsWords),
        ({"on": DAY + timedelta(days=1)}, refusals.ToldAhead),
        ({"functions": [talking.sales], "sites": [talking.zaragoza]}, refusals.NobodyThere),
        ({"told_by": gone}, refusals.TellerHasLeft),
    ):
        with pytest.raises(refusal):
            talking.tell(**said)
    with pytest.raises(NotAllowed):
        operations.add_site(by=talking.begun.cast[Role.EXECUTIVE_SPONSOR], name="Rome", functions=[])
    with pytest.raises(refusals.SiteThereAlready):
        operations.add_site(by=talking.begun.champion, name="madrid", functions=[])
    assert not Telling.objects.exists()


def test_who_works_at_a_site_is_changed_upon_what_stands(talking: Talking) -> None:
    told = {"by": talking.begun.champion, "site": talking.zaragoza}
    operations.change_site(**told, functions=[talking.sales], based_on=1)
    with pytest.raises(refusals.SiteStale) as refused:
        operations.change_site(**told, functions=[], based_on=1)
    assert refused.value.facts["now"] == "Sales"


def test_a_function_that_keeps_promises_to_a_key_account_should_have_been_told_of_it(talking: Talking) -> None:
    held, champion = talking.begun.held[0], talking.begun.champion
    owner = talking.begun.lead
    make_promise(by=champion, key_account=held, what="A planner", owner=owner, due_on=DAY, starts_on=DAY)
    rows = {row[0].pk: {cell.function.name: cell for cell in row[1]} for row in queries.told_of(champion, DAY)}
    assert rows[held.pk]["Operations"].is_gap
    assert set(rows[held.pk]) == {"Operations"}, "of Sales there is nothing to say"
    talking.tell("They build in Valencia", key_account=held, sites=[talking.madrid])
    rows = {row[0].pk: {cell.function.name: cell for cell in row[1]} for row in queries.told_of(champion, DAY)}
    assert not rows[held.pk]["Operations"].is_gap
    assert len(talking.gaps()) == 3, "what is said of one key account is not the message of the programme"


def test_how_far_the_message_went_is_a_share_of_places_and_functions_without_a_site(talking: Talking) -> None:
    assert reached([], [], 2).score is None
    assert reached([(1, 1), (1, 2)], [(1, 1), (9, 9)], 0).facts == {"done": 1, "all": 2}
    assert reached([(1, 1)], [(1, 1)], 1).score == 2
    talking.tell(sites=[talking.madrid])
    assert queries.reached_places(DAY) == {
        (talking.operations.pk, talking.madrid.pk),
        (talking.sales.pk, talking.madrid.pk),
    }


def test_before_sites_are_named_the_page_teaches(begun: Begun, client: Client) -> None:
    client.force_login(begun.champion)
    text = client.get("/communication/").content.decode()
    assert "Nobody knows yet who has heard it" in text
    assert "First say who works where" in client.get("/communication/tell/").content.decode()


def test_the_page_shows_gaps_and_leads_to_their_entry(talking: Talking, open_page: Any) -> None:
    talking.tell(sites=[talking.madrid], on=timezone.localdate(), today=timezone.localdate())
    text = open_page(talking.begun.champion, "communication").content.decode()
    assert "<h1>Nobody of Operations in Zaragoza has heard it</h1>" in text
    path = f"functions={talking.operations.pk}&amp;sites={talking.zaragoza.pk}"
    assert path in text
    assert "Log it" not in open_page(talking.begun.cast[Role.EXECUTIVE_SPONSOR], "communication").content.decode()


def test_a_message_is_logged_for_several_places_and_taken_back(
    talking: Talking, client: Client, open_page: Any
) -> None:
    today = timezone.localdate().isoformat()
    open_page(talking.begun.champion, "log-message")
    said: dict[str, Any] = {"words": WORDS, "told_on": today, "told_by": talking.begun.boss.pk}
    places = {"functions": [talking.operations.pk], "sites": [talking.madrid.pk, talking.zaragoza.pk]}
    assert client.post("/communication/tell/", said).status_code == 422
    assert client.post("/communication/tell/", {**said, **places, "words": ""}).status_code == 422
    assert client.post("/communication/tell/", {**said, **places}).status_code == 302
    again = {**said, **places, "words": "", "message": Message.objects.get().pk}
    assert client.post("/communication/tell/", again).status_code == 302
    text = open_page(talking.begun.champion, "message-log").content.decode()
    assert "Madrid: Operations; Zaragoza: Operations" in text
    assert client.post("/communication/log/1/take-back/", {"reason": ""}).status_code == 422
    assert client.post("/communication/log/1/take-back/", {"reason": "It was put off."}).status_code == 302
    assert "taken back: It was put off." in client.get("/communication/log/").content.decode()


def test_sites_are_named_and_changed_on_their_page(talking: Talking, client: Client, open_page: Any) -> None:
    open_page(talking.begun.champion, "sites")
    assert client.post("/communication/sites/", {"name": ""}).status_code == 422
    assert client.post("/communication/sites/", {"name": "Madrid"}).status_code == 409
    assert client.post("/communication/sites/", {"name": "Sevilla"}).status_code == 302
    site = Site.objects.get(name="Sevilla")
    path, said = f"/communication/sites/{site.pk}/", {"functions": [talking.sales.pk], "based_on": 1}
    assert client.post(path, {}).status_code == 422
    assert client.post(path, said).status_code == 302
    assert client.post(path, said).status_code == 409
    assert [each.name for each in site.functions.all()] == ["Sales"]


def test_what_was_said_of_a_key_account_is_hidden_from_who_does_not_see_it(
    talking: Talking, client: Client, open_page: Any
) -> None:
    talking.tell("They build in Valencia", key_account=talking.begun.held[0])
    strange = person("strange", Role.EXECUTIVE_SPONSOR)
    for user, sees in ((talking.begun.champion, True), (strange, False)):
        client.force_login(user)
        for path in ("/communication/", "/communication/log/"):
            text = client.get(path).content.decode()
            assert ("Valencia" in text or path == "/communication/") or not sees
            assert "Valencia" not in text or sees
        rows = b"".join(open_page(user, "communication-csv").streaming_content).decode("utf-8-sig")
        assert ("Customer K0" in rows) is sees
        assert ("Valencia" in rows) is sees
    assert b"".join(open_page(strange, "communication-xlsx").streaming_content)[:2] == b"PK"
