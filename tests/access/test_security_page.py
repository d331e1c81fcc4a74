"""/security/…: where one is signed in, the authenticator app, recovery codes; and who must have a second factor."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clave.access import chain, operations, rules, second_factor
from clave.access.models import Entry, OpenSession, User
from clave.access.policy import Role
from clave.web.jobs import forget_browsers
from tests.cast import PASSWORD, Cast

WINDOWS_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEVER_USED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str) -> str:
    """What an authenticator app with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, email: str = "nobody@clave.example", **headers: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD}, headers=headers)


def with_app(user: User) -> list[str]:
    """Set up an app as the page does; the recovery codes."""
    return second_factor.add_app(by=user, secret=NEVER_USED, code=code_now(NEVER_USED))


def set_up_by_hand(client: Client) -> tuple[str, Any]:
    page = client.get("/security/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert secret
    letters = secret[1].replace(" ", "")
    return letters, client.post("/security/app/", {"code": code_now(letters), "password": PASSWORD})


def events() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("event", flat=True))


def test_each_browser_is_listed_and_one_signs_out_of_another(cast: Cast, client: Client) -> None:
    assert cast.nobody
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere, **{"User-Agent": WINDOWS_FIREFOX})
    page = client.get("/security/").content.decode()
    assert "2 browsers are signed in as you" in page
    assert "Firefox · Windows" in page
    assert "127.0.0.1" in page
    other = OpenSession.objects.exclude(session_key=client.session.session_key).get()
    client.post("/security/sessions/", {"session": other.pk})
    assert elsewhere.get("/security/").status_code == 302
    assert client.get("/security/").status_code == 200
    assert events()[-1] == "access.sessions.ended"


def test_nobody_ends_the_session_of_another_person(cast: Cast, client: Client) -> None:
    theirs = Client()
    assert cast.reader
    sign_in(theirs, "reader@clave.example")
    client.force_login(cast.nobody)
    client.post("/security/sessions/", {"session": OpenSession.objects.get().pk})
    assert theirs.get("/security/").status_code == 200


def test_signing_out_of_all_others_keeps_this_one(cast: Cast, client: Client) -> None:
    assert cast.nobody
    others = [Client(), Client()]
    for browser in (*others, client):
        sign_in(browser)
    client.post("/security/sessions/", {"session": "others"})
    assert [browser.get("/security/").status_code for browser in (*others, client)] == [302, 302, 200]


def test_what_is_known_of_a_browser_goes_with_its_session(cast: Cast, client: Client) -> None:
    assert cast.nobody
    sign_in(client)
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(hours=13))
    forget_browsers()
    assert not OpenSession.objects.exists()


def test_an_app_is_set_up_and_then_asked_for(cast: Cast, client: Client) -> None:
    assert cast.nobody
    sign_in(client)
    secret, answer = set_up_by_hand(client)
    codes = re.findall(r"<li><code>(\d{8})</code>", answer.content.decode())
    assert len(codes) == 10
    assert events()[-1] == "access.factor.added"
    other = Client()
    assert sign_in(other).headers["Location"] == "/accounts/second-factor/"
    assert other.get("/security/").status_code == 302, "the password alone opens nothing"
    assert "Incorrect code" in other.post("/accounts/second-factor/", {"code": "000000"}).content.decode()
    cache.clear()
    assert other.post("/accounts/second-factor/", {"code": code_now(secret)}).headers["Location"] == "/"
    assert other.get("/security/").status_code == 200
    assert '"by":["password","totp"]' in Entry.objects.latest("seq").after


def test_a_code_opens_once(cast: Cast, client: Client) -> None:
    codes = with_app(cast.nobody)
    shown = code_now(NEVER_USED)
    answers = []
    for code in (shown, shown, codes[0], codes[0]):
        browser = Client()
        sign_in(browser)
        answers.append(browser.post("/accounts/second-factor/", {"code": code}).status_code)
    assert answers == [302, 200, 302, 200]
    assert second_factor.unused_codes(cast.nobody) == 9


def test_after_five_wrong_codes_even_the_right_one_waits(cast: Cast, client: Client) -> None:
    with_app(cast.nobody)
    sign_in(client)
    for _ in range(5):
        client.post("/accounts/second-factor/", {"code": "000000"})
    answer = client.post("/accounts/second-factor/", {"code": code_now(NEVER_USED)})
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_wrong_code_or_password_sets_nothing_up(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)
    client.get("/security/app/")
    wrong_code = client.post("/security/app/", {"code": "000000", "password": PASSWORD})
    assert (wrong_code.status_code, "The code does not fit" in wrong_code.content.decode()) == (422, True)
    wrong_password = client.post("/security/app/", {"code": "000000", "password": "guess"})
    assert "That is not your password" in wrong_password.content.decode()
    assert not Authenticator.objects.exists()


def test_removing_asks_for_the_password_and_takes_the_codes_along(cast: Cast, client: Client) -> None:
    with_app(cast.nobody)
    client.force_login(cast.nobody)
    factor = second_factor.factors(cast.nobody).get()
    assert client.post("/security/remove/", {"factor": factor.pk, "password": "guess"}).status_code == 422
    assert client.post("/security/remove/", {"factor": factor.pk, "password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()
    assert events()[-1] == "access.factor.removed"
    assert User.objects.get(pk=cast.nobody.pk).second_factor_since is None


def test_new_codes_end_the_old_ones(cast: Cast, client: Client) -> None:
    old = with_app(cast.nobody)
    client.force_login(cast.nobody)
    page = client.post("/security/codes/", {"password": PASSWORD}).content.decode()
    new = re.findall(r"<li><code>(\d{8})</code>", page)
    assert len(new) == 10
    assert set(new).isdisjoint(old)
    other = Client()
    sign_in(other)
    assert other.post("/accounts/second-factor/", {"code": old[0]}).status_code == 200


def test_no_secret_and_no_code_stands_in_the_history(cast: Cast, client: Client) -> None:
    codes = with_app(cast.nobody)
    second_factor.renew_codes(by=cast.nobody)
    told = " ".join(entry.before + entry.after for entry in Entry.objects.all())
    assert [word for word in (NEVER_USED, *codes) if word in told] == []
    assert chain.first_break(chain.head()) is None


def demand(cast: Cast, whom: rules.Demanded, *, days: int, version: int = 0) -> None:
    second_factor.demand(by=cast.administrator, whom=whom, grace_days=days, version=version)


def due_days(user: User) -> int | None:
    due = User.objects.get(pk=user.pk).second_factor_due_on
    return None if due is None else (due - timezone.localdate()).days


def test_the_roles_that_see_money_are_those_of_the_table_of_trust() -> None:
    without = {Role.FUNCTION_MEMBER, Role.ADMINISTRATOR, Role.API_CLIENT}
    assert set(Role) - rules.MONEY_ROLES == without


def test_who_sees_money_is_reminded_first_and_stopped_afterwards(cast: Cast, client: Client) -> None:
    assert cast.people
    demand(cast, rules.Demanded.MONEY, days=7)
    assert {role: due_days(user) for role, user in cast.people.items() if due_days(user) is None} == {
        Role.FUNCTION_MEMBER: None,
        Role.API_CLIENT: None,
    }
    client.force_login(cast.champion)
    reminded = client.get("/")
    assert reminded.status_code == 200
    assert "you need a second factor to sign in" in reminded.content.decode()
    User.objects.filter(pk=cast.champion.pk).update(second_factor_due_on=timezone.localdate())
    for path in ("/", "/customers/", "/history/"):
        stopped = client.get(path)
        assert (stopped.status_code, "Set it up now" in stopped.content.decode()) == (403, True)
    assert client.post("/tokens/").status_code == 403
    assert client.get("/security/").status_code == 200
    set_up_by_hand(client)
    assert client.get("/").status_code == 200


def test_the_last_factor_stays_where_one_is_demanded(cast: Cast, client: Client) -> None:
    with_app(cast.champion)
    demand(cast, rules.Demanded.MONEY, days=0)
    client.force_login(cast.champion)
    factor = second_factor.factors(cast.champion).get()
    answer = client.post("/security/remove/", {"factor": factor.pk, "password": PASSWORD})
    assert "Add another one first" in answer.content.decode()
    assert second_factor.factors(cast.champion).exists()


def test_a_newcomer_has_the_days_of_grace_from_the_day_of_the_role(cast: Cast) -> None:
    demand(cast, rules.Demanded.MONEY, days=5)
    operations.grant_role(by=cast.administrator, user=cast.nobody, role=Role.CHAMPION, reason="new")
    assert due_days(cast.nobody) == 5
    operations.withdraw_role(by=cast.administrator, user=cast.nobody, role=Role.CHAMPION, reason="over")
    assert due_days(cast.nobody) is None


def test_the_administrator_sets_the_rule_on_a_page(cast: Cast, open_page: Any, client: Client) -> None:
    page = open_page(cast.administrator, "second-factor").content.decode()
    assert "none, not needed" in page
    sent = {"whom": "money", "grace_days": "10", "version": "0"}
    assert client.post("/users/second-factor/", sent).status_code == 302
    assert due_days(cast.administrator) == 10
    stale = client.post("/users/second-factor/", {**sent, "whom": "everybody"})
    assert (stale.status_code, "Somebody changed this meanwhile" in stale.content.decode()) == (409, True)
    assert client.post("/users/second-factor/", {**sent, "grace_days": "91", "version": "1"}).status_code == 422


def test_an_administrator_takes_a_lost_factor_away_but_not_the_own(cast: Cast, client: Client) -> None:
    with_app(cast.reader)
    with_app(cast.administrator)
    client.force_login(cast.administrator)
    assert client.post(f"/users/{cast.reader.pk}/reset-factors/", {"reason": "phone lost"}).status_code == 302
    assert not second_factor.factors(cast.reader).exists()
    with pytest.raises(rules.OwnAccess):
        second_factor.reset_factors(by=cast.administrator, user=cast.administrator, reason="phone lost")
    assert Entry.objects.latest("seq").event == "access.factor.reset"


def test_breaking_the_glass_lets_in_with_a_new_password_and_is_told(cast: Cast, client: Client) -> None:
    with_app(cast.gone)
    new = "a wholly new horse battery"
    operations.rescue_user(user=cast.gone, password=new, reason="phone stolen")
    answer = client.post("/accounts/login/", {"login": "gone@clave.example", "password": new})
    assert answer.headers["Location"] == "/"
    rescued = Entry.objects.get(event="access.user.rescued")
    assert (rescued.actor, '"reason":"phone stolen"' in rescued.after) == (None, True)
    assert new not in rescued.before + rescued.after
    with pytest.raises(rules.ReasonMissing):
        operations.rescue_user(user=cast.gone, password=new, reason=" ")
    with pytest.raises(rules.PasswordTooWeak):
        operations.rescue_user(user=cast.gone, password="short", reason="phone stolen")
