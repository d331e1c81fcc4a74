"""What is no criterion for a key account: length of relationship, friendship and past revenue alone, in any wording.

Words are compared without accents and case, in English and Spanish. The name and the anchors of a criterion may speak
neither of tenure nor of friendship; its name may speak of revenue only together with something that looks ahead or sees
the costs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from clave.portfolio.rules.charter_refusals import (
    CriterionIsFriendship,
    CriterionIsPastRevenue,
    CriterionIsTenure,
    Unfit,
)

TENURE = (
    r"tenure|longevity|long[- ]?standing|long[- ]?time (customer|client|partner|buyer)s?|oldest (customer|client)s?",
    r"(length|duration|age|years) of (the |our )?(\w+ )?(relation(ship)?s?|partnership|account|collaboration)",
    r"(relationship|partnership|account|customer|client) (length|duration|age|longevity|tenure|seniority)",
    r"(years|time|how long) (as|of being) (a |an |our )?(\w+ )?(customer|client|account|partner)s?",
    r"(customer|client|buyer|partner|with us|buying|bought)( from us)? (since|for (over |more than )?(\d+|many) years)",
    r"(\d+|many|most) years (with|at) us|years with us|how long .{0,30}(customer|client|with us|bought|buying)",
    r"(history|past) (with|together with) us|historic(al)? (relationship|customer|client)s?|date of first order",
    r"antiguedad|longevidad|veterania|de toda la vida|clientes? historic[oa]s?|relacion(es)? historicas?",
    r"(duracion|anos|tiempo) (de|en) (la |nuestra |nuestras )?(relacion(es)?|colaboracion|cuenta)",
    r"(anos|tiempo) (como|siendo|de ser) (\w+ )?clientes?|anos con nosotros|clientes? desde( hace)?",
    r"(llevan?|comprando|compran?) (\w+ )?\d* ?anos|cuanto (tiempo )?(hace|lleva)|fecha del primer pedido",
    r"clientes? (mas )?antiguos?|relacion (duradera|de muchos anos|larga)|larga relacion",
)
FRIENDSHIP = (
    r"friends?|friendships?|buddy|buddies|golf|personal (relation(ship)?s?|ties|bonds?|chemistry|liking|sympathy)",
    r"(good|personal|get(s|ting)? on) (chemistry|well with (us|the owner|the buyer))|likeab(le|ility)|likes us",
    r"(owner|director|ceo|boss|founder)('s)? (friend|favourite|favorite)s?|favou?rites? of",
    r"amig[oa]s?|amistad(es)?|amiguismo|compadres?|enchufes?|simpat(ia|ias|ico|icos|ica|icas)",
    r"(relacion(es)?|trato|vinculos?|lazos?|afinidad|quimica|confianza) personal(es)?|buena (quimica|sintonia)",
    r"(cae|caen) bien|favorit[oa]s? del? ",
)
REVENUE = (
    r"revenues?|turnover|billings?|sales (volume|value|figures?|history|to date)|(annual|yearly|total|past|last|previous|"
    r"historic(al)?|current|largest|big(gest)?) (\w+ )?(sales|spend|spending|purchases|orders|buyers?|volume)",
    r"sales|(purchase|purchasing|order|buying) (volume|value)|size of (past )?(orders|sales)|amount (bought|invoiced|sold)",
    r"facturacion|cifra de (negocio|negocios|ventas)|ventas|ingresos|(volumen|importe|valor) de (compras?|ventas?|pedidos?)"
    r"|compras (anuales|pasadas|totales|historicas)|importe facturado",
)
SEES_MORE = (
    r"growth|grow(s|ing)?|potential|future|expected|forecast|margins?|profit(s|able|ability)?|contribution|lifetime|mix",
    r"cost(s)?|share of|wallet|risk|quality|after sales|sales (team|force|process|cycle)|recurring|service",
    r"crecimiento|crece|potencial|futur[oa]s?|esperad[oa]s?|previst[oa]s?|prevision|margen(es)?|beneficios?|rentab(le|ilidad)",
    r"contribucion|valor de vida|costes?|cuota|riesgos?|calidad|posventa|(equipo|fuerza|proceso) de ventas|recurrentes?",
)
REFUSED_MEASURES: dict[str, type[Unfit]] = {
    "first_ordered_on": CriterionIsTenure,
    "tenure": CriterionIsTenure,
    "orders": CriterionIsTenure,
    "revenue": CriterionIsPastRevenue,
    "revenue_last_year": CriterionIsPastRevenue,
    "list_revenue": CriterionIsPastRevenue,
}
"""Figures of the book that are no criterion -> why; the number of orders counts years as much as customers."""


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


_TENURE, _FRIENDSHIP, _REVENUE, _SEES_MORE = map(_any_of, (TENURE, FRIENDSHIP, REVENUE, SEES_MORE))


def plain(text: str) -> str:
    """The text without case, accents and doubled blanks, as the wordings above are written."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[_/–—]", " ", bare).split())


def refused_wording(name: str, anchors: Sequence[str]) -> Unfit | None:
    """Why these words are no criterion; None where they may be one."""
    words = plain(name)
    told = " · ".join((words, *map(plain, anchors)))
    for pattern, refusal in ((_TENURE, CriterionIsTenure), (_FRIENDSHIP, CriterionIsFriendship)):
        if found := pattern.search(told):
            return refusal(criterion=name, word=found.group(0))
    found = _REVENUE.search(words)
    if found and not _SEES_MORE.search(words):
        return CriterionIsPastRevenue(criterion=name, word=found.group(0))
    return None


def refused_measure(name: str, measure: str) -> Unfit | None:
    """Why this figure of the book is no criterion; None where it may be one, or is none at all."""
    refusal = REFUSED_MEASURES.get(measure)
    return refusal(criterion=name, word=measure.replace("_", " ")) if refusal else None
