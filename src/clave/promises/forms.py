"""What a person typed about a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clave.company.models import Person
from clave.kit.paging import InPages
from clave.kit.texts import LineField
from clave.ledger.models import Customer
from clave.portfolio.models import KeyAccount
from clave.promises.models import Promise
from clave.promises.queries.checking import customers_to_check
from clave.promises.rules.states import AUDIENCE_NAMES, KIND_NAMES, Kind
from clave.promises.rules.terms import TERMS, USUAL_LEAST, Delivery

if TYPE_CHECKING:
    from datetime import date

    from clave.access.models import User

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
SCOPES = ("product_code", "product_group", "site", "ship_mode")
NARROWING = (*SCOPES, "country")


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who of us keeps a promise: people who are still here, by function; nobody chosen is refused in words."""

    def __init__(self, **words: Any) -> None:
        super().__init__(queryset=Person.objects.none(), label=_("Who keeps it"), required=False, **words)

    def offer(self) -> None:
        """Offer everybody who is here now."""
        people = Person.objects.filter(is_active=True).select_related("function")
        self.queryset = people.order_by("function__name", "full_name")

    def label_from_instance(self, obj: Any) -> str:
        """The function first: it is what one looks for."""
        return f"{obj.function} · {obj}"


class NarrowingField(LineField):
    """What leaves orders out, with the values offered that the ledger knows of the customer."""

    def __init__(self, name: str, **words: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput({"list": f"known-{name}"}), **words)


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
    product_code = NarrowingField("product_code", label=_("Only these products"), most=300)
    product_group = NarrowingField("product_group", label=_("Only these product groups"), most=300)
    site = NarrowingField("site", label=_("Only these sites"), most=120)
    ship_mode = NarrowingField("ship_mode", label=_("Only these ways of shipping"), most=120)
    country = NarrowingField("country", label=_("Only members in this country"), most=80)

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that leave orders out."""
        return [self[name] for name in NARROWING if name in self.fields]

    @property
    def before_narrowing(self) -> list[forms.BoundField]:
        """What is asked before them."""
        return self._shown()[: self._first()]

    @property
    def after_narrowing(self) -> list[forms.BoundField]:
        """What is asked after them."""
        return self._shown()[self._first() :]

    def _shown(self) -> list[forms.BoundField]:
        return [each for each in self.visible_fields() if each.name not in NARROWING]

    def _first(self) -> int:
        """How many fields stand before the first that leaves orders out; all of them where there is none."""
        names = [each.name for each in self.visible_fields()]
        return next((at for at, name in enumerate(names) if name in NARROWING), len(names))

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as the judge of orders takes them."""
        given = self.cleaned_data
        scope = {name: given[name] for name in SCOPES if given.get(name)}
        how = {"within_days": given["within_days"], "lines_percent": given["lines_percent"] or 100}
        return {**how, "country": given.get("country", ""), "scope": scope}


class CheckForm(TermsForm):
    """A promise that is only thought of: to whom, on which orders."""

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code", empty_label=_("choose a customer")
    )
    since = forms.DateField(label=_("Orders since"), required=False, widget=DAY)
    field_order = ("customer",)

    def __init__(self, *args: Any, user: User, on: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["lines_percent"].required = False  # empty is the whole order
        self.fields["customer"].queryset = customers_to_check(user, on)  # type: ignore[attr-defined]


class PromiseForm(TermsForm):
    """A promise that is made."""

    key_account = forms.ModelChoiceField(label=_("Key account"), queryset=KeyAccount.objects.none())
    what = LineField(label=_("What we promise"), most=300, required=False)
    owner = OwnerField()
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
        self.fields["owner"].offer()  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        """What the operation is told."""
        given, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        facts = {name: given[name] for name in ("key_account", "what", "owner", "due_on", "audience")}
        return {**facts, "kind": kind, "delivery": self._delivery() if kind is Kind.DELIVERY else None}

    def _delivery(self) -> Delivery:
        return delivery_of(self.cleaned_data)


class ChangeForm(TermsForm):
    """A promise that is changed: the fields that its kind has, and why."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    what = LineField(label=_("What we promise"), most=300, required=False)
    owner = OwnerField()
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DAY)
    least_percent = forms.IntegerField(
        label=_("Orders of a month that must be in time, per cent"), min_value=1, max_value=100
    )
    ends_on = forms.DateField(
        label=_("Stands until"), required=False, widget=DAY, help_text=_("Empty: until somebody ends it.")
    )
    audience = forms.ChoiceField(
        label=_("Who of us may read it"), choices=[(key, _(name)) for key, name in AUDIENCE_NAMES.items()]
    )
    reason = LineField(
        label=_("Why it changes"), most=300, required=False, help_text=_("Whoever talks to the customer reads it.")
    )
    field_order = ("version", "what", "owner", "due_on")

    def __init__(self, given: Any = None, *, promise: Promise) -> None:
        super().__init__(given, initial=stands(promise))
        self.fields["owner"].offer()  # type: ignore[attr-defined]
        if not promise.owner.is_active:
            asked = _("%(person)s has left: name somebody who keeps it now.") % {"person": promise.owner}
            self.fields["owner"].help_text = asked
        lacking = () if promise.is_delivery else TERMS
        for name in (*lacking, *(("due_on",) if promise.kind != Kind.DUE else ("ends_on",))):
            del self.fields[name]

    @property
    def told(self) -> dict[str, Any]:
        """What the operation is told."""
        given = self.cleaned_data
        words = {name: given[name] for name in ("version", "reason", "what", "owner", "audience")}
        days = {name: given.get(name) for name in ("due_on", "ends_on")}
        return {**words, **days, "delivery": delivery_of(given) if "lines_percent" in given else None}


class EndForm(forms.Form):
    """Why a promise no longer stands."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = LineField(label=_("Why it no longer stands"), most=300, required=False)


def delivery_of(given: dict[str, Any]) -> Delivery:
    """The terms of delivery as typed."""
    return Delivery(**{name: given[name] for name in TERMS})


def stands(promise: Promise) -> dict[str, Any]:
    """What stands there now, field by field."""
    names = ("version", "what", "due_on", "ends_on", "audience", *TERMS)
    return {**{name: getattr(promise, name) for name in names}, "owner": promise.owner_id}


class PromisesFilter(InPages):
    """Which promises are asked for."""

    search = forms.CharField(label=_("Promise or key account"), max_length=200, required=False)
    function = forms.CharField(label=_("Function"), max_length=120, required=False)
    broken = forms.BooleanField(label=_("Only broken ones"), required=False)
