"""The demo's functions: who answers for each, and who was told what key accounts are promised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext

from clave.access.models import User
from clave.access.policy import Role
from clave.company.models import Person
from clave.company.operations import appoint_owner
from clave.company.queries import head_of
from clave.demo import truth
from clave.demo.files import DemoFiles
from clave.demo.managing import complete
from clave.people.operations import training as teaching

WITHOUT_OWNER = "IT manager"
"""The position whose function nobody owns yet."""
TAUGHT = {"plant manager": 700, "order desk": 40, "planner": 400, "logistics": 720, "service engineer": 90}
"""Position -> how many days ago its people took the course; it holds for two years."""


def own_functions(*, files: DemoFiles, users: Mapping[Role, User], until: date) -> None:
    """Give every function but one its head as owner; teach those who keep promises."""
    told = json.loads(files.contents[truth.FILE_NAME])["people"]
    found = Person.objects.select_related("function")
    people = {each.person_code: each for each in found}
    spared = {people[each["person_code"]].function_id for each in told if each["position"] == WITHOUT_OWNER}
    for function in {each.function for each in people.values()}:
        head = head_of(function)
        if head and function.pk not in spared:
            appoint_owner(function=function, person=head, by=users[Role.CHAMPION])
    course = teaching.add_course(
        by=users[Role.PEOPLE_LEAD],
        name=gettext("What our key accounts are promised"),
        description=gettext(
            "Two hours: who our key accounts are, what we promised them, and whom to tell when it slips."
        ),
        skill_keys=["interpersonal"],
        validity_months=24,
    )
    for each in told:
        if days := TAUGHT.get(each["position"]):
            complete(users[Role.PEOPLE_LEAD], people[each["person_code"]], course, until - timedelta(days=days), until)
