"""What ranking many candidates costs, and the pages that show so many customers: python benchmarks/ranking_size.py [CANDIDATES [DRAWS]]."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

VISITS = 5
JUDGED = 500


def main() -> None:
    """Print processor seconds and peak memory of a ranking, then processor time, bytes and queries of its pages."""
    given = [int(word) for word in sys.argv[1:]]
    candidates, draws = (*given, *(10_000, 2_000)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CLAVE_DATA_DIR": folder, "CLAVE_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "clave.web.settings"}
        import django

        django.setup()
        prepared(candidates)
        ranked(candidates, draws)
        visited()


def prepared(candidates: int) -> None:
    """A company with so many customers in a finished run, and a charter in force."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    champion, finance = (person(role) for role in ("champion", "finance_partner"))
    customers = made_customers(candidates)
    made_run(customers)
    made_charter(champion, finance, customers[:JUDGED])


def person(role: str) -> Any:
    """Somebody in this role."""
    from clave.access.models import RoleGrant, User

    user = User.objects.create(email=f"{role}@clave.example", full_name=role, language="en")
    RoleGrant.objects.create(user=user, role=role, reason="benchmark")
    return user


def made_customers(candidates: int) -> list[Any]:
    """So many customers."""
    from clave.ledger.models import Customer

    rows = (Customer(code=f"C{at:06d}", name=f"Customer {at}", origin="master") for at in range(candidates))
    Customer.objects.bulk_create(rows, batch_size=2_000)
    return list(Customer.objects.order_by("code"))


def made_run(customers: list[Any]) -> None:
    """A finished run: uneven values, from the highest to the lowest."""
    from clave.ledger.models import DataVersion
    from clave.value.models import BookRow, Run

    version = DataVersion.objects.create(number=1, reason="benchmark", digest="0" * 64)
    facts: dict[str, Any] = {"number": 1, "short_code": "R1-0000", "state": "running", "data_version": version}
    facts |= {"as_of": date(2026, 3, 31), "horizon_months": 36, "discount_rate_basis_points": 1_000, "currency": "EUR"}
    run = Run.objects.create(**facts, seed=1, inputs_digest="1" * 64, code_version="benchmark", time_zone="UTC")
    rows = (row(run, customer, at) for at, customer in enumerate(customers, start=1))
    BookRow.objects.bulk_create(rows, batch_size=2_000)
    Run.objects.filter(pk=run.pk).update(state="done", result_digest="0" * 64)


def row(run: Any, customer: Any, at: int) -> Any:
    """The figures of one customer."""
    from clave.value.models import BookRow

    worth = round(20_000_000_00 / (at + 20))
    return BookRow(
        run=run,
        customer=customer,
        rank=at,
        orders=10 + at % 40,
        first_ordered_on=date(2015 + at % 10, 1 + at % 12, 1),
        last_ordered_on=date(2026, 3, 1),
        revenue=worth * 4,
        cost_to_serve=worth // 10 + at % 7 * worth // 50,
        contribution=worth,
        contribution_share_basis_points=1_000 + at * 37 % 4_000,
        lifetime_value=worth,
        lifetime_value_low=worth // 2,
        lifetime_value_high=worth * 2,
        method="mbg_nbd",
    )


def made_charter(champion: Any, finance: Any, judged: list[Any]) -> None:
    """Three measured and three judged criteria, approved by two; two raters judged some of the customers."""
    from clave.portfolio.models import Judgement
    from clave.portfolio.operations import charter as operations
    from clave.portfolio.rules.charter import CriterionTerms, Terms
    from clave.portfolio.rules.states import Kind, Side

    def measured(key: str, weight: int, *anchors: str) -> CriterionTerms:
        words = {"key": key, "name": key.replace("_", " "), "measure": key, "anchor_values": anchors}
        return CriterionTerms(side=Side.OURS, kind=Kind.MEASURED, weight_hundredths=weight * 100, **words)  # type: ignore[arg-type]

    def judge(key: str, side: Side, weight: int) -> CriterionTerms:
        anchors = ("All of it", "Half of it", "None of it")
        return CriterionTerms(key, key, side, Kind.JUDGED, "", *anchors, weight_hundredths=weight * 100)

    ours = (
        measured("lifetime_value", 50, "0", "200000", "900000"),
        measured("contribution_share", 20, "0", "0.2", "0.5"),
        measured("cost_to_serve_share", 15, "0.2", "0.05", "0"),
        judge("fit", Side.OURS, 15),
    )
    terms = Terms(criteria=(*ours, judge("service", Side.THEIRS, 60), judge("product", Side.THEIRS, 40)))
    charter = operations.draft_charter(by=champion, reason="A benchmark.")
    charter = operations.edit_charter(by=champion, charter=charter, version=charter.version, terms=terms)
    charter = operations.propose_charter(by=champion, charter=charter, version=charter.version)
    for by in (finance, person("executive_sponsor")):
        charter = operations.approve_charter(by=by, charter=charter, version=charter.version)
    given = [
        Judgement(
            customer=customer,
            criterion_key=key,
            rater=rater,
            score_thousandths=(3_000 + (at * 911 + shift) % 7_000),
            rival_thousandths=None if key == "fit" else 5_000,
            evidence="They told us so.",
        )
        for at, customer in enumerate(judged)
        for key in ("fit", "service", "product")
        for rater, shift in ((champion, 0), (finance, 500))
    ]
    Judgement.objects.bulk_create(given, batch_size=2_000)


def ranked(candidates: int, draws: int) -> None:
    """Rank them, and print what it took."""
    from clave.portfolio.operations.ranking import rank_now

    began = time.process_time()
    ranking = rank_now(by=None, draws=draws)
    took = time.process_time() - began
    print(f"ranked {candidates:,} candidates × {draws:,} draws: {took:.1f} processor seconds, peak {peak():,.0f} MB")
    print(
        f"  {ranking.short_code} {ranking.state}, {ranking.candidates:,} rows kept, digest {ranking.result_digest[:12]}"
    )


def peak() -> float:
    """The most memory this process held so far, in megabytes."""
    return int(re.findall(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[0]) / 1024


def visited() -> None:
    """Open the pages as the champion, and print the best of some visits."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from clave.access.models import User
    from clave.portfolio.models import Ranking

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="champion@clave.example"))
    session = client.session
    session["signed_in_at"] = session["seen_at"] = time.time()
    session.save()
    code = Ranking.objects.get().short_code
    pages = ("/", "/customers/", "/customers/C000005/", "/value/whale/", "/key-accounts/")
    choosing = ("/candidates/", "/candidates/?sort=name&page=90", "/candidates/?q=99", "/candidates/matrix/")
    for path in (*pages, *choosing, "/candidates/C000005/", f"/rankings/{code}/", "/exports/candidates/?kind=csv"):
        seconds = []
        for _ in range(VISITS):
            began = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seconds.append(time.process_time() - began)
        least = min(seconds) * 1_000
        print(f"{path}: {answer.status_code}, {least:,.0f} ms, {len(body):,} bytes, {len(asked)} queries")


if __name__ == "__main__":
    main()
