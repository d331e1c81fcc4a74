"""What is worth saying about how a customer is known: one table for a person, one for the whole, and the next thing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clave.accounts.rules.relationship_terms import DECIDERS, STANCE_AGES_DAYS, WEIGHTY, Part, quiet_after
from clave.kit.refusals import gettext_noop


@dataclass(frozen=True)
class Known:
    """What the tables look at of one person: their part, stance, who of ours knows them, and since when it is quiet."""

    part: str = ""
    stance: str = ""
    stance_days: int | None = None
    knowers: tuple[str, ...] = ()
    best: int = 0
    wanted: int = 0
    quiet_days: int | None = None

    @property
    def is_weighty(self) -> bool:
        """Whether this person can turn the decision."""
        return self.part in WEIGHTY

    @property
    def is_quiet(self) -> bool:
        """Whether nobody of ours had a word with them for longer than their part allows."""
        return self.quiet_days is None or self.quiet_days > quiet_after(self.part)


@dataclass(frozen=True)
class Flag:
    """One thing that is wrong with how a person is known: in a few words, and what to do."""

    kind: str
    mark: str
    words: str
    task: str


_ROWS: tuple[tuple[Flag, Callable[[Known], bool]], ...] = (
    (
        Flag(
            "unknown_decider",
            "bad",
            gettext_noop("nobody of ours knows them"),
            gettext_noop("Find who of ours meets %(person)s first: they decide, and nobody of ours knows them."),
        ),
        lambda known: known.part in DECIDERS and not known.knowers,
    ),
    (
        Flag(
            "single",
            "warn",
            gettext_noop("only one of ours knows them"),
            gettext_noop(
                "Bring a second of ours to %(person)s: today only %(knower)s knows them, and leaves with what they know."
            ),
        ),
        lambda known: known.is_weighty and len(known.knowers) == 1,
    ),
    (
        Flag(
            "quiet",
            "warn",
            gettext_noop("gone quiet"),
            gettext_noop("Speak with %(person)s: nobody of ours had a word with them for %(days)s days."),
        ),
        lambda known: known.is_weighty and bool(known.knowers) and known.quiet_days is not None and known.is_quiet,
    ),
    (
        Flag(
            "untold",
            "none",
            gettext_noop("no contact on record"),
            gettext_noop("Say when one of ours last had a word with %(person)s: nothing is on record."),
        ),
        lambda known: known.is_weighty and bool(known.knowers) and known.quiet_days is None,
    ),
    (
        Flag(
            "against",
            "warn",
            gettext_noop("not with us, and matters"),
            gettext_noop("Ask %(person)s what would have to change: they matter for the decision and are not with us."),
        ),
        lambda known: known.is_weighty and known.stance in ("doubts", "other"),
    ),
    (
        Flag(
            "below_wanted",
            "none",
            gettext_noop("less well known than wanted"),
            gettext_noop("Come closer to %(person)s, as you planned."),
        ),
        lambda known: known.best < known.wanted,
    ),
    (
        Flag(
            "no_stance",
            "none",
            gettext_noop("stance not known"),
            gettext_noop("Say where %(person)s stands, and why you think so."),
        ),
        lambda known: known.is_weighty and not known.stance,
    ),
    (
        Flag(
            "old_stance",
            "none",
            gettext_noop("stance is old"),
            gettext_noop("Look again at where %(person)s stands: it was last said long ago."),
        ),
        lambda known: known.stance_days is not None and known.stance_days > STANCE_AGES_DAYS,
    ),
)
"""The flags in order of consequence: the first that holds for anybody is the next thing to do."""


def flags(known: Known) -> list[Flag]:
    """What is wrong with how one person is known, the gravest first."""
    return [flag for flag, holds in _ROWS if holds(known)]


@dataclass(frozen=True)
class Task:
    """The one thing to do next: about whom (their place in the list; None for the whole), as a sentence with its facts."""

    place: int | None
    sentence: str


NOBODY = Task(None, gettext_noop("Add the first person: who at the customer decides about buying from us?"))
NO_DECIDER = Task(None, gettext_noop("Find out who decides: nobody here is marked as deciding."))
NOTHING = Task(None, gettext_noop("Nothing is pressing: everybody who matters is known by two of ours and heard from."))


def next_task(people: Sequence[Known]) -> Task:
    """The one thing to do next, by the order of the tables."""
    if not people:
        return NOBODY
    if not any(each.part == Part.DECIDES for each in people):
        return NO_DECIDER
    for flag, holds in _ROWS:
        for place, each in enumerate(people):
            if holds(each):
                return Task(place, flag.task)
    return NOTHING


def hangs_on(people: Sequence[Known]) -> str:
    """The one of ours on whom everything hangs, where two or more are known and all by the same person; else empty."""
    known = [each for each in people if each.knowers]
    names = {name for each in known for name in each.knowers}
    return names.pop() if len(known) > 1 and len(names) == 1 else ""
