"""What is refused about sponsors, visits, notes and calendars: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class SponsorNeedsReason(Unready):
    code = "SPONSOR_NEEDS_REASON"
    template = gettext_noop("Say why this person sponsors it. The reason is kept. Nothing was changed.")


class SponsorNotAtTop(Unready):
    code = "SPONSOR_NOT_AT_TOP"
    template = gettext_noop(
        "%(person)s is not of the top team. A sponsor opens doors that only the top opens: choose one of the top team, or mark "
        "the person as such under People. Nothing was changed."
    )


class SponsorHasLeft(Refusal):
    code = "SPONSOR_HAS_LEFT"
    template = gettext_noop("%(person)s is no longer one of our people. Choose somebody else. Nothing was changed.")


class SponsorWithoutLogin(Refusal):
    code = "SPONSOR_WITHOUT_LOGIN"
    template = gettext_noop(
        "%(person)s does not sign in, so nothing of %(customer)s would be theirs to read. Ask an administrator for a login, link "
        "it on the page of the person, then appoint. Nothing was changed."
    )


class AlreadySponsors(Refusal):
    code = "ALREADY_SPONSORS"
    template = gettext_noop("%(person)s sponsors %(customer)s already. Nothing was changed.")


class SponsorManagesIt(Unready):
    code = "SPONSOR_MANAGES_IT"
    template = gettext_noop(
        "%(person)s manages %(customer)s. A sponsor is a second voice: choose somebody else. Nothing was changed."
    )


class OutsideProgramme(Refusal):
    code = "OUTSIDE_PROGRAMME"
    template = gettext_noop(
        "%(customer)s is no key account on %(day)s. Choose a day when it is one. Nothing was changed."
    )


class SponsoredSince(Unready):
    code = "SPONSORED_SINCE"
    template = gettext_noop("%(person)s sponsors %(customer)s since %(day)s. Choose a later day. Nothing was changed.")


class SponsorshipOver(Refusal):
    code = "SPONSORSHIP_OVER"
    template = gettext_noop("That ended on %(day)s already.")


class RhythmStale(Refusal):
    code = "RHYTHM_STALE"
    template = gettext_noop(
        "Somebody chose %(now)s visits a year meanwhile; you wrote %(yours)s. Nothing was changed: choose again."
    )


class VisitFarAway(Unready):
    code = "VISIT_FAR_AWAY"
    template = gettext_noop("%(day)s is more than two years away. Choose a day within two years. Nothing was changed.")


class VisitPlannedThen(Refusal):
    code = "VISIT_PLANNED_THEN"
    template = gettext_noop(
        "A visit to %(customer)s is planned on %(day)s already. Move that one. Nothing was changed."
    )


class VisitStale(Refusal):
    code = "VISIT_STALE"
    template = gettext_noop(
        "Somebody changed this visit meanwhile: it stands on %(now)s, you wrote %(yours)s. Nothing was changed: look and try again."
    )


class VisitSettled(Refusal):
    code = "VISIT_SETTLED"
    template = gettext_noop("This visit was reported or called off already. Nothing was changed.")


class VisitAhead(Unready):
    code = "VISIT_AHEAD"
    template = gettext_noop(
        "The visit is on %(day)s. Report it when it has taken place, or move it. Nothing was changed."
    )


class VisitNeedsReason(Unready):
    code = "VISIT_NEEDS_REASON"
    template = gettext_noop("Say why the visit does not take place. Nothing was changed.")


class HourLeftOut(Unready):
    code = "HOUR_LEFT_OUT"
    template = gettext_noop(
        "On %(day)s the clocks jump over %(hour)s, so that hour does not exist. Choose another. Nothing was changed."
    )


class HourTwice(Unready):
    code = "HOUR_TWICE"
    template = gettext_noop(
        "On %(day)s the clocks are put back and %(hour)s comes twice. Choose another hour. Nothing was changed."
    )


class ReportEmpty(Unready):
    code = "REPORT_EMPTY"
    template = gettext_noop("Write at least one of the three lines. Nothing was changed.")


class ReportedAlready(Refusal):
    code = "REPORTED_ALREADY"
    template = gettext_noop(
        "%(person)s reported this visit first. Both reports are below; yours is not kept: tell them what theirs leaves out, or "
        "wait for the next visit. Nothing was changed."
    )


class AudienceSame(Unready):
    code = "AUDIENCE_SAME"
    template = gettext_noop("That is who reads it already. Nothing was changed.")


class NotAuthor(Refusal):
    code = "NOT_AUTHOR"
    template = gettext_noop("Only who wrote a note decides who reads it. Ask %(person)s. Nothing was changed.")
    http_status = 403


class FollowUpNeedsOwner(Unready):
    code = "FOLLOW_UP_NEEDS_OWNER"
    template = gettext_noop("%(person)s has left. Choose an owner who is one of us. Nothing was changed.")


class SentenceUnknown(Unready):
    code = "SENTENCE_UNKNOWN"
    template = gettext_noop("That sentence is not in the note. Choose one that is. Nothing was changed.")


class SentenceTurned(Refusal):
    code = "SENTENCE_TURNED"
    template = gettext_noop(
        "That sentence became something already, with %(person)s as its owner. Nothing was changed."
    )


class FollowUpDone(Refusal):
    code = "FOLLOW_UP_DONE"
    template = gettext_noop("That was done on %(day)s already.")
