"""What we remember of the choice of key accounts."""

from clave.portfolio.models.charter import Approval, Charter, Criterion, Judgement
from clave.portfolio.models.decisions import Decision, ExceptionRequest, KeyAccount, Vote
from clave.portfolio.models.offers import AccountOffer, OfferElement
from clave.portfolio.models.ranking import CandidateScore, LookBack, Ranking, RankingCheck

__all__ = [
    "AccountOffer",
    "Approval",
    "CandidateScore",
    "Charter",
    "Criterion",
    "Decision",
    "ExceptionRequest",
    "Judgement",
    "KeyAccount",
    "LookBack",
    "OfferElement",
    "Ranking",
    "RankingCheck",
    "Vote",
]
