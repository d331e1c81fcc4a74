"""Lists that come in pages: which page was asked for, and where it stands among all of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from django import forms

PAGE = 50
"""So many rows on one page."""


@dataclass(frozen=True)
class Place:
    """Where a page stands among all pages of a list."""

    number: int
    last: int

    @property
    def start(self) -> int:
        """The place of the first row of this page, counted from 0."""
        return (self.number - 1) * PAGE

    @property
    def stop(self) -> int:
        """The place after its last row."""
        return self.start + PAGE

    @property
    def before(self) -> int | None:
        """The page before this one; None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after this one; None on the last."""
        return self.number + 1 if self.number < self.last else None


def place(asked: int, rows: int) -> Place:
    """The page asked for, or the nearest there is."""
    last = max(1, ceil(rows / PAGE))
    return Place(min(max(asked, 1), last), last)


class InPages(forms.Form):
    """What narrows a list that comes in pages."""

    page = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    @property
    def page_number(self) -> int:
        """The page asked for; the first where it is no number."""
        given = self.cleaned_data.get("page", "") if self.is_valid() else ""
        return int(given) if given.isascii() and given.isdigit() else 1
