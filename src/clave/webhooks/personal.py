"""What is kept of people to tell their other programs what happened."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Holding, declare
from clave.personal_data.rules import Ground, Whose

declare(
    Holding(
        "webhooks.Subscription",
        ("name", "url", "salt", "old_salt"),
        Whose.LOGIN,
        "owner",
        gettext_noop("telling somebody's other programs what happened, as they chose"),
        FieldClass.F7,
        Ground.CONTRACT,
        secret=("salt", "old_salt"),
    )
)
