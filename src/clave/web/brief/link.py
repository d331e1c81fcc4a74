"""The way from the visits of a key account to the page before a visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext


def brief_link(request: HttpRequest, customer: Any) -> str:
    """The link; who sees the visits may read the page."""
    to = reverse("visit-brief", args=[customer.code])
    return format_html('<a class="button" href="{}">{}</a>', to, gettext("Before the visit"))
