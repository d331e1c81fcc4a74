"""What is refused about skills, appointments and training: facts, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that does not say enough, or says what does not fit."""

    http_status = 422


class SkillProtected(Unready):
    code = "SKILL_PROTECTED"
    template = gettext_noop(
        "“%(name)s” speaks of what a person is (“%(word)s”), not of what a person can do. Age, sex, origin, belief, health "
        "and the like never decide who manages a key account. Name what can be learnt and shown. Nothing was changed."
    )


class SkillNameTaken(Refusal):
    code = "SKILL_NAME_TAKEN"
    template = gettext_noop("“%(name)s” is a skill already. Change that one, or choose another name.")


class SkillInUse(Refusal):
    """A skill that people were assessed in, or that a profile needs, is taken away."""

    code = "SKILL_IN_USE"
    template = gettext_noop(
        "“%(skill)s” was assessed or stands in a profile, so it stays. Say that it is not in use any more instead. Nothing was "
        "changed."
    )


class SkillNeedsWords(Unready):
    code = "SKILL_NEEDS_WORDS"
    template = gettext_noop("Say in words what a 1, a 3 and a 5 look like, so that two people mean the same.")


class SkillStale(Refusal):
    code = "SKILL_STALE"
    template = gettext_noop(
        "Somebody changed “%(name)s” while you edited it. What stands there now and what you wrote are below: nothing was changed."
    )


class AssessmentEmpty(Unready):
    code = "ASSESSMENT_EMPTY"
    template = gettext_noop("Give a level and its evidence for at least one skill. Nothing was changed.")


class EvidenceMissing(Unready):
    code = "EVIDENCE_MISSING"
    template = gettext_noop(
        "“%(skill)s”: say what you saw that shows this level: a plan, a negotiation, a result. Nothing was changed."
    )


class NotTheirAssessor(Refusal):
    code = "NOT_THEIR_ASSESSOR"
    template = gettext_noop(
        "You are neither %(person)s, nor their superior, nor asked to assess them. Nobody assesses for somebody else: ask the "
        "people lead to name you as an assessor. Nothing was changed."
    )
    http_status = 403


class AssessorAsked(Refusal):
    code = "ASSESSOR_ASKED"
    template = gettext_noop("%(assessor)s was asked to assess %(person)s already.")


class AssessorIsNoThirdSide(Refusal):
    code = "ASSESSOR_IS_NO_THIRD_SIDE"
    template = gettext_noop(
        "%(assessor)s speaks of %(person)s already, as the person or their superior. Ask somebody else."
    )


class ProfileStale(Refusal):
    code = "PROFILE_STALE"
    template = gettext_noop(
        "Somebody changed this profile while you edited it. What stands there now and what you wrote are below: nothing was changed."
    )


class ProfileUnchanged(Unready):
    code = "PROFILE_UNCHANGED"
    template = gettext_noop("This is what the profile says already. Nothing was changed.")


class ProfileNeedsReason(Unready):
    code = "PROFILE_NEEDS_REASON"
    template = gettext_noop("Say why this customer needs something else. Nothing was changed.")


class ProfileEmpty(Unready):
    code = "PROFILE_EMPTY"
    template = gettext_noop(
        "A profile needs at least one skill with a level and a weight above 0. Nothing was changed."
    )


class FloorAboveNeed(Unready):
    code = "FLOOR_ABOVE_NEED"
    template = gettext_noop(
        "“%(skill)s”: the floor (%(floor)s) lies above the level needed (%(level)s). Lower it. Nothing was changed."
    )


class NothingToPropose(Unready):
    code = "NOTHING_TO_PROPOSE"
    template = gettext_noop(
        "Choose at least one key account whose value is known and one candidate. Nothing was changed."
    )


class NoRunToValue(Refusal):
    code = "NO_RUN_TO_VALUE"
    template = gettext_noop("Nothing says yet what the key accounts are worth. Start a run first (Value, Runs).")


class NobodyCanServeThem(Refusal):
    code = "NOBODY_CAN_SERVE"
    template = gettext_noop(
        "Nobody among the candidates may and can take %(customers)s: skills are unknown, below a floor, or there is no "
        "capacity. Assess or train somebody, add candidates, lower a floor with a reason, or take on fewer key accounts. Nothing "
        "was changed."
    )


class TeamTooSmall(Refusal):
    code = "TEAM_TOO_SMALL"
    template = gettext_noop(
        "Everyone has somebody who could serve, but together the candidates have no room for %(accounts)s key accounts. Add "
        "candidates or give them more capacity. Nothing was changed."
    )


class AlreadyAnswered(Refusal):
    code = "ALREADY_ANSWERED"
    template = gettext_noop(
        "%(person)s decided this for %(customer)s on %(day)s already. Appoint somebody else on the "
        "page of the key account."
    )


class OverruleNeedsReason(Unready):
    code = "OVERRULE_NEEDS_REASON"
    template = gettext_noop("Say why somebody other than the best of the proposal. It is kept with the decision.")


class NotInProposal(Unready):
    code = "NOT_IN_PROPOSAL"
    template = gettext_noop("%(customer)s is not part of this proposal.")


class AppointmentNeedsReason(Unready):
    code = "APPOINTMENT_NEEDS_REASON"
    template = gettext_noop("Say why this person. It is kept with the appointment.")


class AlreadyManages(Refusal):
    code = "ALREADY_MANAGES"
    template = gettext_noop("%(person)s answers for %(customer)s already. Nothing was changed.")


class ManagerIsFull(Refusal):
    code = "MANAGER_IS_FULL"
    template = gettext_noop(
        "%(person)s manages %(held)s key accounts already and has room for %(most)s. Appoint somebody else, or hand one of theirs "
        "over first. Nothing was changed."
    )


class NoLoginToAppoint(Refusal):
    code = "NO_LOGIN_TO_APPOINT"
    template = gettext_noop(
        "%(person)s does not sign in, so %(customer)s would be nobody's own. Ask an administrator to add a login, link it on the "
        "page of the person, then appoint. Nothing was changed."
    )


class NoLongerOneOfUs(Refusal):
    code = "NO_LONGER_ONE_OF_US"
    template = gettext_noop("%(person)s is no longer one of our people. Choose somebody else. Nothing was changed.")


class NotInProgramme(Refusal):
    code = "NOT_IN_PROGRAMME"
    template = gettext_noop(
        "%(customer)s is no key account on %(day)s. Admit it first, or choose a day when it is one."
    )


class OverlapsPresent(Unready):
    code = "OVERLAPS_PRESENT"
    template = gettext_noop(
        "%(person)s answers for %(customer)s since %(day)s. Choose a later day for the change. Nothing was changed."
    )


class AppointmentOver(Refusal):
    code = "APPOINTMENT_OVER"
    template = gettext_noop("That ended on %(day)s already.")


class ItemDone(Refusal):
    code = "ITEM_DONE"
    template = gettext_noop("That was handed over on %(day)s already.")


class CourseNameTaken(Refusal):
    code = "COURSE_NAME_TAKEN"
    template = gettext_noop("“%(name)s” is in the catalogue already. Change that course, or choose another name.")


class CourseStale(Refusal):
    code = "COURSE_STALE"
    template = gettext_noop(
        "Somebody changed “%(name)s” while you edited it. What stands there now and what you wrote are below: nothing was changed."
    )


class CourseServesNothing(Unready):
    code = "COURSE_SERVES_NOTHING"
    template = gettext_noop("Choose at least one skill that the course serves.")


class CourseWithdrawn(Refusal):
    code = "COURSE_WITHDRAWN"
    template = gettext_noop("“%(name)s” is not offered any more. Choose another course.")


class TrainingPlanned(Refusal):
    code = "TRAINING_PLANNED"
    template = gettext_noop("%(person)s is to take “%(name)s” on %(day)s already.")


class TrainingDone(Refusal):
    code = "TRAINING_DONE"
    template = gettext_noop("That was completed on %(day)s already.")


class TrainingInFuture(Unready):
    code = "TRAINING_IN_FUTURE"
    template = gettext_noop("%(day)s has not come yet. Say on which day it was completed.")


class CertificateMissing(Unready):
    code = "CERTIFICATE_MISSING"
    template = gettext_noop("Give the number or place of the certificate: what is not shown does not count.")


class TrainingUnresolved(Refusal):
    code = "TRAINING_UNRESOLVED"
    template = gettext_noop(
        "“%(value)s” was there when the file was read and is no more. Read the file again. Nothing was changed."
    )


class SkillUnknown(Unready):
    code = "SKILL_UNKNOWN"
    template = gettext_noop("There is no skill “%(skill)s” in use. Read the list of skills. Nothing was changed.")
