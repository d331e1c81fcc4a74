"""The door of one customer: what it contributes and is worth, how sure that is, and what is not known."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit import slots
from clave.value.columns import Opens
from clave.value.fields import reading
from clave.value.queries.customer import CustomerPage, customer_page, visible_customers
from clave.value.rules import not_known
from clave.value.views import customer_figures, customer_pictures
from clave.value.views.customers import headings

NOT_KNOWN_OF = {
    Opens.VALUE: ("lifetime_value", "product_cost", "freight"),
    Opens.PRICES: ("list_revenue",),
    Opens.COUNTS: ("due_orders",),
}
"""Right -> the figures whose absence it lets a reader know of."""


@doors.requires(Action.SEE_CUSTOMERS, methods=doors.READING)
def customer(request: SignedIn, code: str) -> HttpResponse:
    """One customer in the reader's scope."""
    reads = reading(request.user, timezone.localdate())
    page = customer_page(get_object_or_404(visible_customers(reads), code=code), reads)
    shown = {
        "page": page,
        "customer": page.customer,
        "run": page.run,
        "shows_money": Opens.MONEY in page.rights,
        "figures": customer_figures.headline(page),
        "alarms": customer_figures.alarms(page),
        "made_of": customer_figures.made_of(page),
        "pictures": customer_pictures.pictures(page),
        "not_known": [gettext(sentence) for sentence in unknowns(page)],
        "warnings": customer_figures.warnings(page),
        "from_above": slots.filled(slots.CUSTOMER, request, page.customer),
        "member_headings": headings(page.members) if page.members else [],
    }
    return render(request, "value/customer.html", shown)


def unknowns(page: CustomerPage) -> list[str]:
    """What is missing of this customer, among the figures that are open to the reader."""
    if page.now is None:
        return []
    names = [name for right, figures in NOT_KNOWN_OF.items() if right in page.rights for name in figures]
    lacks = page.now.run.manifest.get("contribution_lacks", [])
    return not_known({name: getattr(page.now.row, name) for name in names}, lacks)
