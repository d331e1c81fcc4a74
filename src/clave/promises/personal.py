"""Promises have owners; what is written about them may name people."""

from clave.kit.refusals import gettext_noop
from clave.personal_data.declared import Duty, Sentences, declare
from clave.personal_data.rules import Whose

declare(
    Sentences("promises.Promise", ("what",)),
    Sentences("promises.PromiseVersion", ("before", "after", "reason")),
    Sentences("promises.Outcome", ("failing", "reason")),
    Sentences("promises.Escalation", ("reason", "answer")),
    Duty("promises.Promise", "owner", Whose.COLLEAGUE, gettext_noop("open promises"), only={"state": "open"}),
)
