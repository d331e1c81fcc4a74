"""/customers/<code>/: what one customer contributes and is worth, how sure, and what is not known."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from clave.access.models import User
from clave.access.policy import Role
from clave.ledger.models import Contact
from tests.cast import Cast, customer_of, person
from tests.value.book import AS_OF, Company, customer, months, run_with


def page(client: Client, user: User, code: str) -> str:
    """The page of a customer as this person sees it, its spaces made plain."""
    client.force_login(user)
    answer = client.get(f"/customers/{code}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def figure(text: str, label: str) -> tuple[str, str]:
    """The value and the note of a figure at the top of the page."""
    found = re.search(
        rf'<dt>{re.escape(label)}</dt> <dd> <span class="value[^"]*">([^<]*)</span> (?:<br><span class="range">([^<]*)</span>)?',
        text,
    )
    assert found, f"no figure {label}"
    return found[1], found[2] or ""


def test_the_page_opens_within_its_budget(company: Company, cast: Cast, open_page: Any) -> None:
    run_with([*company.rows()], as_of=date(2026, 6, 30))
    for number in range(30):
        Contact.objects.create(contact_id=f"K{number}", customer=company.good, full_name=f"Contact {number}")
    for role in (Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR):
        company.assign(role)
        assert len(open_page(cast[role], "customer", code="GOOD").content) <= 200_000
    assert open_page(cast.champion, "customer", code="GROUP").status_code == 200


def test_lifetime_value_leads_with_its_interval(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, "GOOD")
    assert text.index("<dt>Lifetime value</dt>") < text.index("<dt>Contribution, 12 months</dt>")
    assert figure(text, "Lifetime value") == ("€190k", "€120k to €260k, 80% sure")
    assert "Run R1-7f3a, as of 31 Mar 2026" in text


def test_a_year_of_contribution_is_set_beside_revenue_and_the_year_before(
    company: Company, cast: Cast, client: Client
) -> None:
    text = page(client, cast.champion, "GOOD")
    assert figure(text, "Contribution, 12 months") == ("€84k", "35% of revenue; €84k the year before")
    assert figure(text, "Contribution, all orders") == ("€180k", "36.0% of revenue")
    assert figure(text, "Last order") == ("10 Mar 2026", "21 days before; usually every 64 days")


def test_the_run_before_is_set_beside_this_one(company: Company, cast: Cast, client: Client) -> None:
    run_with([{"customer": company.good, "lifetime_value": 201_000_00}], as_of=date(2026, 6, 30))
    value, note = figure(page(client, cast.champion, "GOOD"), "Change since the run before")
    assert (value, note) == ("+€11k", "was €190k on 31 Mar 2026, run R1-7f3a")


def test_runs_in_two_currencies_are_not_compared(company: Company, cast: Cast, client: Client) -> None:
    run_with([{"customer": company.good}], currency="USD")
    assert "Change since the run before" not in page(client, cast.champion, "GOOD")


def test_the_value_is_explained_as_orders_times_contribution_less_waiting(
    company: Company, cast: Cast, client: Client
) -> None:
    text = page(client, cast.champion, "GOOD")
    assert (
        "Over the next 36 months we expect 14.5 orders that contribute €14.5k each: €210k, worth €190k today at 10% a year."
        in text
    )
    assert "<dt>Less for having to wait</dt><dd>−€20k</dd>" in text
    assert "<dt>Method</dt><dd>purchase model (MBG/NBD)</dd>" in text
    assert "<dt>Its orders come</dt><dd>fairly regularly</dd>" in text


def test_a_quiet_customer_is_said_to_be_quiet_in_words(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, "QUIET")
    assert "Gone quiet: the chance that it still buys is 12%." in text
    assert "The last order is 21 days old; one came every 118 days on average." in text
    assert "Gone quiet" not in page(client, cast.champion, "GOOD")


def test_a_loss_is_said_and_shown_with_its_sign(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, "LOSS")
    assert "Loses money: it has cost €15k more than it brought." in text
    assert figure(text, "Lifetime value")[0] == "−€9,000"


def test_what_is_not_known_is_listed_and_not_called_zero(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, "NEW")
    assert figure(text, "Lifetime value") == ("not known", "not estimated: nobody bought twice")
    assert "Lifetime value: there is too little history to estimate it." in text
    assert "What it is worth, and why" not in text


def test_unknown_cost_is_said_to_be_unknown(cast: Cast, client: Client) -> None:
    costless = {"product_cost": None, "freight": None, "cost_to_serve": None, "contribution": None}
    run_with([{"customer": customer("BARE"), **costless}], manifest={"contribution_lacks": ["freight"]})
    text = page(client, cast.champion, "BARE")
    assert figure(text, "Contribution, all orders")[0] == "not known"
    assert "Product cost: missing in at least one order" in text
    assert "Freight borne by us: the order lines hold none" in text


def test_warnings_of_the_run_stand_with_the_figures_they_are_about(cast: Cast, client: Client) -> None:
    warning = {"code": "X", "template": "The ledger holds no freight; contribution does not contain it.", "facts": {}}
    run_with([{"customer": customer("A")}], warnings=[warning])
    assert warning["template"] in page(client, cast.champion, "A")
    customer_of(cast.reader, code="A")
    assert warning["template"] not in page(client, cast.reader, "A")


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Contribution by month", "Contribution was €84k in the last twelve months, as in the twelve before."),
        ("From price to contribution", "36% of revenue is left as contribution."),
        ("Delivered on time", "24 of 48 orders due came on time: 50%."),
        ("Orders by month", "24 orders came in the last twelve months, after 24 in the twelve before."),
    ],
)
def test_every_picture_has_its_sentence_and_its_table(
    company: Company, cast: Cast, client: Client, title: str, sentence: str
) -> None:
    section = page(client, cast.champion, "GOOD").split(f"<h2>{title}</h2>", 1)[1].split("</section>", 1)[0]
    assert f'aria-label="{sentence}"' in section
    assert f"<figcaption>{sentence}</figcaption>" in section
    assert "<table>" in section


def test_the_way_from_list_price_adds_up_to_the_contribution(company: Company, cast: Cast, client: Client) -> None:
    section = page(client, cast.finance_partner, "GOOD").split("From price to contribution</h2>", 1)[1]
    cells = re.findall(r'<th scope="row">([^<]*)</th><td class="num">([^<]*)</td>', section.split("</section>", 1)[0])
    assert cells == [
        ("List price", "€560,000"),
        ("Discounts", "−€60,000"),
        ("Invoice", "€500,000"),
        ("Freight", "−€20,000"),
        ("Pocket price", "€480,000"),
        ("Product cost", "−€300,000"),
        ("Contribution", "€180,000"),
    ]


def test_months_without_orders_are_drawn_as_none(cast: Cast, client: Client) -> None:
    run_with([{"customer": customer("GAP"), "months": months(date(2025, 6, 1), count=2)}])
    text = page(client, cast.champion, "GAP").split("Orders by month</h2>", 1)[1].split("</section>", 1)[0]
    assert re.findall(r'<th scope="row">([^<]*)</th><td class="num">([^<]*)</td>', text)[-3:] == [
        ("Jul 2025", "0"),
        ("Jun 2025", "2"),
        ("May 2025", "2"),
    ]


def test_a_group_stands_for_its_members_and_names_them(company: Company, cast: Cast, client: Client) -> None:
    text = page(client, cast.champion, "GROUP")
    assert figure(text, "Lifetime value")[0] == "€65k"
    members = text.split("What belongs to it</h2>", 1)[1]
    assert re.findall(r'rowheader"><a href="[^"]*">([^<]*)</a>', members) == ["Fir Branch", "Elm Group"]


def test_a_member_leads_to_its_group_where_that_may_be_seen(company: Company, cast: Cast, client: Client) -> None:
    assert 'Part of <a href="/customers/GROUP/">Elm Group</a>' in page(client, cast.champion, "MEMBER")
    manager = cast[Role.KEY_ACCOUNT_MANAGER]
    customer_of(manager, code="MEMBER")
    assert "Elm Group" not in page(client, manager, "MEMBER")


def test_who_answers_for_it_is_named_and_who_only_reads_is_not(company: Company, cast: Cast, client: Client) -> None:
    company.assign(Role.KEY_ACCOUNT_MANAGER, Role.READER)
    people = (
        page(client, cast.champion, "GOOD").split("Who answers for this customer</h2>", 1)[1].split("</section>", 1)[0]
    )
    assert "Key Account Manager" in people
    assert "Reader" not in people
    assert "Nobody yet" in page(client, cast.champion, "QUIET")


def test_contacts_are_there_for_whom_they_are_open(company: Company, cast: Cast, client: Client) -> None:
    Contact.objects.create(contact_id="K1", customer=company.good, full_name="Jose Pavarotti", note="likes opera")
    company.assign(Role.READER, Role.EXECUTIVE_SPONSOR)
    assert "Jose Pavarotti" in page(client, cast[Role.EXECUTIVE_SPONSOR], "GOOD")
    for user in (cast.reader, cast.finance_partner):
        assert "Whom we know there" not in page(client, user, "GOOD")


def test_a_customer_without_an_order_is_told_so(company: Company, cast: Cast, client: Client) -> None:
    customer("FRESH", "Ginkgo Fresh")
    text = page(client, cast.champion, "FRESH")
    assert "Run R1-7f3a (as of 31 Mar 2026) holds no order of this customer." in text
    assert "€" not in text


def test_before_the_first_run_the_page_teaches(cast: Cast, client: Client) -> None:
    customer("FRESH", "Ginkgo Fresh")
    assert "After the first run the figures of this customer stand here." in page(client, cast.champion, "FRESH")


def test_another_managers_customer_does_not_exist(company: Company, cast: Cast, client: Client) -> None:
    client.force_login(cast[Role.KEY_ACCOUNT_MANAGER])
    hidden, absent = client.get("/customers/GOOD/"), client.get("/customers/NOWHERE/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content


@pytest.mark.parametrize("code", ["A/B", "50% off?", "#1", "Ñandú & Co"])
def test_a_code_of_any_signs_has_a_page(cast: Cast, client: Client, code: str) -> None:
    run_with([{"customer": customer(code, "Odd Code")}])
    client.force_login(cast.champion)
    listed = client.get("/customers/").content.decode()
    found = re.search(r'<a href="([^"]*)">Odd Code</a>', listed)
    assert found
    assert client.get(unescape(found[1])).status_code == 200


def test_a_code_that_no_database_holds_is_absent(cast: Cast, client: Client) -> None:
    client.force_login(cast.champion)
    assert client.get("/customers/a%00b/").status_code == 404


def test_names_alone_show_a_name_alone(company: Company, cast: Cast, client: Client) -> None:
    both = person("names_and_own", Role.PEOPLE_LEAD, Role.READER)
    customer_of(both, code="GOOD")
    text = page(client, both, "QUIET")
    assert "Birch Stores" in text
    for hidden in ("France", "Retail", "Orders", "€", "Who answers for this customer", "Last order"):
        assert hidden not in text.split("<main", 1)[1], hidden
    assert "Spain" in page(client, both, "GOOD")


def test_the_page_speaks_spanish(company: Company, cast: Cast, client: Client) -> None:
    cast.champion.language = "es"
    cast.champion.save()
    text = page(client, cast.champion, "GOOD")
    assert figure(text, "Valor de vida del cliente")[0] == "190 mil €"
    assert "En los próximos 36 meses esperamos 14,5 pedidos" in text
    assert AS_OF.year == 2026
