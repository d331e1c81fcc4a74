"""What keeps a customer from being proposed, voted on, admitted or released, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unready(Refusal):
    """Something that a proposal, a vote or a decision lacks."""

    http_status = 422


class ProposalNeedsReason(Unready):
    code = "PROPOSAL_NEEDS_REASON"
    template = gettext_noop("Say in a sentence why: it is kept with the proposal.")


class RankingOutdated(Refusal):
    code = "RANKING_OUTDATED"
    template = gettext_noop(
        "The latest ranking (%(ranking)s) was made by charter %(made_by)s, and charter %(charter)s is in force. Rank the "
        "candidates again, then propose."
    )


class AlreadyKeyAccount(Refusal):
    code = "ALREADY_KEY_ACCOUNT"
    template = gettext_noop("%(customer)s is a key account already. There is nothing to admit.")


class NotAKeyAccount(Refusal):
    code = "NOT_A_KEY_ACCOUNT"
    template = gettext_noop("%(customer)s is no key account, so there is nothing to release.")


class DecisionIsOpen(Refusal):
    code = "DECISION_IS_OPEN"
    template = gettext_noop("Proposal %(number)s about %(customer)s is open. Vote on that one, or withdraw it first.")


class CustomerMerged(Refusal):
    code = "CUSTOMER_MERGED"
    template = gettext_noop(
        "%(customer)s belongs to %(group)s (%(code)s) now, and the group is what buys and decides. Propose %(group)s instead."
    )


class CustomerInactive(Refusal):
    code = "CUSTOMER_INACTIVE"
    template = gettext_noop("%(customer)s is marked as inactive in the customer master, so it cannot be admitted.")


class NotACandidate(Refusal):
    code = "NOT_A_CANDIDATE"
    template = gettext_noop(
        "%(customer)s is not among the candidates of ranking %(ranking)s. Import its orders, start a run and rank again."
    )


class CandidateNotScored(Unready):
    code = "CANDIDATE_NOT_SCORED"
    template = gettext_noop(
        "%(customer)s cannot be scored: nothing is known of it on any criterion (%(missing)s). Have it judged by two, then "
        "rank again. What is not known is never taken for zero."
    )


class BelowEntryLine(Unready):
    code = "BELOW_ENTRY_LINE"
    template = gettext_noop(
        "%(customer)s scores %(score)s, below the entry line of %(line)s (charter %(charter)s): it cannot be proposed. Who "
        "wants it all the same can ask for an exception; the charter alone judges it, and it is kept for ever."
    )


class KeyAccountsFull(Refusal):
    code = "KEY_ACCOUNTS_FULL"
    template = gettext_noop(
        "There are %(held)s key accounts and there can be no more than %(most)s: whoever has a hundred has none. Release one "
        "first."
    )


class ManagerFull(Refusal):
    code = "MANAGER_FULL"
    template = gettext_noop(
        "%(person)s answers for %(held)s key accounts already and has room for %(most)s. Name another manager, or none yet."
    )


class DecisionClosed(Refusal):
    code = "DECISION_CLOSED"
    template = gettext_noop(
        "Proposal %(number)s is %(state)s; what was decided stays. Make a new proposal if it must change."
    )


class DecisionStale(Refusal):
    code = "DECISION_STALE"
    template = gettext_noop(
        "Somebody voted or changed proposal %(number)s while you looked at it. This is how it stands now: look again, then "
        "decide. Nothing was changed."
    )


class ProposerDecides(Refusal):
    code = "DECISION_PROPOSER_DECIDES"
    template = gettext_noop(
        "You made proposal %(number)s, so somebody else decides it: a committee member or a sponsor."
    )
    http_status = 403


class ProposerVotes(Refusal):
    code = "DECISION_PROPOSER_VOTES"
    template = gettext_noop("You made proposal %(number)s: your voice is the proposal. The others vote on it.")
    http_status = 403


class OwnAccount(Refusal):
    code = "DECISION_ON_OWN_ACCOUNT"
    template = gettext_noop(
        "You answer for %(customer)s, so you are recused: others vote and decide. Your recusal stands on the proposal."
    )
    http_status = 403


class OnlyOthersWithdraw(Refusal):
    code = "DECISION_NOT_YOURS"
    template = gettext_noop("Only who made proposal %(number)s can withdraw it; the committee refuses it instead.")
    http_status = 403


class VoteUnclear(Unready):
    code = "VOTE_UNCLEAR"
    template = gettext_noop("Vote yes or no, or step back as recused.")


class VoteNeedsReason(Unready):
    code = "VOTE_NEEDS_REASON"
    template = gettext_noop("Who votes no or steps back says why: it is kept with the proposal.")


class VotesMissing(Unready):
    code = "VOTES_MISSING"
    template = gettext_noop(
        "Nobody has voted on proposal %(number)s yet. At least one who is neither its proposer nor recused votes first."
    )


class VotesSayOtherwise(Unready):
    code = "VOTES_SAY_OTHERWISE"
    template = gettext_noop(
        "The votes are %(yes)s yes and %(no)s no, so proposal %(number)s is not to be %(asked)s. More yes than no approves, "
        "everything else refuses."
    )


class MinutesMissing(Unready):
    code = "MINUTES_MISSING"
    template = gettext_noop("Write the minutes: who was there, what was said, why it was decided so. They are kept.")


class DecisionOutdated(Refusal):
    code = "DECISION_OUTDATED"
    template = gettext_noop(
        "Proposal %(number)s was judged by charter %(made_by)s, and charter %(charter)s is in force now. Refuse or withdraw it, rank "
        "again, and propose by the charter that counts."
    )


class EffectiveTooEarly(Unready):
    code = "EFFECTIVE_TOO_EARLY"
    template = gettext_noop(
        "The decision cannot take effect on %(day)s: its figures, or what was decided last, are of %(as_of)s. Choose that day or "
        "a later one."
    )


class EffectiveTooLate(Unready):
    code = "EFFECTIVE_TOO_LATE"
    template = gettext_noop("%(day)s is more than %(most)s days ahead. Decide nearer to the day, on figures of then.")


class ReviewsMissing(Unready):
    code = "REVIEWS_MISSING"
    template = gettext_noop(
        "Leaving is harder than entering. %(customer)s may be released after two reviews in a row, %(apart)s days apart or "
        "more, both below the exit line of %(line)s. What there is: %(found)s"
    )


class TellingMissing(Unready):
    code = "TELLING_MISSING"
    template = gettext_noop(
        "Say how the customer will be told: who tells whom, when, how, what changes for it and what stays (%(missing)s is "
        "missing). Nobody should learn it from an unanswered call."
    )


class ReviewOfOldFigures(Refusal):
    code = "REVIEW_OF_OLD_FIGURES"
    template = gettext_noop(
        "Ranking %(ranking)s is as of %(as_of)s, more than %(most)s days ago. A review looks at fresh figures: start a run, "
        "rank again, then hold it."
    )


class ReviewNotLatest(Refusal):
    code = "REVIEW_NOT_LATEST"
    template = gettext_noop(
        "A review is held on the latest ranking (%(latest)s), not on one that suits: %(ranking)s is an earlier one."
    )


class ReviewHeld(Refusal):
    code = "REVIEW_HELD"
    template = gettext_noop(
        "Ranking %(ranking)s was held as a review already. The next one is held on a newer ranking."
    )


class PersonUnknown(Refusal):
    code = "PERSON_UNKNOWN"
    template = gettext_noop("Nobody with the address %(email)s can answer for a key account in this capacity.")
    http_status = 422
