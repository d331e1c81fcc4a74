"""The doors of charters, rankings, candidates, key accounts and decisions for other programs."""

from __future__ import annotations

from ninja import Router

from clave.portfolio.api_candidates import router as candidates
from clave.portfolio.api_charters import router as charters
from clave.portfolio.api_decisions import router as decisions
from clave.portfolio.api_exceptions import router as exceptions
from clave.portfolio.api_judgements import router as judgements
from clave.portfolio.api_key_accounts import router as key_accounts
from clave.portfolio.api_offers import router as offers

router = Router()
router.add_router("", charters)
router.add_router("", candidates)
router.add_router("", judgements)
router.add_router("", decisions)
router.add_router("", exceptions)
router.add_router("", key_accounts)
router.add_router("", offers)
