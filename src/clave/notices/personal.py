"""What is kept of people to tell them what is new."""

from clave.access.policy import FieldClass
from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Holding, declare
from clave.personal_data.rules import Ground, Whose

TELLING = gettext_noop("telling people what is new for them, as they chose")

declare(
    Holding("notices.Notice", ("key",), Whose.LOGIN, "user", TELLING, FieldClass.F7, Ground.CONTRACT),
    Holding("notices.Digest", ("last_error",), Whose.LOGIN, "user", TELLING, FieldClass.F7, Ground.CONTRACT),
    Holding("notices.Preference", ("muted",), Whose.LOGIN, "user", TELLING, FieldClass.F7, Ground.CONTRACT),
)
