"""What a page says of a proposal in sentences: what stands in the way, what to know before, what would flip it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from clave.kit.templatetags import figures
from clave.portfolio.queries.evidence import Evidence
from clave.portfolio.rules.deciding import LineFlip, Load, Size, size_advice, size_of
from clave.portfolio.templatetags.choosing import points


@dataclass(frozen=True)
class Remark:
    """One thing to know before deciding, and in two words what to make of it; `kind` is good, warn, bad or none."""

    kind: str
    sentence: str
    label: str = ""


def remarks(found: Evidence, *, admits: bool, manager: Load | None, sponsor: Load | None) -> list[Remark]:
    """Everything to know before deciding, what weighs most first."""
    told = [*_firmness(found, admits), *_missing(found)]
    if admits:
        told += [*_people(manager, sponsor), _size(found.count + 1)]
    return told


def _firmness(found: Evidence, admits: bool) -> Iterator[Remark]:
    if found.is_equal_at_the_line:
        words = gettext(
            "It shares the last place among the first %(first)s with others: nothing in the charter tells them apart."
        )
        yield Remark("warn", words % {"first": found.ranking.first}, gettext("equal"))
    if found.equals:
        names = ", ".join(str(each) for each in found.equals)
        yield Remark(
            "warn", gettext("The same score to the thousandth: %(names)s.") % {"names": names}, gettext("equal")
        )
    line = found.lines.entry if admits else found.lines.leaving
    yield from _flips(found, found.entry_flips if admits else found.exit_flips, line)
    if found.newer is not None and found.newer.score is not None and found.newer.score != found.score:
        facts = {"ranking": found.newer.ranking.short_code, "score": points(found.newer.score)}
        kind = "warn" if (found.newer.score >= line) is not ((found.score or 0) >= line) else "none"
        yield Remark(kind, gettext("Ranked again since: %(score)s in ranking %(ranking)s.") % facts, gettext("newer"))


def _flips(found: Evidence, flips: object, line: int) -> Iterator[Remark]:
    names = {each.key: each.name for each in found.criteria}
    told = [_flip(names[each.criterion], each) for each in flips] if isinstance(flips, list | tuple) else []
    if told:
        above = (found.score or 0) >= line
        words = (
            gettext("It would fall below the line of %(line)s with a small change of one weight: %(changes)s.")
            if above
            else gettext("It would reach the line of %(line)s with a small change of one weight: %(changes)s.")
        )
        yield Remark("warn", words % {"line": points(line), "changes": "; ".join(told)}, gettext("close call"))
    elif found.score is not None:
        words = gettext("No change of one weight by 15 points or less carries it across the line.")
        yield Remark("good", words, gettext("firm"))


def _flip(name: str, flip: LineFlip) -> str:
    facts = {"criterion": name, "points": figures.number(abs(flip.points), 1)}
    more = gettext("“%(criterion)s” %(points)s points more")
    less = gettext("“%(criterion)s” %(points)s points less")
    return (more if flip.points > 0 else less) % facts


def _missing(found: Evidence) -> Iterator[Remark]:
    if found.row is None or not found.missing:
        return
    names = ", ".join(each.name for each in found.missing)
    facts = {"names": names, "score": points(found.row.score), "high": points(found.row.score_high)}
    words = gettext("Nothing is known on %(names)s: the score is %(score)s without it and could be up to %(high)s.")
    yield Remark("warn", words % facts, gettext("not known"))


def _people(manager: Load | None, sponsor: Load | None) -> Iterator[Remark]:
    if manager is None:
        words = gettext("No key account manager is named: somebody has to be appointed.")
        yield Remark("warn", words, gettext("no manager"))
    else:
        yield load_remark(
            manager, gettext("%(person)s would manage %(after)s key accounts; there is room for %(most)s.")
        )
    if sponsor is None:
        yield Remark("warn", gettext("No executive sponsor is named."), gettext("no sponsor"))
    else:
        yield load_remark(
            sponsor, gettext("%(person)s would sponsor %(after)s key accounts; the guidance is %(most)s.")
        )


def load_remark(load: Load, words: str) -> Remark:
    """How much a person would have on their hands."""
    told = words % {"person": load.person, "after": load.after, "most": load.most}
    if not load.is_full:
        return Remark("good", told, gettext("has room"))
    return Remark("bad", told, gettext("over capacity"))


def _size(count: int) -> Remark:
    words = ngettext("It would be %(count)s key account.", "There would be %(count)s key accounts.", count)
    size = size_of(count)
    kind = {Size.FEW: "none", Size.GUIDED: "good", Size.MANY: "warn"}[size]
    label = {Size.FEW: gettext("few"), Size.GUIDED: gettext("guidance"), Size.MANY: gettext("many")}[size]
    return Remark(kind, f"{words % {'count': count}} {size_advice(count, gettext)}", label)
