"""PostgreSQL falls over while people write, again and again: whatever was acknowledged is there afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drills.conftest import Demos, password_of
from tests.drills.inside import inside
from tests.drills.visitors import all_at_once, crowd
from tests.postgresql import Server
from tests.serving import served

RESTARTS, PEOPLE = 10, 12
SECONDS_BETWEEN, SECONDS_TO_SETTLE = 12.0, 15.0


def fall_over(server: Server, fallen: list[float]) -> None:
    """Stop the server at once, as if its plug was pulled, and start it again."""
    for _ in range(RESTARTS):
        time.sleep(SECONDS_BETWEEN)
        server.stop("immediate")
        server.start()
        fallen.append(time.monotonic())


@pytest.mark.drill
@pytest.mark.proof("restarts")
@pytest.mark.timeout(1_200)
def test_ten_restarts_under_load_lose_no_acknowledged_write(
    new_demo: Demos, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    env, fallen = new_demo("postgresql"), list[float]()
    with served(env, log=tmp_path / "served.log") as server:
        visitors = crowd(server.url, inside(env, "people"), password_of(env), PEOPLE)
        for each in visitors:
            each.writing = 0.6
        falling = threading.Thread(target=fall_over, args=(new_demo.server, fallen))
        falling.start()
        seen = all_at_once(visitors, RESTARTS * (SECONDS_BETWEEN + 4) + SECONDS_TO_SETTLE, pause=0.15)
        falling.join()
        server.wait_for("/healthz", 200)
    lost = set(seen.acknowledged) - set(inside(env, "written"))
    broken = sum(count for status, count in seen.statuses.items() if status >= 500)
    for name, figure in {
        "restarts": len(fallen), "acknowledged": len(seen.acknowledged), "lost": len(lost), "answers of 5xx": broken,
    }.items():  # fmt: skip
        record_property(name, figure)
    assert lost == set()
    assert inside(env, "history")["broken"] is None
    assert set(seen.statuses) <= {200, 302, 403, 404, 409, 422, 503}, seen.statuses
