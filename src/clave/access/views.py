"""The doors of people, roles and history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a person sees whose form is older than the session it came from."""
    return render(request, "access/page_expired.html", status=403)
