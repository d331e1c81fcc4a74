"""`clave candidates`: the contract of its JSON, its table, and what it says when there is nothing to show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from clave.portfolio.commands import candidates
from clave.portfolio.models import Ranking
from tests.cast import Cast
from tests.portfolio.charters import locked, without_run
from tests.portfolio.rankings import judge_all, ranking_of
from tests.serving import run
from tests.value.book import Company

pytestmark = pytest.mark.django_db


def called(*words: str) -> Result:
    return CliRunner().invoke(candidates, list(words))


def told(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_json_holds_the_charter_and_every_candidate(company: Company, cast: Cast) -> None:
    judge_all(cast, company.good, 8.0)
    ranking = ranking_of(cast)
    found = told(called("--json"))
    charter = ranking.charter
    assert found["charter"] == {
        "version": 1,
        "locked_on": timezone.localdate(charter.locked_at).isoformat(),
        "digest": charter.digest,
    }
    assert [each["customer_code"] for each in found["candidates"]][:2] == ["GOOD", "GROUP"]
    best = found["candidates"][0]
    assert (best["rank"], best["top_k_probability"], best["status"]) == (1, 1.0, "above_line")
    assert best["score_low"] <= best["score"] == 8.805 <= best["score_high"]
    assert len(found["candidates"]) == 5
    assert found["ranking"]["code"] == ranking.short_code


def test_the_interval_holds_the_score_and_all_that_is_not_known(company: Company, cast: Cast) -> None:
    ranking_of(cast)
    for each in told(called("--json"))["candidates"]:
        assert each["score_low"] <= each["score"] < each["score_high"]
        assert each["score_high"] - each["score"] >= 4.04


def test_the_table_is_for_people(company: Company, cast: Cast) -> None:
    ranking_of(cast)
    done = called()
    first, *rows = done.stdout.splitlines()
    assert first.split()[:2] == ["rank", "customer"]
    assert rows[0].startswith("1     GOOD")
    assert "below the entry line" in done.stdout
    assert "by charter C1" in done.stderr


def test_ranking_and_computing_again_on_the_command_line(company: Company, cast: Cast) -> None:
    locked(cast)
    made = told(called("--rank", "--json"))["ranking"]
    assert (made["code"], made["draws"]) == (Ranking.objects.get().short_code, 2_000)
    again = called("--recompute", made["code"])
    assert (again.exit_code, again.stdout.strip().endswith(made["digest"])) == (0, True)
    assert json.loads(called("--recompute", made["code"], "--json").stdout)["same"] is True


def test_what_comes_out_differently_ends_with_two(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = ranking_of(cast)
    monkeypatch.setattr("clave.portfolio.operations.ranking.digest_of", lambda rows: "f" * 64)
    done = called("--recompute", ranking.short_code)
    assert done.exit_code == 2
    assert "comes out differently" in done.stdout
    assert "computed it both times" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [([], "NO_RANKING_YET"), (["--rank"], "RANKING_NEEDS_A_RUN"), (["--recompute", "K9"], "RANKING_UNKNOWN")],
)
def test_what_is_missing_is_said_with_what_to_do(cast: Cast, words: list[str], code: str) -> None:
    locked(cast, without_run())
    done = called(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{code}: ")


def test_without_a_charter_the_command_says_so(migrated: dict[str, str]) -> None:
    done = run("candidates", "--json", env=migrated)
    assert (done.returncode, done.stdout, done.stderr.split(":")[0]) == (2, "", "NO_CHARTER_IN_FORCE")
