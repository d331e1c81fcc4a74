"""Fills the database of a served application with key accounts whose sponsors visit them, or do not."""

from __future__ import annotations

import os
from datetime import date


def begin() -> None:
    """One key account is visited today, one waits for its sponsor; a promise was broken, and people there are known."""
    from clave.ledger.models import Contact
    from clave.promises.models import Outcome, Promise
    from tests.cast import Cast, key_account_of, our_person
    from tests.sponsorship.top import Top
    from tests.value.book import Company, run_with

    cast = Cast()
    assert cast.people
    top, company = Top(cast), Company(cast)
    run_with([{"customer": company.good, "lifetime_value": 230_000_00}], as_of=date(2026, 6, 30))
    good = key_account_of(top.manager_login, code=company.good.code)
    top.sponsors(good)
    top.visit(good, 0)
    for name, role, consent in (("Ana Blanco", "Plant manager", True), ("Ines Ribera", "Buyer", None)):
        key = {"contact_id": name, "customer": company.good, "full_name": name, "role": role}
        Contact.objects.create(**key, consent=consent, phone="+34 000 555 332")
    top.sponsors(key_account_of(code=company.quiet.code), top.director, days_ago=400)
    owner = our_person(code="P-OPS", full_name="Otto Ops")
    facts = {"function": owner.function, "owner": owner, "kind": "standing", "starts_on": top.day(-300)}
    promise = Promise.objects.create(number=1, key_account=good, what="Stock of the fast movers kept apart", **facts)
    judged = {"period_on": top.day(-30).replace(day=1), "verdict": "broken", "kept": 0, "reason": "Out of stock."}
    Outcome.objects.create(promise=promise, by=cast.champion, **judged)


def main() -> None:
    """Fill the database, in a process of its own."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clave.web.settings")
    django.setup()
    begin()


if __name__ == "__main__":
    main()
