"""The doors of one's own tokens of the API: what is live, a new one, ending one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from clave.access import doors, exports, leaving
from clave.access import tokens as operations
from clave.access.forms import NewToken
from clave.access.lending import SCOPE_NAMES, TokenScope
from clave.access.models import ApiToken
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.refusals import Refusal
from clave.kit.texts import status_of

SHOWN = 100


@dataclass(frozen=True)
class TokenLine:
    """One token as the page shows it."""

    token: ApiToken

    @property
    def scopes(self) -> list[str]:
        """What it lends, in the reader's language."""
        return [gettext(SCOPE_NAMES[scope]) for scope in TokenScope if scope in self.token.loan.scopes]


@doors.requires(Action.HOLD_TOKENS)
def tokens(request: SignedIn) -> HttpResponseBase:
    """Every token this person may know of, and a new one, whose secret is shown this once."""
    scopes = operations.scopes_of_use(request.user)
    form = NewToken(request.POST if request.method == "POST" else None, scopes=scopes)
    if not form.is_valid():
        return _page(request, form, status=status_of(form))
    try:
        made, secret = operations.make_token(by=request.user, owner=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence(gettext))
        return _page(request, form, status=refusal.http_status)
    return _page(request, NewToken(scopes=scopes), made=made, secret=secret)


@doors.requires(Action.HOLD_TOKENS, methods=["POST"])
def revoke_token(request: SignedIn, pk: int) -> HttpResponse:
    """End a token."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    try:
        operations.revoke_token(by=request.user, token=token)
    except Refusal as refusal:
        messages.error(request, refusal.sentence(gettext))
    else:
        messages.success(request, gettext("%(token)s opens nothing any more.") % {"token": token})
    return redirect("tokens")


def _page(
    request: SignedIn, form: NewToken, *, made: ApiToken | None = None, secret: str = "", status: int = 200
) -> HttpResponseBase:
    seen = ApiToken.objects.visible_to(request.user).select_related("owner", "revoked_by")[:SHOWN]
    tables = {"tokens": lambda: exports.tokens(seen)}
    facts = {"form": form, "lines": [TokenLine(token) for token in seen], "made": made, "secret": secret}
    return leaving.page(request, "access/tokens.html", facts, tables, needs=Action.EXPORT_OWN_LISTS, status=status)
