"""Rows of real servers: PostgreSQL and MariaDB, read only, streamed, with an end to patience; and what they refuse."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import Any

import psycopg
import pytest

from clave.connectors.programs import Way, sql
from clave.connectors.refusals import (
    AddressHoldsSecret,
    AddressNotFit,
    ColumnGone,
    FolderClosed,
    LoginRefused,
    QueryNotFit,
    SourceRefused,
)  # fmt: skip
from clave.kit.outbound import AddressRefused
from clave.kit.refusals import Refusal
from tests.connectors.conftest import EVERYTHING, Shop
from tests.mariadb import PASSWORD, MariaDb
from tests.postgresql import Server

TABLE = "CREATE TABLE orders (order_id varchar(20), net_amount numeric(12,2), changed timestamp)"
SOLD = "INSERT INTO orders VALUES ('A', 10.50, '2025-03-14 10:00:00'), ('B', 7, '2025-03-15 10:00:00')"
MILLION = {
    "postgresql": "SELECT g AS order_id, g * 1.5 AS net_amount FROM generate_series(1, 1000000) AS g",
    "mariadb": "SELECT seq AS order_id, seq * 1.5 AS net_amount FROM seq_1_to_1000000",
}
SWEEPS = {
    "postgresql": "CREATE FUNCTION swept() RETURNS int LANGUAGE sql AS 'DELETE FROM orders; SELECT 1'",
    "mariadb": "CREATE FUNCTION swept() RETURNS int BEGIN DELETE FROM orders; RETURN 1; END",
}
SLOW = {"postgresql": "SELECT pg_sleep(30)", "mariadb": "SELECT sleep(30) FROM orders"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Way]:
    server = Server({"listen_addresses": "127.0.0.1", "fsync": "off"})
    server.create()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for statement in (
                TABLE,
                SOLD,
                SWEEPS["postgresql"],
                f"CREATE USER reader PASSWORD '{PASSWORD}'",
                "GRANT ALL ON orders TO reader",
            ):
                connection.execute(statement)
        (server.data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        yield Way(
            "orders",
            f"postgresql://127.0.0.1:{server.port}/postgres",
            login="reader",
            secret=PASSWORD,
            query=EVERYTHING,
        )
    finally:
        server.remove()


@pytest.fixture(scope="module")
def mariadb() -> Iterator[Way]:
    server = MariaDb()
    try:
        server.start()
        server.ask(
            "USE shop", TABLE.replace("timestamp", "datetime"), SOLD, SWEEPS["mariadb"], "GRANT ALL ON shop.* TO reader"
        )
        yield Way("orders", server.url, login="reader", secret=PASSWORD, query=EVERYTHING)
    finally:
        server.remove()


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Way:
    """Both servers one after the other; their user may write, so that only Clave keeps from it."""
    way: Way = request.getfixturevalue(request.param)
    return way


def asked(way: Way, since: str = "", **changed: Any) -> list[tuple[Any, ...]]:
    told = Way(**{**vars(way), **changed})
    return [row.values for row in sql.rows(told, since)]


def test_a_server_gives_its_rows_as_text_with_when_they_changed(server: Way) -> None:
    rows = list(sql.rows(Way(**{**vars(server), "changed_column": "changed"}), ""))
    assert [row.values for row in rows] == [
        ("order_id", "net_amount", "changed"), ("A", "10.5", "2025-03-14T10:00:00"), ("B", "7", "2025-03-15T10:00:00"),
    ]  # fmt: skip
    assert [row.mark for row in rows[1:]] == ["2025-03-14 10:00:00", "2025-03-15 10:00:00"]


def test_only_what_changed_is_asked_for_even_where_the_query_holds_a_percent_sign(server: Way) -> None:
    query = "SELECT * FROM orders WHERE order_id LIKE '%' OR order_id = '%s'"
    found = asked(server, "2025-03-15 00:00:00", changed_column="changed", query=query)
    assert [row[0] for row in found[1:]] == ["B"]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM orders", "SELECT 1; DELETE FROM orders", "SELECT * INTO stolen FROM orders",
        "SELECT 1 /*!50000 INTO OUTFILE '/tmp/x' */",
        "SELECT * FROM orders FOR UPDATE", "SELECT * FROM orders LOCK IN SHARE MODE", "", "UPDATE orders SET net_amount = 0",
    ],
)  # fmt: skip
def test_what_is_more_than_one_select_is_no_query(query: str) -> None:
    with pytest.raises(QueryNotFit):
        sql.refuse_select(query)


def test_words_that_write_are_free_where_they_are_only_words() -> None:
    sql.refuse_select("SELECT 'sold into; Spain' AS note, \"for update\" FROM orders -- into\n")


def test_a_select_that_writes_all_the_same_is_stopped_by_its_transaction(server: Way) -> None:
    with pytest.raises(SourceRefused, match=r"(?i)read.only transaction"):
        asked(server, query="SELECT swept()")
    assert len(asked(server)) == 3


def test_a_query_that_takes_too_long_is_ended(server: Way) -> None:
    with pytest.raises(SourceRefused):
        asked(server, query=SLOW[server.address.split(":")[0]], seconds=1)


def test_a_million_rows_come_one_after_the_other(server: Way) -> None:
    way = Way(**{**vars(server), "query": MILLION[server.address.split(":")[0]]})
    tracemalloc.start()
    try:
        count = sum(1 for _ in islice(sql.rows(way, ""), 20_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (count, peak < 32 << 20) == (20_000, True)


def test_a_wrong_password_is_told_as_such_and_never_repeated(server: Way) -> None:
    with pytest.raises(LoginRefused) as refused:
        asked(server, secret="wrong-and-secret")
    assert "wrong-and-secret" not in f"{refused.value} {refused.value.facts} {Way(**vars(server))}"


def test_a_column_that_is_gone_is_named(server: Way) -> None:
    with pytest.raises(ColumnGone) as gone:
        asked(server, changed_column="modified")
    assert gone.value.facts["column"] == "modified"
    with pytest.raises(SourceRefused, match="amount"):
        asked(server, query="SELECT amount FROM orders")


def test_a_server_that_is_away_is_told_at_once(settings: Any) -> None:
    for scheme in ("postgresql", "mysql", "mssql"):
        with pytest.raises(SourceRefused):
            asked(Way("orders", f"{scheme}://127.0.0.1:1/shop", login="a", secret="b", query=EVERYTHING))


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb", "mssql"])
def test_an_address_off_the_public_internet_needs_the_setting(settings: Any, scheme: str) -> None:
    settings.OUTBOUND_NETWORKS = []
    for host in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "localhost"):
        with pytest.raises(AddressRefused):
            asked(Way("orders", f"{scheme}://{host}/shop", query=EVERYTHING))


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("postgresql://me:secret@db.example/x", AddressHoldsSecret),
        ("postgresql://db.example/x?password=secret", AddressHoldsSecret),
        ("postgresql://db.example/x?host=10.0.0.1", AddressNotFit),
        ("ftp://db.example/x", AddressNotFit),
        ("postgresql:///x", AddressNotFit),
        ("mysql://db.example:port/x", AddressNotFit),
        ("sqlite:////etc/passwd", FolderClosed),
    ],
)
def test_an_address_that_does_not_fit_says_why(address: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        sql.refuse_address(address)


def test_a_link_does_not_lead_out_of_the_open_folder(shop: Shop, settings: Any) -> None:
    link = shop.path.parent / "open" / "link.sqlite3"
    link.parent.mkdir()
    link.symlink_to(shop.path)
    settings.CONNECTOR_FOLDERS = [link.parent]
    with pytest.raises(FolderClosed):
        sql.refuse_address(f"sqlite:///{link}")
