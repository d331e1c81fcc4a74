"""What drivers count and read, in the reader's words."""

from __future__ import annotations

from clave.analytics.cost_to_serve.pieces import ANY, COUNT, ONCE
from clave.kit.refusals import gettext_noop

EACH_WORDS = {
    "order": gettext_noop("order"),
    "line": gettext_noop("order line"),
    "return": gettext_noop("returned line"),
    "activity": gettext_noop("activity (visit, call, claim …)"),
    "month": gettext_noop("month since the first order"),
}
"""What a driver counts -> how an editor calls it."""

PER_WORDS = {
    "lines": gettext_noop("line of the order"),
    "quantity": gettext_noop("unit"),
    "sum(quantity)": gettext_noop("unit in the order"),
    "minutes": gettext_noop("minute recorded"),
    "amount": gettext_noop("unit of money recorded"),
    "freight": gettext_noop("unit of money of freight"),
    "freight_amount": gettext_noop("unit of money of freight"),
    "product_cost": gettext_noop("unit of money of product cost"),
    "cost_amount": gettext_noop("unit of money of product cost"),
    "returns_amount": gettext_noop("unit of money that came back"),
    "revenue": gettext_noop("unit of money of revenue"),
    "net_amount": gettext_noop("unit of money of revenue"),
    "list_revenue": gettext_noop("unit of money at list price"),
    "list_amount": gettext_noop("unit of money at list price"),
    "promised_days": gettext_noop("day until the promised delivery"),
    "delivered_days": gettext_noop("day until the delivery"),
}
"""Column -> what one of it is called after "for each"."""

CONDITION_WORDS = {
    ONCE: gettext_noop("time the condition holds"),
    ANY: gettext_noop("order with a line where …"),
    COUNT: gettext_noop("line of the order where …"),
}
"""The ways of counting that need a condition."""

COLUMN_WORDS = {
    "lines": gettext_noop("lines"),
    "quantity": gettext_noop("quantity"),
    "minutes": gettext_noop("minutes"),
    "amount": gettext_noop("amount"),
    "kind": gettext_noop("kind of activity"),
    "freight": gettext_noop("freight"),
    "freight_amount": gettext_noop("freight"),
    "product_cost": gettext_noop("product cost"),
    "cost_amount": gettext_noop("product cost"),
    "returns_amount": gettext_noop("amount that came back"),
    "revenue": gettext_noop("revenue"),
    "net_amount": gettext_noop("revenue"),
    "list_revenue": gettext_noop("list price"),
    "list_amount": gettext_noop("list price"),
    "promised_days": gettext_noop("days until the promised delivery"),
    "delivered_days": gettext_noop("days until the delivery"),
    "product_code": gettext_noop("product"),
    "product_group": gettext_noop("product group"),
    "ship_mode": gettext_noop("way of shipping"),
    "site": gettext_noop("site"),
    "seller_code": gettext_noop("seller"),
    "status": gettext_noop("status"),
}
"""Column -> what a condition on it is called."""

SIGN_WORDS = {
    "=": gettext_noop("is"),
    "<>": gettext_noop("is not"),
    "<": gettext_noop("below"),
    "<=": gettext_noop("at most"),
    ">": gettext_noop("above"),
    ">=": gettext_noop("at least"),
}
NEW_DRIVERS = {
    "order": gettext_noop("Something every order takes"),
    "line": gettext_noop("Something a line takes"),
    "return": gettext_noop("Something a return takes"),
    "activity": gettext_noop("Visits, calls, claims …"),
    "month": gettext_noop("Account team, every month"),
}
"""The buttons that add a driver."""
