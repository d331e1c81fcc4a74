"""What is refused about the communication log: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop
from clave.programme.rules.refusals import Unready


class MessageNeedsWords(Unready):
    code = "MESSAGE_NEEDS_WORDS"
    template = gettext_noop("Say in one sentence what was told, or choose a message. Nothing was changed.")


class ToldAhead(Unready):
    code = "TOLD_AHEAD"
    template = gettext_noop("The day %(day)s has not come yet. Log it when it was said. Nothing was changed.")


class NobodyThere(Unready):
    code = "NOBODY_THERE"
    template = gettext_noop(
        "None of these functions works at any of these sites. Say under Sites who works where, or choose others. Nothing was "
        "changed."
    )


class TellerHasLeft(Refusal):
    code = "TELLER_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Name somebody else. Nothing was changed.")


class TakenBackAlready(Refusal):
    code = "TAKEN_BACK_ALREADY"
    template = gettext_noop("This entry was taken back already. Nothing was changed.")


class TakingBackNeedsReason(Unready):
    code = "TAKING_BACK_NEEDS_REASON"
    template = gettext_noop("Say why the entry is wrong; it stays beside it. Nothing was changed.")


class SiteNeedsName(Unready):
    code = "SITE_NEEDS_NAME"
    template = gettext_noop("Name the site. Nothing was changed.")


class SiteThereAlready(Refusal):
    code = "SITE_THERE_ALREADY"
    template = gettext_noop("There is a site called %(name)s already. Nothing was changed.")


class SiteStale(Refusal):
    code = "SITE_STALE"
    template = gettext_noop(
        "Somebody changed who works at %(name)s meanwhile: now %(now)s. You had chosen %(yours)s. Nothing was changed."
    )
