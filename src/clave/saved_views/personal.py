"""What is kept of people to find their lists again."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Holding, declare
from clave.personal_data.rules import Ground, Whose

declare(
    Holding(
        "saved_views.SavedView",
        ("name", "query"),
        Whose.LOGIN,
        "owner",
        gettext_noop("finding a list again as it was"),
        FieldClass.F7,
        Ground.CONTRACT,
    )
)
