"""What a person may write into one line: not too long, not empty, and nothing that turns other text around."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNSAFE = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Controls, and signs without a shape that turn or hide what stands beside them."""
JOINERS = frozenset("\u200c\u200d")
"""Signs without a shape that some scripts and emoji need between letters."""
CODES = frozenset({"text_length", "text_blank", "text_unsafe_control"})


class LineField(forms.CharField):
    """One line of text; refusals carry TEXT_LENGTH, TEXT_BLANK or TEXT_UNSAFE_CONTROL."""

    def __init__(self, *, most: int, **words: Any) -> None:
        self.most = most
        super().__init__(**words)

    def to_python(self, value: Any) -> str:
        """The line as it is kept; refused where it could mislead a reader."""
        text = str(value or "")
        if text and not text.strip():
            raise ValidationError(
                _("TEXT_BLANK: only blanks were written. Write a word, or leave it empty."), "text_blank"
            )
        if len(text.strip()) > self.most:
            raise ValidationError(
                _("TEXT_LENGTH: %(length)d characters; at most %(most)d fit. Shorten it."),
                "text_length",
                {"length": len(text.strip()), "most": self.most},
            )
        if unsafe := sorted({sign for sign in text.strip() if _is_unsafe(sign)}):
            signs = ", ".join(f"U+{ord(sign):04X}" for sign in unsafe)
            raise ValidationError(
                _("TEXT_UNSAFE_CONTROL: it holds signs that cannot be seen (%(signs)s). Type it again without them."),
                "text_unsafe_control",
                {"signs": signs},
            )
        return str(super().to_python(text))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The browser stops at the same length."""
        return {**super().widget_attrs(widget), "maxlength": str(self.most)}


class ParagraphField(LineField):
    """Some sentences typed in a larger field; where a line was broken there is a blank."""

    def to_python(self, value: Any) -> str:
        """The sentences as one line, refused as a line is."""
        return super().to_python(" ".join(str(value or "").splitlines()))


def status_of(form: forms.BaseForm) -> int:
    """The answer to a form: 400 where a text could not be taken, 422 where a value does not fit, else 200."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return 400 if codes & CODES else 422 if codes else 200


def _is_unsafe(sign: str) -> bool:
    return unicodedata.category(sign) in UNSAFE and sign not in JOINERS
