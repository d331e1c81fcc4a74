"""The life cycles of a charter and of a decision, each written once."""

from __future__ import annotations

from enum import StrEnum

from clave.kit.refusals import gettext_noop


class CharterState(StrEnum):
    """Where a version of the charter stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    LOCKED = "locked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


CHARTER_MOVES: dict[CharterState, frozenset[CharterState]] = {
    CharterState.DRAFT: frozenset({CharterState.PROPOSED, CharterState.WITHDRAWN}),
    CharterState.PROPOSED: frozenset({CharterState.DRAFT, CharterState.LOCKED, CharterState.WITHDRAWN}),
    CharterState.LOCKED: frozenset({CharterState.REPLACED}),
    CharterState.REPLACED: frozenset(),
    CharterState.WITHDRAWN: frozenset(),
}
"""State -> the states it may move to; a locked charter is never edited, only replaced by a new version."""

CHARTER_STATE_NAMES: dict[CharterState, str] = {
    CharterState.DRAFT: gettext_noop("draft"),
    CharterState.PROPOSED: gettext_noop("proposed"),
    CharterState.LOCKED: gettext_noop("locked"),
    CharterState.REPLACED: gettext_noop("replaced"),
    CharterState.WITHDRAWN: gettext_noop("withdrawn"),
}


class Side(StrEnum):
    """Whose view a criterion takes."""

    OURS = "ours"  # how attractive the customer is to us
    THEIRS = "theirs"  # how strong we are in the customer's eyes, against its best alternative


class Kind(StrEnum):
    """Where the score of a criterion comes from."""

    MEASURED = "measured"
    JUDGED = "judged"


class DecisionKind(StrEnum):
    """What is decided about a customer."""

    ADMIT = "admit"
    RELEASE = "release"


class DecisionState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DECISION_MOVES: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.OPEN: frozenset({DecisionState.APPROVED, DecisionState.REFUSED, DecisionState.WITHDRAWN}),
    DecisionState.APPROVED: frozenset(),
    DecisionState.REFUSED: frozenset(),
    DecisionState.WITHDRAWN: frozenset(),
}
"""State -> the states it may move to; what is decided stays decided."""


class Choice(StrEnum):
    """What a member of the committee said of a proposal."""

    YES = "yes"
    NO = "no"
    RECUSED = "recused"


KEY_ACCOUNTS_FEW, KEY_ACCOUNTS_MANY, KEY_ACCOUNTS_MOST = 5, 25, 99
"""Below five there is no programme yet, above 25 a warning, above 99 a refusal."""
REVIEWS_BELOW_EXIT_LINE = 2
"""How many reviews in a row a key account must lie below the exit line before its release may be proposed."""
SCORE_SCALE = 1_000
"""Scores are kept in thousandths: 7.25 of 10 is 7,250."""
WEIGHT_SCALE = 100
"""Weights are kept in hundredths of a percent point: 12.5 % is 1,250; one side's weights sum to 10,000."""
WEIGHTS_WHOLE = 100 * WEIGHT_SCALE
