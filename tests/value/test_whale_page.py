"""/value/whale/ and its file: where contribution comes from, and where it goes again."""

import csv
import io
import json
import re
from typing import Any

from django.test import Client

from clave.access.models import Entry, User
from tests.cast import Cast
from tests.value.book import Company, customer, run_with

EUROS = 100
KANTHAL = (112_500, 112_500, 0, 0, 0, 0, 0, 0, 0, -125_000)
"""Two customers bring 225 %, seven nothing, and one loses 125 % again (docs/method: the published shape)."""


def whale_of(*euros: float | None, **more: Any) -> None:
    """A run in which these customers contribute so much."""
    rows = []
    for number, amount in enumerate(euros):
        known = None if amount is None else round(amount * EUROS)
        rows.append({"customer": customer(f"W{number:03d}", f"Whale {number}"), "contribution": known, **more})
    run_with(rows)


def page(client: Client, user: User) -> str:
    client.force_login(user)
    answer = client.get("/value/whale/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def cells(text: str) -> list[list[str]]:
    """The rows of the table beside the curve."""
    table = text.split('<details class="twin">', 1)[1].split("</details>", 1)[0]
    return [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)][1:]


def test_the_page_opens_within_its_budget(company: Company, cast: Cast, open_page: Any) -> None:
    assert open_page(cast.champion, "whale").status_code == 200


def test_the_published_shape_peaks_at_225_percent_and_falls_to_100(cast: Cast, client: Client) -> None:
    whale_of(*KANTHAL)
    text = page(client, cast.champion)
    assert "<h1>2 of 10 customers bring 225% of all contribution</h1>" in text
    assert "1 customer costs more than it brings and takes €125k away again." in text
    assert ["20%, the peak", "2", "€225,000", "225%"] in cells(text)
    assert cells(text)[-1] == ["100%", "10", "€100,000", "100%"]


def test_the_sentence_says_what_to_see(cast: Cast, client: Client) -> None:
    whale_of(*KANTHAL)
    sentence = "The curve climbs to €225k with the best 2 customers; the other 8 pull it to €100k."
    text = page(client, cast.champion)
    assert f'aria-label="{sentence}"' in text
    assert f"<figcaption>{sentence}</figcaption>" in text


def test_losers_are_listed_worst_first_with_their_share_of_revenue(cast: Cast, client: Client) -> None:
    whale_of(900, -10, -300, 50)
    text = page(client, cast.champion)
    losing = text.split("Who costs more than it brings, and what to do</h2>", 1)[1]
    assert re.findall(r'rowheader"><a href="[^"]*">([^<]*)</a>', losing) == ["Whale 2", "Whale 1"]
    assert '<span class="value">2</span> <br><span class="range">50% of revenue</span>' in text


def test_more_losers_than_shown_lead_to_the_list(cast: Cast, client: Client) -> None:
    whale_of(9_000, *[-1.0 - number for number in range(30)])
    text = page(client, cast.champion)
    found = re.search(r'<a href="([^"]*)">All 30 of them</a>', text)
    assert found
    listed = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert listed.index("Whale 30<") < listed.index("Whale 29<")


def test_where_all_together_lose_the_curve_is_in_money(cast: Cast, client: Client) -> None:
    whale_of(100, -400)
    text = page(client, cast.champion)
    assert "<h1>All customers together lose €300</h1>" in text
    picture = text.split("<figure>", 1)[1].split("</figure>", 1)[0]
    assert "%" not in picture
    assert "€100 with 1 customer<" in picture
    assert cells(text)[-1] == ["100%", "2", "−€300", ""]


def test_where_all_together_bring_nothing_no_share_is_written(cast: Cast, client: Client) -> None:
    whale_of(100, -100)
    assert "<h1>All customers together bring nothing</h1>" in page(client, cast.champion)


def test_without_a_loser_the_curve_never_falls(cast: Cast, client: Client) -> None:
    whale_of(300, 200, 0)
    text = page(client, cast.champion)
    assert "<h1>No customer loses money</h1>" in text
    assert "Nobody: every customer brings more than it costs." in text


def test_customers_of_unknown_contribution_are_left_out_and_counted(cast: Cast, client: Client) -> None:
    whale_of(300, None, None)
    text = page(client, cast.champion)
    assert "2 customers are left out: their contribution is not known." in text
    assert cells(text)[-1][1] == "1"


def test_where_no_contribution_is_known_the_page_says_what_to_do(cast: Cast, client: Client) -> None:
    whale_of(None)
    text = page(client, cast.champion)
    assert "Contribution is not known for any customer" in text
    assert "Import them again with product cost" in text


def test_a_group_is_one_customer_of_the_curve(company: Company, cast: Cast, client: Client) -> None:
    assert cells(page(client, cast.champion))[-1][1] == "5"


def test_before_the_first_run_the_page_teaches_the_next_step(cast: Cast, client: Client) -> None:
    assert 'href="/runs/"' in page(client, cast.champion)


def test_the_file_adds_up_customer_by_customer(cast: Cast, client: Client) -> None:
    whale_of(*KANTHAL)
    client.force_login(cast.finance_partner)
    answer = client.get("/exports/whale/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["cumulated"] for row in rows] == ["112500.00", *["225000.00"] * 8, "100000.00"]
    assert (rows[1]["cumulated_share"], rows[-1]["cumulated_share"]) == ("2.250000", "1.000000")
    assert (rows[0]["run"], rows[0]["currency"], rows[-1]["customer_code"]) == ("R1-7f3a", "EUR", "W009")


def test_who_took_the_curve_stands_in_the_history(cast: Cast, client: Client) -> None:
    whale_of(*KANTHAL)
    client.force_login(cast.champion)
    assert client.get("/exports/whale/", {"kind": "xlsx"}).status_code == 200
    entry = Entry.objects.get(event="value.whale_curve.exported")
    assert (json.loads(entry.after)["kind"], json.loads(entry.after)["rows"]) == ("xlsx", 10)


def test_an_unknown_kind_of_file_is_refused(company: Company, cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    assert client.get("/exports/whale/", {"kind": "pdf"}).status_code == 422
