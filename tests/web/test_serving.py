"""`clave serve` and `clave migrate`: starting, answering, losing the database, ending."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from clave.access.tokens import PREFIX
from clave.web import jobs
from tests import databases
from tests.postgresql import Server
from tests.serving import CLAVE, environment, run, served


@pytest.fixture
def postgresql() -> Iterator[Server]:
    server = Server(settings={})
    server.create()
    yield server
    server.remove()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def until(true: object, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.1)
    return bool(done)


def test_it_answers_pages_and_hashed_files_and_ends_cleanly(migrated: dict[str, str]) -> None:
    with served(migrated, "--workers", "2", cold=True) as server:
        status, headers, page = server.get("/accounts/login/")
        assert status == 200
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        sheet = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
        status, headers, _ = server.get(sheet)
        assert (status, headers["cache-control"]) == (200, "max-age=315360000, public, immutable")
        assert server.get("/no/such/page/")[0] in (200, 404)
        children = server.children()
    assert server.process.returncode == 0
    assert until(lambda: not any(alive(pid) for pid in children))


def test_ctrl_c_ends_it_too(migrated: dict[str, str]) -> None:
    with served(migrated, cold=True) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0


def test_the_worker_is_started_again_and_never_outlives_the_server(migrated: dict[str, str]) -> None:
    def workers() -> list[int]:
        told = {pid: Path(f"/proc/{pid}/cmdline") for pid in server.children() if alive(pid)}
        return [pid for pid, file in told.items() if b"clave.web.jobs" in file.read_bytes()]

    with served(migrated, cold=True) as server:
        assert until(lambda: len(workers()) == 1)
        (first,) = workers()
        os.kill(first, signal.SIGKILL)
        seen: list[list[int]] = []
        assert until(lambda: seen.append(workers()) or (len(seen[-1]) == 1 and seen[-1] != [first]))
        (second,) = seen[-1]
        children = server.children()
        server.process.kill()
        assert until(lambda: not alive(second))
        assert until(lambda: not any(alive(pid) for pid in children))


def test_a_worker_that_dies_at_once_is_started_again_later_and_later() -> None:
    pauses = [jobs.SECONDS_BETWEEN_LOOKS]
    for _ in range(8):
        pauses.append(jobs.pause_after(3.0, pauses[-1]))
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    assert jobs.pause_after(jobs.SECONDS_TO_PROVE_ITSELF, 60.0) == 1.0


def test_the_health_page_tells_when_the_database_goes_and_comes_back(tmp_path: Path, postgresql: Server) -> None:
    databases.prepare(postgresql)
    with served(databases.new_database(postgresql.url, tmp_path)) as server:
        postgresql.stop()
        server.wait_for("/healthz", 503)
        assert server.get("/healthz")[2] == '{"database": "away", "ledger": "ok"}'
        status, headers, page = server.get("/", {"Cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"})
        assert (status, headers["retry-after"]) == (503, "10")
        assert "Clave is back in a moment" in page
        status, headers, told = server.get("/api/v1/customers", {"Authorization": f"Bearer {PREFIX}{'a' * 43}"})
        assert (status, json.loads(told)["code"], headers.get("retry-after")) == (503, "DB_UNREACHABLE", "10"), told[
            :500
        ]
        postgresql.start()
        server.wait_for("/healthz", 200)


def test_the_health_page_tells_when_the_ledger_folder_is_gone(migrated: dict[str, str], tmp_path: Path) -> None:
    with served(migrated) as server:
        shutil.rmtree(tmp_path / "ledger")
        assert server.get("/healthz")[0] == 503


def test_without_a_database_it_says_what_to_run(tmp_path: Path) -> None:
    told = run("serve", env=environment(tmp_path / "new"), cold=True)
    assert (told.returncode, told.stderr.count("\n")) == (78, 1)
    assert "Run: clave migrate" in told.stderr


def test_with_pending_migrations_it_refuses_in_one_line(tmp_path: Path) -> None:
    told = run("serve", env=environment(tmp_path))
    assert (told.returncode, told.stderr.count("\n")) == (78, 1)
    assert "Run: clave migrate" in told.stderr


def test_with_the_database_away_it_refuses_in_one_line(tmp_path: Path) -> None:
    env = environment(tmp_path, CLAVE_DATABASE_URL="postgresql://clave@127.0.0.1:9/clave")
    for words in (["serve"], ["migrate"], ["user", "list"]):
        told = run(*words, env=env)
        assert (told.returncode, told.stderr.count("\n")) == (69, 1)
        assert told.stderr.startswith("DB_UNREACHABLE: The database does not answer")


def test_the_published_secret_never_serves(migrated: dict[str, str]) -> None:
    told = run("serve", env={**migrated, "CLAVE_SECRET_KEY": ""}, cold=True)
    assert (told.returncode, told.stderr.count("\n")) == (78, 1)
    assert "CLAVE_SECRET_KEY" in told.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAVE_HTTPS", "maybe"),
        ("CLAVE_TRUSTED_PROXIES", "-1"),
        ("CLAVE_SECRET_KEY_FILE", "/no/such/file"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named(tmp_path: Path, name: str, value: str) -> None:
    told = run("migrate", env=environment(tmp_path, **{name: value}))
    assert (told.returncode, told.stderr.count("\n")) == (78, 1)
    assert name in told.stderr


def test_migrating_twice_changes_nothing_the_second_time(migrated: dict[str, str]) -> None:
    assert run("migrate", env=migrated).stderr.startswith("0 changes")


def test_every_failure_outside_clave_has_its_code_and_no_trace(tmp_path: Path) -> None:
    pending = run("run", env=environment(tmp_path / "new"))
    away = run("run", env=environment(tmp_path, CLAVE_DATABASE_URL="postgresql://u:p@127.0.0.1:1/x"))
    assert (pending.returncode, pending.stderr.split(":")[0]) == (78, "MIGRATION_PENDING")
    assert (away.returncode, away.stderr.split(":")[0]) == (69, "DB_UNREACHABLE")
    assert "Traceback" not in pending.stderr + away.stderr


def test_an_interrupted_import_says_so_and_can_be_repeated(migrated: dict[str, str], tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    lines = (f"C{n % 50},O{n},2025-01-{n % 28 + 1:02},EUR,{n % 9 + 1}.50" for n in range(300_000))
    orders.write_text("\n".join(["customer_code,order_id,ordered_on,currency,net_amount", *lines]))
    command = [CLAVE, "import", "orders", str(orders), "--yes"]
    process = subprocess.Popen(
        command,
        env=migrated,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert until(lambda: (tmp_path / "uploads").is_dir() and any((tmp_path / "uploads").iterdir()))
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.split(":")[0]) == (130, "INTERRUPTED")
    again = run(*command[1:], env=migrated)
    assert again.returncode == 0, again.stderr
