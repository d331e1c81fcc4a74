"""Which group a customer without one might belong to, told by its name and its owner: a hint, never a decision."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SAY_NOTHING = """
ab ag as bv bvba co corp corporation cv eirl eurl gbr gmbh holding inc kft kg lda limited llc llp ltd ltda mbh nv ohg oy plc
pte pty sa sarl sas sau sca se sl slu snc spa spzoo srl sro ug zoo company compania group grupo gruppe groupe
the el la los las le les der die das
"""
LEGAL_FORMS = frozenset(_SAY_NOTHING.split())
SHORTEST_WORD = 4
MOST_SHARING = 12
"""A first word that more customers share than this names a trade, not a house."""


@dataclass(frozen=True)
class Named:
    """A customer as far as its name tells something."""

    code: str
    name: str
    owner: str = ""


@dataclass(frozen=True)
class Likely:
    """A group a customer might belong to: the words both names begin with, and whether both have one owner."""

    customer: Named
    group: Named
    shared: str
    same_owner: bool


def words_of(name: str) -> tuple[str, ...]:
    """The words that tell houses apart: without accents, dots, legal forms and articles."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace(".", "")
    return tuple(word for word in re.findall(r"[a-z0-9&]+", plain) if word not in LEGAL_FORMS)


def shared_words(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The words both begin with."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return tuple(one[:count])


def likely_groups(lonely: Iterable[Named], groups: Iterable[Named]) -> list[Likely]:
    """For every customer without a group the likeliest one: most shared words first, then one owner, then the name."""
    by_word: dict[str, list[tuple[Named, tuple[str, ...]]]] = defaultdict(list)
    for group in groups:
        if (words := words_of(group.name)) and len(words[0]) >= SHORTEST_WORD:
            by_word[words[0]].append((group, words))
    mine = [(customer, words) for customer in lonely if (words := words_of(customer.name)) and words[0] in by_word]
    sharing: dict[str, int] = defaultdict(int)
    for _, words in mine:
        sharing[words[0]] += 1
    found = [_likeliest(customer, words, by_word[words[0]]) for customer, words in mine]
    return [likely for likely in found if sharing[likely.shared.split()[0]] <= MOST_SHARING or " " in likely.shared]


def _likeliest(customer: Named, words: Sequence[str], groups: Sequence[tuple[Named, tuple[str, ...]]]) -> Likely:
    def closeness(candidate: tuple[Named, tuple[str, ...]]) -> tuple[int, bool, str]:
        group, theirs = candidate
        return -len(shared_words(words, theirs)), not _same_owner(customer, group), group.name

    group, theirs = min(groups, key=closeness)
    return Likely(customer, group, " ".join(shared_words(words, theirs)), _same_owner(customer, group))


def _same_owner(one: Named, other: Named) -> bool:
    return bool(one.owner) and one.owner.lower() == other.owner.lower()
