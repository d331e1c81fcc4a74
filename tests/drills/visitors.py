"""People who are signed in at the same time: they follow what their pages link to, and write now and then."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from itertools import count

import requests
from django.utils import timezone

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
OWN_KEY_ACCOUNT = re.compile(r'href="/key-accounts/(C\d+)/"')
OPTIONS = re.compile(r'<select name="(\w+)".*?</select>', re.DOTALL)
NOT_PAGES = ("/static/", "/accounts/", "/exports/", "/api/", "/calendar/")
MAIN = ("/", "/customers/", "/key-accounts/", "/promises/", "/sponsors/", "/visits/", "/plans/actions/", "/programme/")
WRITES = {
    "key_account_manager": ("action", "promise", "visit"),
    "champion": ("promise", "visit"),
    "executive_sponsor": ("visit",),
}
"""What each role writes."""
SECONDS_AWAY = 1.0
"""How long somebody waits who was told that the database is away; Clave asks for ten."""
NUMBERS = count(1)


@dataclass
class Seen:
    """What all visitors saw: milliseconds and status of each answer, what was acknowledged, what broke."""

    pages: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    away: int = 0
    slowest: dict[str, float] = field(default_factory=dict)


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, url: str, email: str, roles: list[str], password: str, seen: Seen) -> None:
        self.url, self.email, self.password, self.seen = url, email, password, seen
        self.chance, self.session = random.Random(email), requests.Session()
        self.writes = [each for role in roles for each in WRITES.get(role, ())]
        self.own: list[str] = []
        self.writing = 0.2
        self.linked: list[str] = []

    def sign_in(self) -> None:
        """Through the page where people sign in."""
        page = self.session.get(f"{self.url}/accounts/login/", timeout=60)
        told = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0], "login": self.email, "password": self.password}
        answer = self.session.post(f"{self.url}/accounts/login/", told, allow_redirects=False, timeout=60)
        assert answer.status_code == 302, (self.email, answer.status_code)
        self.own = OWN_KEY_ACCOUNT.findall(self.session.get(f"{self.url}/key-accounts/", timeout=60).text)

    def visit(self, until: float, pause: float) -> None:
        """Look around and write until then; a server that is away is asked again."""
        while time.monotonic() < until:
            try:
                if self.writes and self.own and self.chance.random() < self.writing:
                    self._write(self.chance.choice(self.writes))
                else:
                    self._look()
            except requests.RequestException:
                self.seen.away += 1
                time.sleep(SECONDS_AWAY)
            time.sleep(self.chance.uniform(0, 2 * pause))

    def _look(self) -> None:
        path = self.chance.choice(self.linked if self.linked and self.chance.random() < 0.6 else MAIN)
        answer = self._ask("GET", path, self.seen.pages)
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            found = (unescape(each) for each in LINK.findall(answer.text))
            pages = [each for each in found if not each.startswith(NOT_PAGES) and not re.search(r"\.\w+(\?|$)", each)]
            self.linked = pages or self.linked
        elif answer.status_code in (403, 404) and path in self.linked:
            self.seen.broken.append(f"{self.email}: {path} is linked and answers {answer.status_code}")

    def _write(self, what: str) -> None:
        code, words = self.chance.choice(self.own), f"Ask them what they think of it, {next(NUMBERS)}"
        soon = timezone.localdate() + timedelta(days=next(NUMBERS))
        path, given, kept = {
            "action": (f"/key-accounts/{code}/plan/actions/", {"words": words, "due_on": soon, "state": "open"}, words),
            "promise": (f"/promises/new/?customer={code}", {"customer": code, "what": words, "kind": "due", "due_on": soon}, words),
            "visit": (f"/sponsors/{code}/", {"visit_on": soon}, f"{code} {soon}"),
        }[what]  # fmt: skip
        page = self._ask("GET", path, self.seen.pages)
        if page.status_code != 200:
            return
        told = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0], **self._chosen(page.text), **given}
        place = f"/sponsors/{code}/visits/" if what == "visit" else path.partition("?")[0]
        answer = self._ask("POST", place, self.seen.writes, told)
        if answer.status_code == 302:
            self.seen.acknowledged.append(kept)

    def _chosen(self, page: str) -> dict[str, str]:
        """One owner, and of the other lists what is chosen already."""
        found = {}
        for select in OPTIONS.finditer(page):
            values = [each for each in re.findall(r'<option value="([^"]*)"', select[0]) if each]
            chosen = re.search(r'<option value="([^"]*)" selected', select[0])
            if chosen or (select[1] in ("owner", "audience") and values):
                found[select[1]] = chosen[1] if chosen and chosen[1] else self.chance.choice(values)
        return found

    def _ask(
        self, method: str, path: str, kept: list[float], told: dict[str, object] | None = None
    ) -> requests.Response:
        start = time.monotonic()
        answer = self.session.request(
            method, self.url + path, data=told, allow_redirects=False, timeout=60, headers={"Referer": self.url + path}
        )
        took = 1_000 * (time.monotonic() - start)
        kept.append(took)
        self.seen.statuses[answer.status_code] += 1
        if answer.status_code == 503:
            time.sleep(SECONDS_AWAY)
        if answer.status_code >= 500:
            self.seen.broken.append(f"{self.email}: {method} {path} answers {answer.status_code}")
        shape = method + " " + re.sub(r"\b[A-Z]?\d[\w-]*", "N", path.partition("?")[0])
        self.seen.slowest[shape] = max(took, self.seen.slowest.get(shape, 0))
        return answer


def crowd(url: str, people: list[tuple[str, list[str]]], password: str, number: int) -> list[Visitor]:
    """So many people, signed in; they share what they see."""
    seen = Seen()
    visitors = [Visitor(url, email, roles, password, seen) for email, roles in people[:number]]
    for each in visitors:
        each.sign_in()
    return visitors


def all_at_once(visitors: list[Visitor], seconds: float, pause: float = 0.5) -> Seen:
    """What they saw, once they have looked around and written for so long."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(visitors)) as pool:
        for ended in [pool.submit(each.visit, until, pause) for each in visitors]:
            ended.result()
    return visitors[0].seen


def share(values: list[float], part: float) -> float:
    """The value under which this part of all values is."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * len(ordered)))] if ordered else float("nan")
