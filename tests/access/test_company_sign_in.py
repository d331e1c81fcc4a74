"""Signing in at the company's own provider: a real OpenID Connect server in a process of its own, and a served Clave."""

from __future__ import annotations

import http.cookiejar
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clave.access.company_sign_in import vouched_address
from tests.databases import NewCompany
from tests.postgresql import free_port
from tests.serving import Served, run, served

PASSWORD = "correct horse battery staple"
PEOPLE: list[dict[str, Any]] = [
    {"sub": "known", "email": "Ana@clave.example", "email_verified": True, "name": "Ana"},
    {"sub": "unverified", "email": "ana@clave.example", "email_verified": False},
    {"sub": "in-words", "email": "ana@clave.example", "email_verified": "false"},
    {"sub": "stranger", "email": "stranger@clave.example", "email_verified": True},
    {"sub": "no-address"},
]


@pytest.fixture(scope="module")
def provider() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """An OpenID Connect provider that knows five people."""
    port = free_port()
    words = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port)]
    for claims in PEOPLE:
        words += ["--user-claims", json.dumps(claims)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url, end = f"http://localhost:{port}", time.monotonic() + 60
    while not _answers(url + "/.well-known/openid-configuration"):
        assert time.monotonic() < end
        time.sleep(0.2)
    yield url, process
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def house(
    provider: tuple[str, Any], new_company: NewCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, str]]]:
    """Clave with two people, connected to the provider."""
    env = {**new_company(tmp_path_factory.mktemp("oidc")), "CLAVE_OIDC_ISSUER": provider[0]}
    env |= {"CLAVE_OIDC_CLIENT_ID": "clave", "CLAVE_OIDC_CLIENT_SECRET": "secret", "CLAVE_OIDC_NAME": "the company"}
    added = run("user", "add", "ana@clave.example", "--role", "administrator", env={**env, "CLAVE_PASSWORD": PASSWORD})
    assert added.returncode == 0, added.stderr
    with served(env) as server:
        yield server, env


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


class Walker:
    """A browser without scripts."""

    def __init__(self) -> None:
        self.opened = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def __call__(self, url: str, sent: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, address and body of what one ends at."""
        form = None if sent is None else urllib.parse.urlencode(sent).encode()
        try:
            with self.opened.open(url, form, timeout=20) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()


def walk(server: Served, sub: str, to: str = "/security/") -> tuple[int, str, str]:
    """From the sign-in page over the provider and back, as this person there."""
    go = Walker()
    _, _, page = go(f"{server.url}/accounts/login/?next={to}")
    link = re.search(r'href="(/accounts/company/[^"]*)"', page)
    assert link
    _, asked, form = go(server.url + link[1].replace("&amp;", "&"))
    assert "code_challenge=" in asked
    assert set(urllib.parse.parse_qs(urllib.parse.urlsplit(asked).query)["scope"][0].split()) >= {"openid", "email"}
    assert "<form" in form
    return go(asked, {"sub": sub})


def test_who_is_known_here_comes_in_and_lands_on_the_page_asked_for(house: tuple[Served, dict[str, str]]) -> None:
    server, env = house
    status, url, page = walk(server, "known")
    assert (status, url) == (200, server.url + "/security/")
    assert "ana@clave.example" in page
    assert run("audit", "verify", env=env).returncode == 0
    assert [row["email"] for row in json.loads(run("user", "list", "--json", env=env).stdout)] == ["ana@clave.example"]


@pytest.mark.parametrize("sub", ["unverified", "in-words", "stranger", "no-address"])
def test_nobody_else_comes_in_or_signs_up(house: tuple[Served, dict[str, str]], sub: str) -> None:
    server, env = house
    status, _, page = walk(server, sub)
    assert status == 403
    assert "Nobody here has this address" in page
    assert len(json.loads(run("user", "list", "--json", env=env).stdout)) == 1


def test_a_way_back_that_nobody_began_signs_nobody_in(house: tuple[Served, dict[str, str]]) -> None:
    server, _ = house
    for tail in ("?code=made-up&state=made-up", "?error=access_denied&state=x", ""):
        status, _, page = Walker()(server.url + "/accounts/company/back/" + tail)
        assert status == 401
        assert "You are not signed in" in page


def test_a_broken_off_sign_in_and_a_provider_that_is_away_are_said(
    house: tuple[Served, dict[str, str]], provider: tuple[str, subprocess.Popen[bytes]]
) -> None:
    server, _ = house
    go = Walker()
    _, asked, _ = go(server.url + "/accounts/company/")
    assert go(asked, {"sub": "known", "action": "deny"})[0] == 401
    provider[1].kill()
    provider[1].wait()
    status, _, page = Walker()(server.url + "/accounts/company/")
    assert (status, "Your company's sign-in did not let you through" in page.replace("&#x27;", "'")) == (401, True)
    assert Walker()(server.url + "/accounts/login/")[0] == 200


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "Ana@Clave.example", "email_verified": True}, "ana@clave.example"),
        ({"email": "ana@clave.example", "email_verified": "true"}, ""),
        ({"email": "ana@clave.example"}, ""),
        ({"email": "ana@ours.example"}, "ana@ours.example"),
        ({"email": "ana@evil.example@ours.example.evil.example"}, ""),
        ({"email": None, "email_verified": True}, ""),
    ],
)
def test_only_an_address_that_is_vouched_for_counts(claims: dict[str, Any], address: str) -> None:
    assert vouched_address(claims, ["ours.example"]) == address


def test_half_a_setting_is_refused_at_the_start(migrated: dict[str, str]) -> None:
    told = run("user", "list", env={**migrated, "CLAVE_OIDC_ISSUER": "https://login.example"})
    assert (told.returncode, "CLAVE_OIDC_CLIENT_ID" in told.stderr) == (78, True)
    secrets = {"CLAVE_OIDC_CLIENT_ID": "clave", "CLAVE_OIDC_CLIENT_SECRET": "secret"}
    told = run("user", "list", env={**migrated, **secrets, "CLAVE_OIDC_ISSUER": "http://login.example"})
    assert (told.returncode, "https" in told.stderr) == (78, True)
