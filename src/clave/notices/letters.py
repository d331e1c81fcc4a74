"""The e-mail of a day: plain text and simple HTML, in the language of the person, with a way to stop it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from clave.kit.templatetags import figures
from clave.notices.stopping import stop_word

if TYPE_CHECKING:
    from clave.notices.models import Digest
    from clave.notices.rules import News


def letter(digest: Digest, news: Sequence[News]) -> EmailMultiAlternatives:
    """The message of a digest; its number stays the same at every try, so that a mail that came twice shows once."""
    base = settings.PUBLIC_URL.rstrip("/")
    stop = base + reverse("stop-digests", args=[stop_word(digest.user)])
    title = subject(len(news))
    facts = {
        "on": digest.on,
        "subject": title,
        "news": [(each, base + each.to) for each in news],
        "all": base + reverse("notifications"),
        "fewer": base + reverse("notice-preferences"),
        "stop": stop,
    }
    message = EmailMultiAlternatives(
        subject=title,
        body=render_to_string("notices/digest.txt", facts),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[digest.user.email],
        headers={
            "Message-ID": f"<digest-{digest.pk}-{digest.made_at:%Y%m%d%H%M%S}@{settings.EMAIL_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("notices/digest.html", facts), "text/html")
    return message


def subject(count: int) -> str:
    """How many things are new; names of customers stay inside the message."""
    told = ngettext("Clave: %(number)s thing is new for you", "Clave: %(number)s things are new for you", count)
    return told % {"number": figures.number(count)}
