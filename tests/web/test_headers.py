"""What every answer tells the browser."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests import warm
from tests.cast import Cast
from tests.serving import environment

POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)


@pytest.mark.parametrize("path", ["/accounts/login/", "/users/", "/healthz", "/no/such/page/", "/history/"])
def test_every_answer_is_locked_down(cast: Cast, client: Client, path: str) -> None:
    for user in (None, cast.nobody, cast.administrator):
        if user:
            client.force_login(user)
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_of_a_signed_in_person_is_kept_by_the_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)
    assert "no-store" in client.get("/users/").headers["Cache-Control"]


def test_every_request_has_a_number_of_its_own_whatever_was_sent(db: None, client: Client) -> None:
    numbers = {client.get("/healthz", HTTP_X_REQUEST_ID="forged").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert "forged" not in numbers


def settings_say(tmp_path: Path, expression: str, **more: str) -> str:
    code = f"from clave.web import settings; print({expression})"
    env = {**environment(tmp_path), **more}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


def test_over_https_cookies_are_secure_and_http_is_left(tmp_path: Path) -> None:
    asked = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT"
    assert settings_say(tmp_path, asked, CLAVE_HTTPS="1") == "True True True"
    assert settings_say(tmp_path, asked, CLAVE_HTTPS="0") == "False False False"


def test_a_proxys_word_counts_only_where_there_is_a_proxy(tmp_path: Path) -> None:
    assert settings_say(tmp_path, "settings.SECURE_PROXY_SSL_HEADER") == "None"
    told = settings_say(tmp_path, "settings.SECURE_PROXY_SSL_HEADER", CLAVE_TRUSTED_PROXIES="1")
    assert told == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_a_secret_in_the_data_folder_is_used_unless_another_is_given(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("kept\n", encoding="ascii")
    assert settings_say(tmp_path, "settings.SECRET_KEY", CLAVE_SECRET_KEY="") == "kept"
    assert settings_say(tmp_path, "settings.SECRET_KEY", CLAVE_SECRET_KEY="given") == "given"


def check_deploy(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**environment(tmp_path), "CLAVE_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "clave.web.settings", **more}
    return warm.servers().run(["-m", "django", "check", "--deploy", "--fail-level", "WARNING"], env=env, seconds=60)


def test_the_check_before_going_live_is_clean(tmp_path: Path) -> None:
    told = check_deploy(tmp_path)
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"CLAVE_SECRET_KEY": ""}, "clave.E001"),
        ({"CLAVE_ALLOWED_HOSTS": "*"}, "clave.E002"),
        ({"CLAVE_HTTPS": "0"}, "security.W012"),
    ],
)
def test_the_check_before_going_live_finds(tmp_path: Path, more: dict[str, str], code: str) -> None:
    told = check_deploy(tmp_path, **more)
    assert told.returncode == 1
    assert code in told.stderr
