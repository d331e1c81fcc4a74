"""What the pack says of the proof of benefit: the latest statement, else what could be seen at all."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from clave.kit.templatetags import figures
from clave.programme.pack import words
from clave.programme.pack.facts import Facts
from clave.programme.pack.parts import Figure, Picture, Point, Points, Section, Span
from clave.review.benefit_words import StatementShown
from clave.review.queries.benefit import Told, latest_statement
from clave.review.queries.benefit_before import Seeable, seeable
from clave.review.rules.benefit import METHOD_NAMES


def proof(facts: Facts) -> Section:
    """Whether the programme pays, and how sure that is."""
    statement = latest_statement(facts.user, facts.on)
    return _stated(Told(statement)) if statement else _not_stated(facts)


def _stated(told: Told) -> Section:
    shown, statement = StatementShown(told, {}), told.statement
    source = gettext("Statement %(statement)s of run %(run)s, as of %(day)s") % {
        "statement": statement.short_code, "run": statement.run.short_code, "day": figures.day(statement.run.as_of)
    }  # fmt: skip
    methods = [
        Point(f"{gettext(METHOD_NAMES[each['name']])}: {_yearly(told, each['estimate'])}", _range(told, each))
        for each in told.found["methods"]
    ]
    minding = [Point(each, "") for each in shown.warnings]
    return Section(
        key="proof",
        name=gettext("Proof of benefit"),
        finding=shown.heading,
        source=source,
        figures=[Figure(each.label, each.value, each.note) for each in shown.figures],
        picture=_methods(told),
        points=[
            *([Points(gettext("Every method side by side"), methods)] if methods else []),
            *([Points(gettext("What to mind"), minding)] if minding else []),
        ],
        told=shown.lede,
        empty=gettext("Nothing can be estimated yet."),
    )


def _methods(told: Told) -> Picture | None:
    """The three estimates on one scale, each with its doubt."""
    spans = [
        Span(
            gettext(METHOD_NAMES[each["name"]]),
            0,
            _bar(told, each["estimate"]),
            _yearly(told, each["estimate"]),
            "bad" if each["estimate"] < 0 else "plain",
            _bar(told, each["low"]),
            _bar(told, each["high"]),
        )
        for each in told.found["methods"]
    ]
    sentence = gettext("One bar a method; the thin line is the interval in which the benefit lies in 8 of 10 cases.")
    return Picture("bars", gettext("Benefit a year by every method"), sentence, spans) if spans else None


def _bar(told: Told, minor: int) -> float:
    """A yearly amount as the length of a bar."""
    found = told.yearly(minor)
    return float(found.amount) if found else 0.0


def _yearly(told: Told, minor: int) -> str:
    return figures.money(told.yearly(minor))


def _range(told: Told, method: dict[str, int]) -> str:
    ends = {"low": _yearly(told, method["low"]), "high": _yearly(told, method["high"])}
    return gettext("%(low)s to %(high)s in 8 of 10 cases") % ends


def _not_stated(facts: Facts) -> Section:
    seen = seeable(facts.user, facts.run, [each.key_account.customer_id for each in facts.held])
    entries = [
        Point(
            gettext("A before-and-after figure is not given"),
            gettext(
                "It would credit the programme with what the market did, and with customers chosen while they grew."
            ),
        ),
        Point(
            gettext("What a statement compares"),
            gettext(
                "Contribution of key accounts after cost to serve, against similar customers outside and their own past."
            ),
        ),
    ]
    finding = gettext("No statement of benefit was made yet")
    return Section(
        key="proof",
        name=gettext("Proof of benefit"),
        finding=gettext("No statement of benefit was made yet; a small one could not be seen") if seen else finding,
        source=words.run_source(facts),
        figures=[_smallest(seen)] if seen else [],
        points=[Points(gettext("What is said, and what is not"), entries)],
        empty=gettext("Nothing can be estimated yet."),
    )


def _smallest(seen: Seeable) -> Figure:
    told = {"accounts": figures.number(seen.accounts), "learnt": figures.number(seen.learnt_from)}
    return Figure(
        gettext("Smallest benefit a year and key account that could be told from chance"),
        figures.money(seen.money),
        ngettext(
            "One key account, noise learnt from %(learnt)s customers, found 4 times in 5",
            "%(accounts)s key accounts, noise learnt from %(learnt)s customers, found 4 times in 5",
            seen.accounts,
        )
        % told,
    )
