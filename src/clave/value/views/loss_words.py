"""Losses in words: what drives each, what would end it, and what all would bring if they were mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from clave.kit import tables
from clave.kit.money import Money
from clave.kit.refusals import gettext_noop
from clave.kit.tables import Cell as Exported
from clave.kit.templatetags import figures
from clave.value.queries.losses import Loss, LossKept, RemedyKept, mended
from clave.value.rules import STEP_NAMES
from clave.value.views.words import at_a_glance, counted, in_full

SHOWN_REMEDIES = 3
DEAREST = Decimal("0.25")
LEVERS = {
    "price": gettext_noop("prices %(share)s higher at the same volume"),
    "fewer_orders": gettext_noop("the same goods in %(number)s orders fewer"),
    "minimum_order": gettext_noop("a minimum order of %(amount)s"),
    "freight_terms": gettext_noop("%(share)s less of the freight we bear"),
    "driver": gettext_noop("%(share)s less of %(driver)s"),
}
"""What can be changed -> how much of it would end the loss."""
SORT_NAMES = {
    "customer": gettext_noop("Customer"),
    "contribution": gettext_noop("Contribution"),
    "driver": gettext_noop("What drives the loss"),
    "beyond": gettext_noop("Beyond the usual"),
}


@dataclass(frozen=True)
class LossShown:
    """One customer as the table shows it."""

    code: str
    name: str
    contribution: str
    driver: str
    beyond: str
    usual: str
    remedies: Sequence[str]
    is_group: bool = False


def shown(loss: Loss, currency: str) -> LossShown:
    """One row of the table."""
    kept = loss.kept
    driver = driver_name(kept.driver) if kept and kept.driver else ""
    facts = {"amount": in_full(kept.amount, currency), "usual": in_full(kept.usual, currency)} if kept else {}
    usual = gettext("%(amount)s, where %(usual)s is usual for its revenue") % facts if driver else ""
    beyond = in_full(kept.beyond, currency) if kept and driver else ""
    remedies = remedies_in_words(kept, currency)
    money = in_full(loss.contribution, currency)
    return LossShown(loss.code, loss.name, money, driver, beyond, usual, remedies, loss.is_group)


def remedies_in_words(kept: LossKept | None, currency: str) -> list[str]:
    """What would end the loss, each enough by itself; what takes most beyond the usual is named first."""
    if kept is None:
        return []
    enough = [each for each in kept.remedies if each.suffices]
    first = sorted(enough, key=lambda each: not each.driver or each.driver != kept.driver)
    return [remedy_in_words(each, currency) for each in first[:SHOWN_REMEDIES]]


def _is_out_of_reach(remedy: RemedyKept) -> bool:
    """Whether no customer would follow: prices that rise by more than a quarter."""
    return remedy.lever == "price" and remedy.needed > DEAREST


def remedy_in_words(remedy: RemedyKept, currency: str) -> str:
    """One change and how much of it is needed."""
    in_money = remedy.lever == "minimum_order"
    facts = {
        "share": figures.percent(float(remedy.needed), 1 if abs(remedy.needed) < 1 else 0) if not in_money else "",
        "number": figures.number(remedy.needed),
        "amount": at_a_glance(int(remedy.needed), currency) if in_money else "",
        "driver": driver_name(remedy.driver),
    }
    return gettext(LEVERS[remedy.lever]) % facts


def driver_name(name: str) -> str:
    """A driver as finance named it; freight of the ledger in the reader's language."""
    return gettext(STEP_NAMES[name]) if name in STEP_NAMES else name


def if_mended(found: Sequence[Loss], total: int, currency: str) -> str:
    """What all customers would contribute if each loss were brought to zero."""
    facts = {
        "count": counted(len(found)),
        "then": at_a_glance(total + mended(found), currency),
        "now": at_a_glance(total, currency),
    }
    words = ngettext(
        "If this loss were mended, all customers would contribute %(then)s instead of %(now)s.",
        "If these %(count)s losses were mended, all customers would contribute %(then)s instead of %(now)s.",
        len(found),
    )
    return words % facts


def causes(found: Sequence[Loss], currency: str) -> str:
    """Which driver stands behind most of the losses, and how many of them it is."""
    by_driver: dict[str, int] = {}
    for loss in found:
        if loss.kept and loss.kept.driver:
            by_driver[loss.kept.driver] = by_driver.get(loss.kept.driver, 0) + 1
    if not by_driver:
        return ""
    name, number = max(by_driver.items(), key=lambda each: (each[1], each[0]))
    facts = {"driver": driver_name(name), "number": counted(number), "count": counted(len(found))}
    return gettext("What stands out most often is %(driver)s: at %(number)s of the %(count)s.") % facts


def columns() -> list[tables.Column]:
    """The columns of the losses as a file."""
    return [
        tables.Column("customer_code", gettext("Code")),
        tables.Column("name", gettext("Customer")),
        tables.Column("contribution", gettext("Contribution"), "#,##0.00"),
        tables.Column("revenue", gettext("Revenue"), "#,##0.00"),
        tables.Column("driver", gettext("What drives the loss")),
        tables.Column("driver_amount", gettext("Cost of it"), "#,##0.00"),
        tables.Column("driver_usual", gettext("Usual for its revenue"), "#,##0.00"),
        tables.Column("remedies", gettext("What would end it")),
        tables.Column("currency", gettext("Currency")),
    ]


def exported(found: Sequence[Loss], currency: str) -> Iterator[list[Exported]]:
    """Every loss as a row of a file."""
    for loss in found:
        kept = loss.kept if loss.kept and loss.kept.driver else None
        amounts = [loss.contribution, loss.revenue]
        of_driver = [kept.amount, kept.usual] if kept else [None, None]
        written = [None if each is None else Money.from_minor(each, currency).amount for each in (*amounts, *of_driver)]
        driver = driver_name(kept.driver) if kept else ""
        remedies = "; ".join(remedies_in_words(loss.kept, currency))
        yield [loss.code, loss.name, *written[:2], driver, *written[2:], remedies, currency]
