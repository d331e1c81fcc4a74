"""A demo in its database: its users, its files through the ordinary import, who answers for whom, and a first run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext, ngettext, override
from rich.console import Console

from clave.access.models import User
from clave.access.operations import add_user
from clave.access.policy import Role
from clave.company.models import Person
from clave.company.operations import link_login
from clave.demo import (
    branding,
    choosing,
    comparing,
    dealing,
    gaps,
    managing,
    owning,
    planning,
    programming,
    promising,
    proving,
    relating,
    reviewing,
    rewarding,
    risking,
    saving,
    sharing,
    sponsoring,
)
from clave.demo.files import EXPORTS, DemoFiles, build_company
from clave.demo.folder import Demo, DemoFolder
from clave.demo.password import demo_password
from clave.demo.refusals import DatabaseInUse, FileNotTaken, FirstRunFailed
from clave.demo.words import Language
from clave.demo.writing import FILE_NAMES
from clave.ledger.models import Customer, ImportJob
from clave.ledger.operations import assign_customer, finish_reading, import_batch, receive_path, start_reading
from clave.ledger.rules import KIND_NAMES
from clave.value.models import Run
from clave.value.operations.running import run_now

BROUGHT_BY: dict[str, Role] = {
    "people": Role.PEOPLE_LEAD,
    "customers": Role.CHAMPION,
    "rates": Role.FINANCE_PARTNER,
    "orders": Role.FINANCE_PARTNER,
    "activities": Role.FINANCE_PARTNER,
    "contacts": Role.CHAMPION,
}
"""Kind of file -> the role whose person brings it in."""
CURRENCY = "EUR"
SPONSORED, READ = 3, 4
"""How many key accounts the demo's sponsor and its reader are given."""


def build(*, folder: DemoFolder, seed: int, until: date, language: Language) -> Demo:
    """Fill the folder and its empty database; the history ends with `until`."""
    console = Console(stderr=True, highlight=False)
    with override(language):
        refuse_used_database()
        with step(console, gettext("The company is invented and its files are written")):
            files = build_company(seed=seed, until=until, language=language)
            files.write(folder.path)
        with step(console, gettext("The database is prepared")):
            prepare_database()
        with step(console, gettext("Nine people may sign in")):
            users = let_in(files, seed, language)
        for kind in FILE_NAMES:
            with step(console, gettext(KIND_NAMES[kind])) as counted:
                rows = bring_in(kind, folder.path / EXPORTS, users[BROUGHT_BY[kind]], until + timedelta(days=1))
                counted.append(ngettext("%(rows)d row", "%(rows)d rows", rows) % {"rows": rows})
        with step(console, gettext("Everybody gets their customers")):
            give_customers(files, users)
        with step(console, gettext("Key accounts are chosen on the figures of then")):
            then = first_run(users[Role.FINANCE_PARTNER], as_of=files.programme_start - timedelta(days=1))
            choosing.choose(files=files, users=users, seed=seed, run_then=then)
            choosing.cool_down(files=files, users=users, seed=seed)
        with step(console, gettext("The run of today is computed, and the committee looks at it")):
            first_run(users[Role.FINANCE_PARTNER])
            choosing.live_on(files=files, users=users, until=until, language=language)
        with step(console, gettext("People are assessed, trained and appointed")):
            managing.manage(files=files, users=users, seed=seed, language=language, until=until)
            owning.own_functions(files=files, users=users, until=until)
            sponsoring.sponsor(users=users, until=until)
            promising.promise(files=files, users=users, until=until)
            dealing.deal(files=files, users=users, until=until)
            planning.plan(users=users, until=until)
            relating.relate(files=files, users=users, seed=seed, until=until)
            reviewing.review(users=users, seed=seed, until=until)
            rewarding.forecast_years(files=files, users=users, seed=seed, until=until)
            risking.put_in_figures(users=users, seed=seed, until=until)
            gaps.see_gaps(users=users, seed=seed, until=until)
            programming.run_programme(users=users, started_on=files.programme_start, until=until)
            sharing.share(files=files, users=users, until=until)
            comparing.compare(users=users, until=until)
            rewarding.reward(files=files, users=users, seed=seed)
            proving.prove(users=users, started_on=files.programme_start)
            branding.brand(users=users)
            saving.save_views(users=users)
    return Demo(seed, until.isoformat(), language, demo_password(seed), files.cast)


@contextmanager
def step(console: Console, text: str) -> Iterator[list[str]]:
    """Say what is being done while it is done, and afterwards how long it took; what is appended is said with it."""
    counted: list[str] = []
    began = monotonic()
    with console.status(f"{text} …"):
        yield counted
    detail = f" ({', '.join(counted)})" if counted else ""
    console.print(f"✓ {text}{detail}  [dim]{monotonic() - began:.1f} s[/dim]")


def refuse_used_database() -> None:
    """A database with users or customers in it is somebody's: it is refused before anything in it is touched."""
    tables = connection.introspection.table_names()
    counts = {
        "users": User.objects.count() if User._meta.db_table in tables else 0,
        "customers": Customer.objects.count() if Customer._meta.db_table in tables else 0,
    }
    if any(counts.values()):
        raise DatabaseInUse(database=connection.settings_dict["NAME"], **counts)


def prepare_database() -> None:
    """Bring the database of the demo to this version."""
    Path(settings.LEDGER_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)


def let_in(files: DemoFiles, seed: int, language: Language) -> dict[Role, User]:
    """One user per role, all with the same password."""
    return {
        Role(each.role): add_user(
            by=None,
            email=each.email,
            full_name=each.full_name,
            password=demo_password(seed),
            language=language,
            roles=[Role(each.role)],
            reason=gettext("Demo"),
        )
        for each in files.cast
    }


def bring_in(kind: str, exports: Path, by: User, today: date) -> int:
    """Import one file as its person would, refused rows and all; how many rows it had."""
    job = receive_path(by=by, kind=kind, path=str(exports / FILE_NAMES[kind]))
    finish_reading(job=start_reading(by=by, job=job), today=today)
    job = ImportJob.objects.get(pk=job.pk)
    if job.refused_count or not job.landed:
        raise FileNotTaken(file=FILE_NAMES[kind], problems=job.problems[:3])
    import_batch(by=by, job=job, confirmed=True)
    return job.accepted


def give_customers(files: DemoFiles, users: dict[Role, User]) -> None:
    """Link the users to their persons, and give each the customers that are theirs since the programme began."""
    people = Person.objects.in_bulk([each.person_code for each in files.cast], field_name="person_code")
    for each in files.cast:
        link_login(person=people[each.person_code], user=users[Role(each.role)], by=users[Role.PEOPLE_LEAD])
    key = files.key_account_codes
    given: list[tuple[Role, str, tuple[str, ...]]] = [
        (Role.KEY_ACCOUNT_MANAGER, "manager", files.managed_codes),
        (Role.EXECUTIVE_SPONSOR, "sponsor", files.managed_codes[:SPONSORED]),
        (Role.FUNCTION_MEMBER, "function", key),
        (Role.READER, "reader", key[:READ]),
    ]
    customers = Customer.objects.in_bulk(list(key), field_name="code")
    for role, capacity, codes in given:
        for code in codes:
            assign_customer(
                by=users[Role.CHAMPION],
                customer=customers[code],
                user=users[role],
                capacity=capacity,
                valid_from=files.programme_start,
            )


def first_run(by: User, as_of: date | None = None) -> Run:
    """What every customer is worth, in euros, on the last day or on an earlier one."""
    run = run_now(by=by, currency=CURRENCY, as_of=as_of)
    if not run.is_done:
        failure = run.failure or {}
        raise FirstRunFailed(run=run.short_code, reason=failure["template"] % failure["facts"])
    return run
