"""What is refused of a charter, why, and what to do next."""

from __future__ import annotations

from clave.kit.refusals import Refusal, gettext_noop


class Unfit(Refusal):
    """A charter that says something it may not say, or not yet."""

    http_status = 422


class CriterionIsTenure(Unfit):
    code = "CRITERION_IS_TENURE"
    template = gettext_noop(
        "“%(criterion)s” rewards the length of the relationship (“%(word)s”). It says what was, not what will be: a "
        "customer of 63 years lost its supplier 28 cents on every dollar (Kaplan, Harvard Business Review, April 2012). "
        "Take lifetime value instead: what the customer will bring from now on."
    )


class CriterionIsFriendship(Unfit):
    code = "CRITERION_IS_FRIENDSHIP"
    template = gettext_noop(
        "“%(criterion)s” rewards friendship (“%(word)s”). It lies with a person and leaves with that person, and whoever "
        "judges it judges an own friend. Take how openly the customer works with us, with evidence, judged by two."
    )


class CriterionIsPastRevenue(Unfit):
    code = "CRITERION_IS_PAST_REVENUE"
    template = gettext_noop(
        "“%(criterion)s” is past revenue alone (“%(word)s”). Large customers are often the ones that cost most to serve: "
        "one very large customer lost its supplier 28 cents on every dollar of sales (Kaplan, Harvard Business Review, "
        "April 2012). Take contribution or lifetime value, which see the costs and the future."
    )


class MeasureUnknown(Unfit):
    code = "CRITERION_MEASURE_UNKNOWN"
    template = gettext_noop("“%(measure)s” is no measure of a run. Choose one of the list for “%(criterion)s”.")


class CriterionNameless(Unfit):
    code = "CRITERION_NAMELESS"
    template = gettext_noop("A criterion has no name. Name it, or take its row away.")


class CriterionTwice(Unfit):
    code = "CRITERION_TWICE"
    template = gettext_noop("“%(criterion)s” stands twice in the charter. Keep one of them.")


class AnchorsUnfit(Unfit):
    code = "CRITERION_ANCHORS_UNFIT"
    template = gettext_noop(
        "The figures of “%(criterion)s” for 0, 5 and 10 are not three numbers that only rise or only fall (%(given)s). "
        "Write for example 0, 50000 and 200000; a share as 0.1 or 10%%."
    )


class AnchorsMissing(Unfit):
    code = "CRITERION_ANCHORS_MISSING"
    template = gettext_noop(
        "“%(criterion)s” does not say what is a 10, a 5 and a 0. Write all three before anybody scores."
    )


class WeightOutOfRange(Unfit):
    code = "CRITERION_WEIGHT_OUT_OF_RANGE"
    template = gettext_noop("The weight of “%(criterion)s” is %(weight)s %%. Give it between 0 and 100.")


class TooManyCriteria(Unfit):
    code = "CHARTER_TOO_MANY_CRITERIA"
    template = gettext_noop(
        "One side has %(count)d criteria; at most %(most)d can be weighed against each other. Three to five are enough: "
        "take away those that decide least."
    )


class WeightsNotWhole(Unfit):
    code = "CHARTER_WEIGHTS_NOT_100"


class OurWeightsShort(WeightsNotWhole):
    template = gettext_noop(
        "The weights of how attractive the customer is to us sum to %(sum)s %%: %(gap)s %% are missing. Make them 100."
    )


class OurWeightsOver(WeightsNotWhole):
    template = gettext_noop(
        "The weights of how attractive the customer is to us sum to %(sum)s %%: %(gap)s %% too many. Make them 100."
    )


class TheirWeightsShort(WeightsNotWhole):
    template = gettext_noop(
        "The weights of how strong we are in the customer's eyes sum to %(sum)s %%: %(gap)s %% are missing. Make them 100."
    )


class TheirWeightsOver(WeightsNotWhole):
    template = gettext_noop(
        "The weights of how strong we are in the customer's eyes sum to %(sum)s %%: %(gap)s %% too many. Make them 100."
    )


class SideEmpty(Unfit):
    code = "CHARTER_SIDE_EMPTY"


class OurSideEmpty(SideEmpty):
    template = gettext_noop(
        "No criterion says how attractive a customer is to us. Add one, for example lifetime value."
    )


class TheirSideEmpty(SideEmpty):
    template = gettext_noop(
        "No criterion says how strong we are in the customer's eyes against its best alternative. Add one, for example "
        "service, judged by two of us with the customer's own words as evidence."
    )


class TooManyKeyAccounts(Unfit):
    code = "CHARTER_TOO_MANY_KEY_ACCOUNTS"
    template = gettext_noop(
        "%(first)s key accounts cannot be treated as such. At most 99 are possible; start with 5 to 25."
    )


class TooFewKeyAccounts(Unfit):
    code = "CHARTER_NO_KEY_ACCOUNTS"
    template = gettext_noop("A charter chooses at least one key account, not %(first)s. Start with 5 to 25.")


class LinesCrossed(Unfit):
    code = "CHARTER_LINES_CROSSED"
    template = gettext_noop(
        "The exit line (%(exit)s) has to lie below the entry line (%(entry)s), and both between 0 and 10: entering is "
        "easier than leaving, or accounts would come and go."
    )


class ShareOutOfRange(Unfit):
    code = "CHARTER_SHARE_OUT_OF_RANGE"
    template = gettext_noop("The customer's view counts %(share)s %%. Give it between 0 and 100.")


class RunMissing(Unfit):
    code = "CHARTER_NEEDS_A_RUN"
    template = gettext_noop(
        "“%(criterion)s” reads a measure of a run, and no run is done yet. Start a run first, then propose the charter."
    )


class ReasonMissing(Unfit):
    code = "CHARTER_NEEDS_REASON"
    template = gettext_noop("Say in a sentence why. Nothing was changed.")


class CharterStale(Refusal):
    """Somebody else saved this version of the charter in the meantime."""

    code = "CHARTER_STALE"
    template = gettext_noop(
        "Somebody saved charter %(charter)s while you were editing it. Compare what stands there now with what you "
        "wrote, and save again. Nothing was changed."
    )


class CharterMoved(Refusal):
    """The charter stands elsewhere by now."""

    code = "CHARTER_NOT_POSSIBLE_NOW"
    template = gettext_noop("Charter %(charter)s has moved on in the meantime. Look at it again. Nothing was changed.")


class CharterLocked(Refusal):
    """A locked charter never changes."""

    code = "CHARTER_LOCKED"
    template = gettext_noop(
        "Charter %(charter)s is locked and stays as it is. A change is a new version with a reason: start a new version."
    )


class CharterOpen(Refusal):
    """There is a draft or a proposal already."""

    code = "CHARTER_VERSION_OPEN"
    template = gettext_noop("Charter %(charter)s is being worked on. Edit that one, or withdraw it first.")


class CharterUnchanged(Unfit):
    code = "CHARTER_UNCHANGED"
    template = gettext_noop("This version says the same as charter %(charter)s. Change something, or withdraw it.")


class ProposerApproves(Refusal):
    """Who proposes does not approve."""

    code = "CHARTER_PROPOSER_APPROVES"
    template = gettext_noop(
        "You proposed charter %(charter)s, so two others approve it: the finance partner or another champion, and an "
        "executive sponsor."
    )
    http_status = 403


class ApprovedTwice(Refusal):
    """One person is one approval."""

    code = "CHARTER_APPROVED_TWICE"
    template = gettext_noop("You have approved charter %(charter)s already. The second approval is another person's.")


class CapacityTaken(Refusal):
    """That approval is there already."""

    code = "CHARTER_CAPACITY_TAKEN"
    template = gettext_noop(
        "Charter %(charter)s has this approval already, from %(person)s. What is missing is the other one: an executive "
        "sponsor and the programme (champion or finance partner) approve it."
    )


class ComparisonsContradict(Unfit):
    code = "CHARTER_COMPARISONS_CONTRADICT"
    template = gettext_noop(
        "The comparisons contradict each other: the consistency ratio is %(ratio)s, and above 0.10 their weights mean "
        "little. “%(one)s”, “%(two)s” and “%(three)s” contradict most: look at these three again. Nothing was changed."
    )


class ComparisonsUnfit(Unfit):
    code = "CHARTER_COMPARISONS_UNFIT"
    template = gettext_noop("Compare every pair once, from 1/9 to 9, with at least two criteria. Nothing was changed.")


class DigestDiffers(Refusal):
    """A locked charter that is not what was locked."""

    code = "CHARTER_DIGEST_DIFFERS"
    template = gettext_noop(
        "Charter %(charter)s is not what was locked: its digest is %(found)s, %(kept)s was kept. Bring the database back "
        "from a backup, and find out who wrote past Clave."
    )
    exit_status = 74
