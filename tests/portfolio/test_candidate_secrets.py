"""No score and no name of a candidate reaches who may not read it: canaries, for every role, on every page and file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import fastexcel
import pytest
from django.test import Client

from clave.access.models import User
from clave.access.policy import PEOPLE, Role
from clave.portfolio.models import Ranking
from tests.cast import CAPACITIES, Cast, customer_of
from tests.portfolio.rankings import judge_all, ranked_again, ranking_of
from tests.value.book import customer, run_with

pytestmark = pytest.mark.django_db
EVERYBODY = {Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER}
NOT_THE_CUSTOMER = {Role.COMMITTEE_MEMBER}
OWN = {Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR}
"""Who reads the score of every candidate (the committee without their pages), and who that of own customers; kept by
hand, apart from the policy."""


def ranked(cast: Cast) -> Ranking:
    """One's own customer and others', close to each other, ranked twice."""
    made = [customer("OWNED", "Canary Owned"), *(customer(f"OTHER{at}", f"Canary Other{at}") for at in range(3))]
    run_with({"customer": one, "rank": place} for place, one in enumerate(made, 1))
    judge_all(cast, made[0], 7.0)
    judge_all(cast, made[1], 7.2)
    ranking_of(cast)
    return ranked_again()


def everywhere(client: Client, user: User, ranking: Ranking) -> Iterator[tuple[str, str]]:
    """Every page and file about candidates that this person can ask for, as text."""
    client.force_login(user)
    pages = ["/candidates/", "/candidates/matrix/", "/rankings/", f"/rankings/{ranking.short_code}/"]
    pages += [f"/candidates/?sort={sort}" for sort in ("chance", "reach", "known", "name")]
    pages += ["/candidates/OWNED/", "/candidates/OTHER0/", "/candidates/?q=Other", "/customers/OTHER0/"]
    for path in pages:
        yield path, client.get(path).content.decode()
    for kind in ("csv", "xlsx"):
        answer = client.get("/exports/candidates/", {"kind": kind})
        if answer.status_code == 200:
            yield f"export {kind}", _text(kind, b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def _text(kind: str, content: bytes) -> str:
    if kind == "csv":
        return content.decode("utf-8-sig")
    sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_arrow()
    return io.StringIO(str(sheet.to_pydict())).getvalue()


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_a_role_reads_the_candidates_it_should_and_no_other(
    cast: Cast, client: Client, role: Role, record_property: Any
) -> None:
    ranking, user = ranked(cast), cast[role]
    if role in CAPACITIES:
        customer_of(user, code="OWNED")
    told = dict(everywhere(client, user, ranking))
    names = " ".join(told[path] for path in told if path != "/customers/OTHER0/")
    assert ("Canary Owned" in names) == (role in EVERYBODY | OWN)
    assert ("Canary Other" in names) == (role in EVERYBODY)
    assert ("OTHER" in names.replace("/candidates/OTHER0/", "")) == (role in EVERYBODY)
    assert ("candidate-line" in told["/customers/OTHER0/"]) == (role in EVERYBODY - NOT_THE_CUSTOMER)
    record_property("canaries", 4 * len(told))
