"""The door of the matrix: how attractive customers are to us, and how strong we are in their eyes."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from clave.access import doors, leaving
from clave.access.policy import Action
from clave.access.requests import SignedIn
from clave.kit.cutting import cut
from clave.portfolio import exports
from clave.portfolio.candidate_forms import CandidateFilter
from clave.portfolio.queries.candidates import Asked, found
from clave.portfolio.queries.matrix import matrix_of
from clave.portfolio.views import matrix_words as words
from clave.portfolio.views.candidates import frame_of, standing_asked
from clave.portfolio.views.nothing_ranked import nothing_ranked


@doors.requires(Action.SEE_CANDIDATES, methods=doors.READING)
def matrix(request: SignedIn) -> HttpResponseBase:
    """The candidates in the reader's scope on two axes, drawn and as a table."""
    stands = standing_asked(request, CandidateFilter(request.GET).ranking_code)
    if stands.ranking is None:
        return nothing_ranked(request, stands, gettext("Matrix"))
    held = found(request.user, stands.ranking, Asked(), timezone.localdate(), is_latest=stands.is_latest)
    laid = matrix_of(held)
    first = cut(laid.drawn, request.GET)
    shown = {
        **frame_of(request, stands),
        "matrix": laid,
        "heading": words.heading(laid) if laid.placed else gettext("Matrix"),
        "cut": first,
        "quarters": words.quarters(laid),
        "rows": [words.PlacedView(placed) for placed in first.rows],
        "picture": words.picture(laid) if laid.drawn else "",
        "sentence": words.sentence(laid),
        "left_out": words.left_out(laid),
        "may_judge": request.user.may(Action.JUDGE_CUSTOMERS),
    }
    tables = {"matrix": lambda: exports.placed(laid, held.ranking)}
    return leaving.page(request, "portfolio/matrix.html", shown, tables, needs=Action.EXPORT_CANDIDATES)
