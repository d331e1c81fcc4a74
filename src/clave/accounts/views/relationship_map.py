"""The relationship map as a picture: one box a person, with a link, for a desk, for a phone and for paper.

Of many people a phone shows an outline that folds by level instead: as a picture it would be dozens of screens high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from clave.accounts.queries.relationships import Circle, PersonRow
from clave.accounts.rules.map_layout import Box, Layout, layout
from clave.accounts.rules.relationship_terms import LEVEL_NAMES
from clave.kit.charts.drawing import LETTER, LINE

WIDE, NARROW = 1010, 340
PAD, RUNG, RUNGS = 10, 12, 4
LETTERS = int((208 - 2 * PAD) / LETTER)
"""How many letters of a line fit into a box."""
MANY = 12
"""With more people than this a phone folds the map, and the table can be searched."""
SIGNS = {"good": "✓", "warn": "!", "bad": "×", "none": "–"}


def relationship_map(circle: Circle, customer: str) -> SafeString:
    """The map in both widths, read by keyboard as a list of links; the table beside it says the same."""
    rows = {each.contact.pk: each for each in circle.people}
    lines = {pk: _lines(row) for pk, row in rows.items()}
    heights = {pk: 2 * PAD + LINE * (len(each) + 1) for pk, each in lines.items()}
    below = circle.below
    drawn = [_svg(layout(below, heights, WIDE), rows, lines, customer, "wide")]
    if len(rows) > MANY:
        drawn.append(_outline(rows, below))
    else:
        drawn.append(_svg(layout(below, heights, NARROW), rows, lines, customer, "narrow"))
    return format_html('<div class="picture people-map">{}{}</div>', *drawn)


def _outline(rows: dict[int, PersonRow], below: Mapping[int, Sequence[int]]) -> SafeString:
    """Who reports to whom as a list that folds: the tops with those right under them, the rest when it is opened."""
    reporting = {each for reports in below.values() for each in reports}
    tops = [pk for pk in below if pk not in reporting]
    rooted, loose = [pk for pk in tops if below[pk]], [pk for pk in tops if not below[pk]]
    items = [_branch(pk, rows, below, is_open=True) for pk in rooted]
    if loose:
        named = format_html("{} ({})", gettext("Reporting line not known"), len(loose))
        items.append(_folded(named, [_leaf(rows[pk]) for pk in loose], is_open=False))
    return format_html('<ul class="chart narrow outline">{}</ul>', mark_safe("".join(items)))  # noqa: S308  # escaped where it is made


def _branch(
    pk: int, rows: dict[int, PersonRow], below: Mapping[int, Sequence[int]], *, is_open: bool = False
) -> SafeString:
    """Somebody, and under them those who report to them."""
    if not below[pk]:
        return _leaf(rows[pk])
    under = [_leaf(rows[pk]), *(_branch(each, rows, below) for each in below[pk])]
    return _folded(format_html("{} ({})", rows[pk].name, len(below[pk])), under, is_open=is_open)


def _folded(summary: str, items: Sequence[SafeString], *, is_open: bool) -> SafeString:
    listed = mark_safe("".join(items))  # noqa: S308  # each item is escaped where it is made
    shown = mark_safe(" open") if is_open else ""
    return format_html("<li><details{}><summary>{}</summary><ul>{}</ul></details></li>", shown, summary, listed)


def _leaf(row: PersonRow) -> SafeString:
    """A person's link, and what the box says of them."""
    told = _told(row).removeprefix(row.name).lstrip(", ")
    href = reverse("relationship", args=[row.contact.pk])
    return format_html('<li><a href="{}">{}</a><span class="under">{}</span></li>', href, row.name, told)


def _svg(
    found: Layout, rows: dict[int, PersonRow], lines: dict[int, list[tuple[str, str]]], customer: str, kind: str
) -> SafeString:
    title = gettext("Relationship map of %(customer)s") % {"customer": customer}
    told = gettext(
        "Lines lead from a boss to those who report to them. Each box is a link: name, what they do, part in the decision, stance, "
        "and on the last line the four rungs of how well the closest of ours knows them."
    )
    marks = [f'<polyline points="{_points(line)}" class="report"/>' for line in found.lines]
    if found.loose_from is not None:
        words = escape(gettext("Reporting line not known"))
        marks.append(f'<text x="0" y="{found.loose_from + 12:g}">{words}</text>')
    marks += [_person(found.boxes[pk], rows[pk], lines[pk]) for pk in _reading_order(found)]
    return format_html(
        '<svg class="chart {0}" viewBox="-2 -2 {1} {2}" role="group" aria-labelledby="map-{0}-title map-{0}-desc">'
        '<title id="map-{0}-title">{3}</title><desc id="map-{0}-desc">{4}</desc>{5}</svg>',
        kind,
        f"{found.width + 4:g}",
        f"{found.height + 4:g}",
        title,
        told,
        mark_safe("".join(marks)),  # noqa: S308  # every mark is built here from numbers and escaped words
    )


def _reading_order(found: Layout) -> list[int]:
    """From the top down, the boss before the report."""
    return sorted(found.boxes, key=lambda pk: (found.boxes[pk].top, found.boxes[pk].left))


def _lines(row: PersonRow) -> list[tuple[str, str]]:
    """What stands in the box of a person: each line with its kind."""
    found = [(line, "strong") for line in wrap(row.name, LETTERS - 1)]
    found += [(line, "") for line in wrap(row.contact.role, LETTERS)[:2]]
    if row.place and row.place.part:
        found += [(line, "named") for line in wrap(row.place.part_name, LETTERS)]
    if row.stance:
        found += [(line, row.stance.mark) for line in wrap(f"{SIGNS[row.stance.mark]} {row.stance.words}", LETTERS)]
    return found


def _person(box: Box, row: PersonRow, lines: list[tuple[str, str]]) -> str:
    kind = f"person {row.stance.mark}" if row.stance else "person"
    parts = [
        f'<rect x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}" rx="4" class="{kind}"/>'
    ]
    for place, (words, shade) in enumerate(lines, start=1):
        at = box.top + PAD + LINE * place - 4
        parts.append(f'<text x="{box.left + PAD:g}" y="{at:g}" class="{shade}">{escape(words)}</text>')
    parts += _rungs(box, row)
    href = reverse("relationship", args=[row.contact.pk])
    return f'<a href="{href}" aria-label="{escape(_told(row))}">{"".join(parts)}</a>'


def _rungs(box: Box, row: PersonRow) -> list[str]:
    """Four rungs: filled as far as the closest of ours knows them, outlined as far as it is wanted; and who that is."""
    foot = box.foot - PAD
    parts = []
    for rung in range(1, RUNGS + 1):
        kind = "filled" if rung <= row.best else "wanted" if rung <= row.wanted else "empty"
        left = box.left + PAD + (rung - 1) * (RUNG + 3)
        parts.append(f'<rect x="{left:g}" y="{foot - 8:g}" width="{RUNG}" height="7" rx="1" class="rung {kind}"/>')
    start = PAD + RUNGS * (RUNG + 3) + 4
    words = _knower(row, int((box.width - start - 4) / LETTER))
    return [*parts, f'<text x="{box.left + start:g}" y="{foot:g}">{escape(words)}</text>']


def _knower(row: PersonRow, letters: int) -> str:
    """The one of ours who knows them best, and how many more do."""
    if not row.knowers:
        return gettext("nobody of ours")
    more = f" +{len(row.knowers) - 1}" if len(row.knowers) > 1 else ""
    name, room = row.knowers[0].person.full_name, letters - len(more)
    short = name if len(name) <= room else name.split()[-1]
    return f"{short if len(short) <= room else short[: room - 1] + '…'}{more}"


def _told(row: PersonRow) -> str:
    """A person in one sentence, as it is read aloud."""
    said = [row.name, row.contact.role, row.place.part_name if row.place else ""]
    said += [row.stance.words] if row.stance else []
    if row.knowers:
        best = row.knowers[0]
        said.append(f"{best.person.full_name} {gettext(LEVEL_NAMES[best.today])}")
    else:
        said.append(gettext("nobody of ours"))
    return ", ".join(each for each in said if each)


def _points(line: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in line)
