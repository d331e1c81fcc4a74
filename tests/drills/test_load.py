"""Twenty people of every role at the same time: how long their pages take, and that nothing breaks or is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills.conftest import Demos, password_of
from tests.drills.inside import inside
from tests.drills.visitors import all_at_once, crowd, share
from tests.serving import served

PEOPLE, SECONDS = 20, 90.0
PAGE_P95_MS = 2_000


@pytest.mark.drill
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_twenty_people_at_once_break_and_lose_nothing(
    database: str, new_demo: Demos, capsys: pytest.CaptureFixture[str]
) -> None:
    env = new_demo(database)
    password = password_of(env)
    log = Path(env["CLAVE_DATA_DIR"]).parent / "served.log"
    with served(env, log=log) as server:
        visitors = crowd(server.url, inside(env, "people"), password, PEOPLE)
        seen = all_at_once(visitors, SECONDS)
    lost = set(seen.acknowledged) - set(inside(env, "written"))
    with capsys.disabled():
        print(f"\n{database}: {PEOPLE} people, {SECONDS:.0f} s")
        for name, took in (("pages", seen.pages), ("writes", seen.writes)):
            told = f"p50 {share(took, 0.5):.0f} ms, p95 {share(took, 0.95):.0f} ms, most {max(took):.0f} ms"
            print(f"  {len(took)} {name}, {len(took) / SECONDS:.1f} a second: {told}")
        slow = sorted(seen.slowest.items(), key=lambda each: -each[1])[:5]
        print(f"  answers: {dict(seen.statuses)}; {len(seen.acknowledged)} writes acknowledged, {len(lost)} lost")
        print("  slowest: " + ", ".join(f"{path} {took:.0f} ms" for path, took in slow))
    assert (seen.broken, seen.away, lost) == ([], 0, set())
    assert "database is locked" not in log.read_text(encoding="utf-8")
    assert len(seen.acknowledged) > PEOPLE
    assert share(seen.pages, 0.95) < PAGE_P95_MS
