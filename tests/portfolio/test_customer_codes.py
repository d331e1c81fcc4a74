"""A customer whose code is the word of a page, or holds a slash, is reached from every list."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from clave.ledger.models import Customer
from tests.asking import Asking
from tests.portfolio.choosing import Choosing

LISTS = ("customers", "candidates", "key-accounts", "judgements", "appointments", "profiles", "sponsors")


@pytest.mark.parametrize("code", ["matrix", "A/B 7"])
def test_every_list_leads_to_it(choosing: Choosing, client: Client, code: str) -> None:
    Customer.objects.filter(pk=choosing.good.pk).update(code=code)
    choosing.good.refresh_from_db()
    choosing.admitted()
    client.force_login(choosing.champion)
    name = choosing.good.name
    for listed in LISTS:
        page = client.get(reverse(listed))
        links = re.findall(rf'<a[^>]* href="([^"]*)"[^>]*>\s*{name}', page.content.decode())
        assert links, listed
        led = client.get(unescape(links[0]))
        assert (led.status_code, name in led.content.decode()) == (200, True), listed


def test_the_api_tells_a_customer_called_default_apart_from_the_default_profile(choosing: Choosing) -> None:
    Customer.objects.filter(pk=choosing.good.pk).update(code="default")
    choosing.good.refresh_from_db()
    choosing.admitted()
    ask = Asking(choosing.champion)
    assert ask.get("skill-profiles/default")["customer"] is None
    assert ask.get("skill-profiles/~64efault")["customer"] == "default"
