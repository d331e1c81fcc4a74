"""What is kept of our own people: who they are, for whom they work."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Holding, declare
from clave.personal_data.rules import Goes, Ground, Whose

declare(
    Holding(
        "company.Person",
        ("person_code", "full_name", "email", "is_active"),
        Whose.COLLEAGUE,
        "pk",
        gettext_noop("knowing who does what for which customer"),
        FieldClass.F0,
        Ground.CONTRACT,
        Goes.VALUES,
        becomes={"person_code": "erased-%s", "full_name": "[%s]", "is_active": False},
        period="left",
    ),
    Duty("company.Function", "owner", Whose.COLLEAGUE, gettext_noop("a function")),
    Duty(
        "company.Person",
        "reports_to",
        Whose.COLLEAGUE,
        gettext_noop("people who report to them"),
        only={"is_active": True},
    ),
)
