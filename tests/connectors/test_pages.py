"""Connectors at a screen, over the API and on the command line: the same operations, and never a secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from clave.access.lending import TokenScope
from clave.cli import main
from clave.connectors.models import Connector
from clave.connectors.operations import going
from clave.ledger.models import ImportJob
from clave.ledger.rules import State
from tests.cast import Cast, made_token
from tests.connectors.conftest import EVERYTHING, Shop
from tests.ledger.imports import amounts, lines

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]
SECRET = "the-secret-8281"


def form(shop: Shop, cast: Cast, **changed: Any) -> dict[str, Any]:
    told = {"name": "Shop", "address": shop.address, "query": EVERYTHING, "changed_column": "changed", "rhythm": "daily",
            "hour": 5, "owner": cast.finance_partner.pk, "secret": SECRET}  # fmt: skip
    return {**told, **changed}


def test_an_administrator_sets_one_up_and_the_secret_is_never_shown_again(
    client: Client, open_page: Open, shop: Shop, cast: Cast
) -> None:
    assert "No connector yet" in open_page(cast.administrator, "connectors").content.decode()
    assert "ERPNext" in open_page(cast.administrator, "connector-new").content.decode()
    assert "One SELECT" in open_page(cast.administrator, "connector-new", {"what": "sql.orders"}).content.decode()
    answer = client.post("/connectors/new/?what=sql.orders", form(shop, cast))
    row = Connector.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/connectors/{row.pk}/")
    assert client.post(f"/connectors/{row.pk}/check/").status_code == 302
    for name, words in (("connector", {"pk": row.pk}), ("connector-change", {"pk": row.pk}), ("connectors", {})):
        page = open_page(cast.administrator, name, **words).content.decode()
        assert ("Shop" in page, SECRET in page, row.sealed_secret in page) == (True, False, False)
    told = form(shop, cast, secret="", hour=6, version=row.version)
    assert client.post(f"/connectors/{row.pk}/change/", told).status_code == 302
    row.refresh_from_db()
    assert (row.hour, bool(row.sealed_secret)) == (6, True)
    stale = client.post(f"/connectors/{row.pk}/change/", told)
    assert (stale.status_code, "meanwhile" in stale.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"address": "postgresql://me:word@db.example/x"}, 422, "fields of their own"),
        ({"address": "sqlite:////etc/passwd"}, 422, "CLAVE_CONNECTOR_FOLDERS"),
        ({"query": "DELETE FROM orders"}, 422, "one SELECT"),
        ({"secret_variable": "CLAVE_SECRET_KEY"}, 422, "CLAVE_CONNECTOR_"),
        ({"hour": 24}, 422, "23"),
        ({"owner": 10**9}, 422, "valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(
    client: Client, shop: Shop, cast: Cast, changed: dict[str, Any], status: int, said: str
) -> None:
    client.force_login(cast.administrator)
    answer = client.post("/connectors/new/?what=sql.orders", form(shop, cast, **changed))
    assert (answer.status_code, said in answer.content.decode(), Connector.objects.count()) == (status, True, 0)


def test_a_finance_partner_tries_it_sees_the_preview_and_lets_it_bring_in_by_itself(
    client: Client, open_page: Open, shop: Shop, connected: Any, cast: Cast
) -> None:
    shop.sell("A")
    row = connected(shop.address)
    client.force_login(cast.finance_partner)
    assert client.post(f"/connectors/{row.pk}/go/").status_code == 302
    job = ImportJob.objects.get()
    page = open_page(cast.finance_partner, "connector", pk=row.pk).content.decode()
    assert (f"/imports/{job.key}/" in page, "waits for a yes or a no" in page) == (True, True)
    assert "1 new row is ready" in open_page(cast.finance_partner, "import", key=job.key).content.decode()
    assert client.post(f"/connectors/{row.pk}/go/").status_code == 409
    assert client.post(f"/connectors/{row.pk}/allow/", {"allowed": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.allowed_by == cast.finance_partner


def test_a_program_lists_connectors_has_one_fetch_and_reads_how_it_went(
    client: Client, shop: Shop, connected: Any, cast: Cast
) -> None:
    shop.sell("A")
    row = connected(shop.address, secret="")
    connected("postgresql://db.example/x", name="Hidden", brings="people", owner=_people_lead(cast), secret=SECRET)
    _, secret = made_token(cast.finance_partner, TokenScope.RUN_CONNECTORS)
    head = {"Authorization": f"Bearer {secret}"}
    listed = client.get("/api/v1/connectors", headers=head).json()["items"]
    assert [(each["number"], each["brings_in_by_itself"]) for each in listed] == [(row.pk, False)]
    started = client.post(f"/api/v1/connectors/{row.pk}/runs", "", "application/json", headers=head)
    assert started.status_code == 202
    (run,) = client.get(f"/api/v1/connectors/{row.pk}/runs", headers=head).json()["items"]
    assert (run["state"], run["added"], run["import_state"], run["rows"]) == ("fetched", 1, "ready", 1)
    assert (
        client.post(f"/api/v1/connectors/{row.pk}/runs", "", "application/json", headers=head).json()["code"]
        == "PREVIEW_WAITS"
    )


def _people_lead(cast: Cast) -> Any:
    from clave.access.policy import Role

    return cast[Role.PEOPLE_LEAD]


@pytest.mark.django_db(transaction=True)
def test_the_command_line_lists_tries_and_runs(shop: Shop, connected: Any) -> None:
    shop.sell("A")
    row = connected(shop.address, name="Shop", secret=SECRET)

    def asked(*words: str) -> Any:
        answer = CliRunner().invoke(main, ["connector", *words, "--json"])
        assert SECRET not in answer.output
        return answer.exit_code, json.loads(answer.stdout)

    assert asked("list")[1]["connectors"][0]["name"] == "Shop"
    status, tried = asked("try", "Shop")
    assert (status, tried["added"], tried["state"], lines()) == (0, 1, "ready", {})
    assert not ImportJob.objects.exclude(state=State.DISCARDED).exists()
    status, ran = asked("run", "Shop", "--yes")
    assert (status, ran["state"], lines()) == (0, "imported", amounts(A="100"))
    shop.path.unlink()
    status, failed = asked("run", "Shop")
    assert (status, failed["code"]) == (69, "SOURCE_REFUSED")
    assert CliRunner().invoke(main, ["connector", "try", "Nothing"]).exit_code == 2
    assert going.queries.mark_of(row) == ""
