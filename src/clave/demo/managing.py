"""The demo's people as managers: skills by two sides, profiles, courses, appointments, and a proposal ready to decide."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice

import numpy as np
from django.utils.translation import gettext

from clave.access.models import User
from clave.access.operations import add_user
from clave.access.policy import Role
from clave.company.models import Person
from clave.company.operations import link_login
from clave.demo import truth
from clave.demo.chance import stream
from clave.demo.files import DemoFiles
from clave.demo.password import demo_password
from clave.kit.refusals import gettext_noop
from clave.people.models import Course
from clave.people.operations import appointing, proposing
from clave.people.operations import skills as assessing
from clave.people.operations import training as teaching
from clave.people.queries.appointments import is_manager, managed
from clave.people.rules.skills import DEFAULT_PROFILE, HIGHEST_LEVEL, Need
from clave.portfolio.models import KeyAccount

People = Mapping[Role, User]
OURS = ("consultative", "influencing", "financial", "planning", "interpersonal")
"""Our skills in the order of the true skills of the demo's people."""
EVIDENCE = (
    gettext_noop("The plan of last year, read together."),
    gettext_noop("Two meetings at the customer, seen from the other side of the table."),
    gettext_noop("How the late deliveries of the spring were settled."),
)
MOVING_COST = 2_500_00
"""What changing the manager of one account is assumed to cost, in cents."""
APPOINTED = (
    (1, 3, gettext_noop("Knows the customer from the project of last year.")),
    (3, 2, gettext_noop("Lives near its plants and speaks its language.")),
    (4, 1, gettext_noop("Led the joint project in its largest plant.")),
)
"""Which key account manager was given how many key accounts, and why; the first of them without any training."""


def manage(*, files: DemoFiles, users: People, seed: int, language: str, until: date) -> None:
    """Let superiors and managers in, say what everybody can do, who is trained, who manages what, and propose the rest."""
    told = json.loads(files.contents[truth.FILE_NAME])["people"]
    people = Person.objects.in_bulk([each["person_code"] for each in told], field_name="person_code")
    let_more_in(people, told, users, seed, language)
    skills = {each["person_code"]: list(each["skills"].values()) for each in told}
    say_what_they_can(people, skills, users, seed, until)
    ask_for_an_engineer(files, users)
    managers = [people[each["person_code"]] for each in told if each["position"] == "key account manager"]
    teach(managers, people, told, users, until)
    appoint_some(managers, users, until)
    proposing.propose_managers(by=users[Role.CHAMPION], assumed={"moving_cost": MOVING_COST}, today=until)


def let_more_in(
    people: Mapping[str, Person], told: list[dict[str, str]], users: People, seed: int, language: str
) -> None:
    """Everybody who has reports, the managers and the application engineers sign in too, with the same password."""
    roles = {"key account manager": Role.KEY_ACCOUNT_MANAGER, "application engineer": Role.FUNCTION_MEMBER}
    superiors = {person.reports_to_id for person in people.values()}
    for each in told:
        person = people[each["person_code"]]
        role = roles.get(each["position"]) or (Role.READER if person.pk in superiors else None)
        if role is None or each["role"]:
            continue
        login = add_user(
            by=None,
            email=person.email,
            full_name=person.full_name,
            password=demo_password(seed),
            language=language,
            roles=[role],
            reason=gettext("Demo"),
        )
        person.user = link_login(person=person, user=login, by=users[Role.PEOPLE_LEAD]).user


def say_what_they_can(
    people: Mapping[str, Person], skills: Mapping[str, list[int]], users: People, seed: int, until: date
) -> None:
    """Superior, people lead and, where they sign in, people themselves assess around what is true; people flatter themselves."""
    rng, found = stream(seed, "assessments"), Person.objects.select_related("user", "reports_to__user")
    for person in found.filter(pk__in=[each.pk for each in people.values()]).order_by("person_code"):
        true = np.array(skills[person.person_code])
        drawn = rng.choice([-1, 0, 0, 0, 0, 0, 1], size=(3, len(OURS)))
        superior = person.reports_to.user if person.reports_to else None
        sides = [(superior, drawn[0]), (users[Role.PEOPLE_LEAD], drawn[1]), (person.user, np.abs(drawn[2]))]
        done: set[int] = set()
        for at, (by, noise) in enumerate(sides):
            if by is None or by.pk in done:
                continue
            done.add(by.pk)
            levels = np.clip(true + noise, 0, HIGHEST_LEVEL).tolist()
            given = {key: (int(level), gettext(EVIDENCE[at])) for key, level in zip(OURS, levels, strict=True)}
            assessing.assess(
                by=by, person=person, given=given, today=until - timedelta(days=int(rng.integers(10, 500)))
            )


def ask_for_an_engineer(files: DemoFiles, users: People) -> None:
    """One key account needs somebody who designs with its engineers."""
    held = (
        KeyAccount.objects.current().filter(customer__code__in=files.managed_codes).order_by("customer__code").first()
    )
    if held is not None:
        needs = {**DEFAULT_PROFILE, "consultative": Need(5, 2, 6), "interpersonal": Need(5, 2, 4)}
        reason = gettext("Its plants ask for somebody who designs the solution with their engineers.")
        assessing.change_profile(
            by=users[Role.PEOPLE_LEAD], customer=held.customer, needs=needs, reason=reason, based_on=0
        )


def teach(
    managers: list[Person], people: Mapping[str, Person], told: list[dict[str, str]], users: People, until: date
) -> None:
    """Two courses: the first manager holds them, the second took none, the certificate of the third ran out."""
    lead = users[Role.PEOPLE_LEAD]
    needed = teaching.add_course(
        by=lead,
        name=gettext("Managing key accounts"),
        description=gettext(
            "Three days: the customer's business, our plan for it, and how the whole company keeps it."
        ),
        skill_keys=["consultative", "planning", "influencing"],
        validity_months=24,
        needed_of_managers=True,
    )
    money = teaching.add_course(
        by=lead,
        name=gettext("What a customer contributes"),
        description=gettext("One day with finance: cost to serve, lifetime value, and what changes them."),
        skill_keys=["financial"],
        validity_months=36,
    )
    for at, days in ((0, 200), (2, 900), (3, 690), (4, 120)):
        complete(lead, managers[at], needed, until - timedelta(days=days), until)
    teaching.plan_training(by=lead, person=managers[1], course=needed, planned_on=until + timedelta(days=40))
    complete(lead, managers[0], money, until - timedelta(days=150), until)
    for each in told:
        if each["position"] in ("application engineer", "plant manager", "controller"):
            teaching.plan_training(
                by=lead, person=people[each["person_code"]], course=money, planned_on=until + timedelta(days=20)
            )


def complete(lead: User, person: Person, course: Course, on: date, until: date) -> None:
    """Somebody took a course on a day."""
    place = teaching.plan_training(by=lead, person=person, course=course, planned_on=on)
    certificate = f"{course.pk:02d}-{person.person_code}"
    teaching.complete_training(by=lead, training=place, completed_on=on, certificate=certificate, today=until)


def appoint_some(managers: list[Person], users: People, until: date) -> None:
    """Most key accounts get a manager, those of the first one a deputy; the last few wait for a decision."""
    champion = users[Role.CHAMPION]
    rows = managed(champion, until)
    free = iter([each for each in rows if not each.managers])
    for place, count, reason in APPOINTED:
        for row in islice(free, count):
            appointing.appoint(
                by=champion,
                key_account=row.key_account,
                person=managers[place],
                starts_on=until - timedelta(days=20),
                reason=gettext(reason),
            )
    for row in rows:
        if is_manager(row.customer, managers[0], until):
            appointing.appoint_deputy(
                by=champion,
                key_account=row.key_account,
                person=managers[2],
                starts_on=until - timedelta(days=60),
                reason=gettext("Stands in during holidays."),
            )
