"""What a search costs among many customers and contacts: python benchmarks/searching.py [CUSTOMERS].

CLAVE_DATABASE_URL names another, empty database.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from statistics import quantiles
from typing import Any

ASKED = ("ma", "garcia", "muller norte", "c-009", "zzzz", "entrega", "P77", "e")
TIMES = 20
KEY_ACCOUNTS, PROMISES_EACH = 90, 22
FIRST = ("Maderas", "Müller", "García", "Aceros", "Nordén", "Ateliers", "Hüttenwerk", "Łódzka", "Birch", "Ferretería")
LAST = ("Norte", "España", "GmbH", "Équipements", "Stores", "Málaga", "Technik", "Oy", "Levante", "Works")


def main() -> None:
    """Print processor and clock time of the page of search for a champion and for a key account manager, and its queries."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CLAVE_DATA_DIR": folder, "CLAVE_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "clave.web.settings"}
        import django

        django.setup()
        people = prepared(customers)
        for name, person in people.items():
            for path in ("/search/", "/search/palette/"):
                visited(name, person, path)


def prepared(customers: int) -> dict[str, Any]:
    """A company with so many customers, three contacts each, and key accounts with promises."""
    from django.core.management import call_command

    from clave.access.models import RoleGrant, User
    from clave.ledger.models import Contact, Customer, CustomerAssignment

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = {}
    for role in ("champion", "key_account_manager"):
        people[role] = User.objects.create(email=f"{role}@clave.example", full_name=role)
        RoleGrant.objects.create(user=people[role], role=role, reason="benchmark")
    named = (f"{FIRST[at % 10]} {LAST[at // 10 % 10]} {at}" for at in range(customers))
    rows = (Customer(code=f"C-{at:05}", name=name, origin="master") for at, name in enumerate(named))
    Customer.objects.bulk_create(rows, batch_size=2_000)
    made = list(Customer.objects.order_by("code"))
    contacts = (
        Contact(contact_id=f"{each.code}-{at}", customer=each, full_name=f"{FIRST[at]} {LAST[each.pk % 10]}-{each.pk}", role="Buyer")
        for each in made
        for at in range(3)
    )  # fmt: skip
    Contact.objects.bulk_create(contacts, batch_size=2_000)
    since = {"capacity": "manager", "valid_from": "2020-01-01"}
    CustomerAssignment.objects.bulk_create(
        CustomerAssignment(customer=each, user=people["key_account_manager"], **since) for each in made[:5]
    )
    promised(made[:: max(customers // KEY_ACCOUNTS, 1)][:KEY_ACCOUNTS], people["champion"])
    return people


def promised(customers: list[Any], by: Any) -> None:
    """Key accounts with many promises each."""
    from clave.company.models import Function, Person
    from clave.ledger.models import DataVersion
    from clave.portfolio.models import Charter, Decision, KeyAccount, Ranking
    from clave.promises.models import Promise
    from clave.value.models import Run

    version = DataVersion.objects.create(number=1, reason="benchmark", digest="0" * 64)
    facts: dict[str, Any] = {"number": 1, "short_code": "R1", "state": "failed", "data_version": version, "seed": 1}
    facts |= {"as_of": "2026-03-31", "horizon_months": 36, "discount_rate_basis_points": 1_000, "currency": "EUR"}
    run = Run.objects.create(**facts, inputs_digest="1" * 64, code_version="benchmark", time_zone="UTC")
    charter = Charter.objects.create(number=1, state="draft", reason="benchmark")
    told = {
        "number": 1,
        "state": "failed",
        "charter": charter,
        "run": run,
        "as_of": "2026-03-31",
        "first": 5,
        "draws": 1,
    }
    ranking = Ranking.objects.create(**told, seed=1)
    asked = {
        "kind": "admit",
        "state": "withdrawn",
        "ranking": ranking,
        "reason": "Bought más cada año.",
        "proposed_by": by,
    }
    Decision.objects.bulk_create(
        Decision(number=at, customer=each, **asked) for at, each in enumerate(customers, start=1)
    )
    held = [
        KeyAccount(customer_id=each.customer_id, admission=each, admitted_on="2020-01-01")
        for each in Decision.objects.all()
    ]
    KeyAccount.objects.bulk_create(held)
    function = Function.objects.create(name="Operations")
    owner = Person.objects.create(person_code="P1", full_name="Ana Núñez", function=function)
    kept = {"function": function, "owner": owner, "kind": "standing", "starts_on": "2026-01-01"}
    rows = list(KeyAccount.objects.order_by("pk")) * PROMISES_EACH
    Promise.objects.bulk_create(
        Promise(number=at, key_account=each, what=f"Entrega en {at} días, también en verano", **kept)
        for at, each in enumerate(rows, start=1)
    )


def visited(name: str, person: Any, path: str) -> None:
    """The time of each search, again and again by the same person."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    client.get(path, {"q": "warm"})
    spent, waited, queries = [], [], 0
    for asked in ASKED:
        for _ in range(TIMES):
            work, clock = time.process_time(), time.perf_counter()
            answer = client.get(path, {"q": asked})
            spent.append(time.process_time() - work)
            waited.append(time.perf_counter() - clock)
            assert answer.status_code == 200, answer.status_code
        with CaptureQueriesContext(connection) as seen:
            client.get(path, {"q": asked})
        queries = max(queries, len(seen))
    work, clock = (_shown(times) for times in (spent, waited))
    print(f"{connection.vendor:10} {name:20} {path:18} processor {work} · clock {clock} · at most {queries} queries")


def _shown(times: list[float]) -> str:
    cuts = quantiles(times, n=20)
    return f"p50 {1000 * cuts[9]:.1f} ms, p95 {1000 * cuts[18]:.1f} ms"


if __name__ == "__main__":
    main()
