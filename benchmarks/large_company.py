"""A large company to measure on: the demo company, with what it has not enough of brought in by the ordinary import."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

CUSTOMERS, CONTACTS, KEY_ACCOUNTS = 10_000, 30_000, 25
ORDERS_EACH = 6
ON_ONE = {"contacts": 30, "deals": 25, "notes": 60}
"""What there is at least of on the key account whose page is measured."""
PROMISES_EACH, ACTIONS_EACH, VISITS_EACH = 10, 6, 4
FIRST = ("Maderas", "Müller", "García", "Aceros", "Nordén", "Ateliers", "Hüttenwerk", "Łódzka", "Birch", "Ferretería")
LAST = ("Norte", "España", "GmbH", "Équipements", "Stores", "Málaga", "Technik", "Oy", "Levante", "Works")
JOBS = ("Buyer", "Plant manager", "Quality engineer", "Maintenance manager")
PRODUCTS = ("HOS-040", "Hydraulic hoses"), ("FIT-080", "Pipe fittings")
ORDER = (
    *("customer_code", "order_id", "line_no", "ordered_on", "quantity"),
    *("net_amount", "list_amount", "cost_amount", "freight_amount", "currency"),
    *("product_code", "product_group", "promised_on", "delivered_on", "ship_mode", "site"),
)


def enlarge(folder: Path, account: str) -> None:
    """Bring the demo in this folder to size; `account` is the key account with the most on its page."""
    from clave.ledger.models import Customer

    if Customer.objects.count() >= CUSTOMERS:
        return
    imported(folder)
    computed()
    admitted()
    filled()
    crowded(account)


def imported(folder: Path) -> None:
    """More customers, contacts and orders, as files through the import."""
    from django.utils import timezone

    from clave.access.models import User
    from clave.demo.building import BROUGHT_BY, bring_in
    from clave.ledger.models import Contact, Customer

    today = timezone.localdate()
    codes = [f"L{at:05}" for at in range(CUSTOMERS - Customer.objects.count())]
    people = CONTACTS - Contact.objects.count()
    written(folder / "customers.csv", ("customer_code", "name", "country", "segment"), customers(codes))
    written(folder / "contacts.csv", ("contact_id", "customer_code", "full_name", "role"), contacts(codes, people))
    written(folder / "orders.csv", ORDER, orders(codes, today))
    for kind in ("customers", "contacts", "orders"):
        by = User.objects.get(grants__role=BROUGHT_BY[kind].value, email__in=cast(folder))
        bring_in(kind, folder, by, today)


def cast(folder: Path) -> list[str]:
    """The addresses of those who sign in to the demo."""
    from clave.demo.folder import DemoFolder

    return [each.email for each in DemoFolder(folder).demo().cast]


def written(path: Path, head: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """A file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def customers(codes: list[str]) -> Iterator[tuple[Any, ...]]:
    """Who buys: a name with and without accents, a country, a segment."""
    for at, code in enumerate(codes):
        country, segment = ("DE", "ES", "FR", "GB")[at % 4], ("Workshops", "Machine builders", "Shipyards")[at % 3]
        yield code, f"{FIRST[at % 10]} {LAST[at // 10 % 10]} {at}", country, segment


def contacts(codes: list[str], people: int) -> Iterator[tuple[Any, ...]]:
    """Who works there: so many people, three or four at a customer."""
    for at in range(people):
        code = codes[at % len(codes)]
        yield f"L{at:06}", code, f"{FIRST[at % 7]} {LAST[at // 7 % 10]}-{at}", JOBS[at % 4]


def orders(codes: list[str], today: date) -> Iterator[tuple[Any, ...]]:
    """What they ordered in three years: now and then, of uneven worth, one in ten late."""
    chance = random.Random(8)
    for at, code in enumerate(codes):
        for nth in range(ORDERS_EACH):
            day = today - timedelta(days=2 + chance.randrange(1_090))
            net = round(40 * chance.paretovariate(1.3), 2)
            late = 3 if chance.random() < 0.1 else 0
            money = (net, round(net * 1.25, 2), round(net * 0.7, 2), 12)
            product = PRODUCTS[at % 2]
            days = day + timedelta(days=7), min(day + timedelta(days=7 + late), today)
            yield (code, f"L{at:05}-{nth}", 1, day, 5, *money, "EUR", *product, *days, "pallet", "WRO")


def computed() -> None:
    """A run and a ranking of all of them."""
    from clave.portfolio.operations.ranking import rank_now
    from clave.value.operations.running import run_now

    run = run_now(by=None, currency="EUR")
    assert run.is_done, run.failure
    ranking = rank_now(by=None)
    assert ranking.is_done, ranking.failure


def admitted() -> None:
    """More key accounts: the likeliest of the ranking, admitted as the others were."""
    from clave.ledger.models import CustomerAssignment
    from clave.portfolio.models import Decision, KeyAccount, Ranking

    held = KeyAccount.objects.current()
    ranking = Ranking.objects.latest_done()
    likely = ranking.scores.exclude(customer__in=held.values("customer")).filter(rank__gt=0).order_by("rank")
    chosen = [row.customer_id for row in likely[: KEY_ACCOUNTS - held.count()]]
    like, number = Decision.objects.filter(state="approved", kind="admit").latest("number"), Decision.objects.count()
    same = copied(like, "number", "customer")
    made = [Decision(number=number + at, customer_id=pk, **same) for at, pk in enumerate(chosen, start=1)]
    Decision.objects.bulk_create(made)
    KeyAccount.objects.bulk_create(
        KeyAccount(customer_id=each.customer_id, admission=each, admitted_on=like.effective_on) for each in made
    )
    manager = CustomerAssignment.objects.filter(capacity="manager").first()
    since = {"user": manager.user, "capacity": "manager", "valid_from": like.effective_on}
    CustomerAssignment.objects.bulk_create(CustomerAssignment(customer_id=pk, **since) for pk in chosen[:5])


def copied(row: Any, *but: str) -> dict[str, Any]:
    """What a new row takes from one that is there."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and field.name not in but]
    return {field.attname: getattr(row, field.attname) for field in fields}


def filled() -> None:
    """Plans, actions, promises and visits for all key accounts, the new ones too."""
    from django.utils import timezone

    from clave.accounts.models import Plan, PlanAction
    from clave.portfolio.models import KeyAccount
    from clave.promises.models import Promise
    from clave.sponsorship.models import Visit

    held = list(KeyAccount.objects.current().order_by("pk"))
    plan, action = Plan.objects.latest("starts_on"), PlanAction.objects.filter(state="open").latest("pk")
    planless = [each for each in held if not each.plans.exists()]
    new = [Plan(key_account=each, **copied(plan, "key_account", "carried_from")) for each in planless]
    Plan.objects.bulk_create(new)
    works = copied(action, "plan", "objective", "carried_from")
    PlanAction.objects.bulk_create(PlanAction(plan=each, **works) for each in new * ACTIONS_EACH)
    open_ones, number = Promise.objects.filter(kind="due", state="open", owner__is_active=True), Promise.objects.count()
    promise = open_ones.latest("due_on")
    kept = copied(promise, "number", "key_account")
    Promise.objects.bulk_create(
        Promise(number=number + at, key_account=each, **kept) for at, each in enumerate(held * PROMISES_EACH, start=1)
    )
    sponsored = [each for each in held if each.sponsorships.exists()]
    visit, today = Visit.objects.filter(state="planned").latest("pk"), timezone.localdate()
    like = copied(visit, "key_account", "visit_on", "starts_at")
    Visit.objects.bulk_create(
        Visit(key_account=each, visit_on=today + timedelta(days=120 + 60 * nth), **like)
        for each in sponsored
        for nth in range(VISITS_EACH)
    )  # fmt: skip


def crowded(account: str) -> None:
    """People, deals and notes on the page of one key account."""
    from clave.accounts.models import AccountNote
    from clave.ledger.models import Contact, Customer
    from clave.portfolio.models import KeyAccount
    from clave.value.deal_models import Deal, DealVersion

    customer = Customer.objects.get(code=account)
    held, note = KeyAccount.objects.get(customer=customer), AccountNote.objects.latest("pk")
    for at in range(ON_ONE["contacts"]):
        Contact.objects.create(contact_id=f"K-{at}", customer=customer, full_name=f"{FIRST[at % 10]} {at}")
    notes = (AccountNote(key_account=held, **copied(note, "key_account")) for _ in range(ON_ONE["notes"]))
    AccountNote.objects.bulk_create(notes)
    deal, number = Deal.objects.filter(state="draft").latest("number"), Deal.objects.count()
    like = DealVersion.objects.filter(deal=deal).latest("number")
    same = copied(deal, "number", "customer")
    made = [Deal(number=number + at, customer=customer, **same) for at in range(1, ON_ONE["deals"] + 1)]
    Deal.objects.bulk_create(made)
    DealVersion.objects.bulk_create(DealVersion(deal=each, **copied(like, "deal")) for each in made)
