"""What a person typed about a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.texts import LineField
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.promises.queries.checking import customers_to_check
from clave.promises.rules.states import AUDIENCE_NAMES, KIND_NAMES, Kind
from clave.promises.rules.terms import USUAL_LEAST, Delivery

if TYPE_CHECKING:
    from datetime import date

    from clave.access.models import User

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
SCOPES = ("product_code", "product_group", "site", "ship_mode")


class TermsForm(forms.Form):
    """The fields of a delivery promise."""

    within_days = forms.IntegerField(
        label=_("Within how many days"),
        min_value=0,
        max_value=3_650,
        required=False,
        help_text=_("From the order to its last line. Empty: by the promised day of each order."),
    )
    lines_percent = forms.IntegerField(
        label=_("Lines of an order that must come in time, per cent"), min_value=1, max_value=100, initial=100
    )
    product_code = LineField(label=_("Only this product"), most=64, required=False)
    product_group = LineField(label=_("Only this product group"), most=120, required=False)
    site = LineField(label=_("Only this site"), most=120, required=False)
    ship_mode = LineField(label=_("Only this way of shipping"), most=120, required=False)

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as the judge of orders takes them."""
        given = self.cleaned_data
        scope = {name: given[name] for name in SCOPES if given.get(name)}
        return {"within_days": given["within_days"], "lines_percent": given["lines_percent"] or 100, "scope": scope}


class CheckForm(TermsForm):
    """A promise that is only thought of: to whom, on which orders."""

    customer = forms.ModelChoiceField(label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code")
    since = forms.DateField(label=_("Orders since"), required=False, widget=DAY)
    field_order = ("customer",)

    def __init__(self, *args: Any, user: User, on: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["customer"].queryset = customers_to_check(user, on)  # type: ignore[attr-defined]


class PromiseForm(TermsForm):
    """A promise that is made."""

    key_account = forms.ModelChoiceField(label=_("Key account"), queryset=KeyAccount.objects.none())
    what = LineField(label=_("What we promise"), most=300, required=False)
    owner = forms.ModelChoiceField(label=_("Who keeps it"), queryset=Person.objects.none(), required=False)
    kind = forms.ChoiceField(label=_("Judged by"), choices=[(str(kind), _(name)) for kind, name in KIND_NAMES.items()])
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DAY, help_text=_("Where it is due on a day."))
    least_percent = forms.IntegerField(
        label=_("Orders of a month that must be in time, per cent"), min_value=1, max_value=100, initial=USUAL_LEAST
    )
    audience = forms.ChoiceField(
        label=_("Who of us may read it"), choices=[(key, _(name)) for key, name in AUDIENCE_NAMES.items()]
    )
    field_order = ("key_account", "what", "owner", "kind", "due_on")

    def __init__(self, *args: Any, user: User, on: date, **words: Any) -> None:
        super().__init__(*args, **words)
        accounts = KeyAccount.objects.visible_to(user, on).current(on).select_related("customer")
        self.fields["key_account"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["key_account"].label_from_instance = lambda held: held.customer.name  # type: ignore[attr-defined]
        people = (
            Person.objects.filter(is_active=True).select_related("function").order_by("function__name", "full_name")
        )
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda one: f"{one.function} · {one}"  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What the operation is told."""
        given, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        facts = {name: given[name] for name in ("key_account", "what", "owner", "due_on", "audience")}
        return {**facts, "kind": kind, "delivery": self._delivery() if kind is Kind.DELIVERY else None}

    def _delivery(self) -> Delivery:
        names = ("within_days", "lines_percent", "least_percent", *SCOPES)
        return Delivery(**{name: self.cleaned_data[name] for name in names})


class PromisesFilter(forms.Form):
    """Which promises are asked for."""

    search = forms.CharField(label=_("Promise or key account"), max_length=200, required=False)
    function = forms.CharField(label=_("Function"), max_length=120, required=False)
    broken = forms.BooleanField(label=_("Only broken ones"), required=False)
