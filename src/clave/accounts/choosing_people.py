"""How people are chosen in forms: one of theirs, as far as the name may be told, or one of ours who is still here."""

from __future__ import annotations

from typing import Any

from django import forms

from clave.accounts.queries.relationships import named
from clave.company.models import Person


class ContactField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of their people, as far as the name may be told."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, and what they do."""
        return f"{named(obj)}, {obj.role}" if obj.role else named(obj)


class OurPersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of ours who is still here."""

    def __init__(self, **words: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **words)

    def offer(self) -> None:
        """Offer everybody who is here now."""
        self.queryset = Person.objects.filter(is_active=True).select_related("function").order_by("full_name")

    def label_from_instance(self, obj: Any) -> str:
        """The name first, then the function."""
        return f"{obj} · {obj.function}"
