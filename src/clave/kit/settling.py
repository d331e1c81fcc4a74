"""How a form is answered: shown again with what is wrong, or done by one operation, told and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from clave.kit.refusals import Refusal
from clave.kit.texts import status_of

Again = Callable[[int, Refusal | None], HttpResponse]
"""Shows the page of a form again, which says itself what is wrong; takes the status, and what was refused."""


def settled(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Any],
    again: Again,
    *,
    told: Callable[[Any], str] | str,
    to: tuple[Any, ...],
) -> HttpResponse:
    """Do what a valid form asks by one operation, which takes its fields; say so and go on to the page `to`."""
    if not form.is_valid():
        return again(status_of(form), None)
    try:
        made = act(**form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return again(refusal.http_status, refusal)
    messages.success(request, told if isinstance(told, str) else told(made))
    return redirect(*to)


def first_wrong(form: forms.Form) -> str:
    """The first thing that is wrong with a form whose page has no place for it."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")
