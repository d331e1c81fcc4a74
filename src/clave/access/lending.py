"""What a token lends of its owner's rights: one table of scopes. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clave.access.policy import NEVER_DOES, NEVER_READS, NEVER_WRITES, Action, FieldClass, Role
from clave.kit.refusals import gettext_noop


class TokenScope(StrEnum):
    """One part of a person's rights that a token can lend."""

    READ_CUSTOMERS = "customers:read"
    READ_VALUES = "values:read"
    READ_RUNS = "runs:read"
    START_RUNS = "runs:write"
    READ_CHARTER = "charter:read"
    CHANGE_CHARTER = "charter:write"
    READ_CANDIDATES = "candidates:read"
    START_RANKINGS = "rankings:write"
    GIVE_JUDGEMENTS = "judgements:write"
    READ_DECISIONS = "decisions:read"
    PROPOSE_DECISIONS = "decisions:write"
    CHANGE_OFFERS = "offers:write"
    READ_PEOPLE = "people:read"
    CHANGE_PEOPLE = "people:write"
    READ_SPONSORS = "sponsors:read"
    PLAN_VISITS = "sponsors:write"
    READ_PROMISES = "promises:read"
    CHANGE_PROMISES = "promises:write"
    READ_DEALS = "deals:read"
    PRICE_DEALS = "deals:write"
    READ_PLANS = "plans:read"
    CHANGE_PLANS = "plans:write"
    READ_PROGRAMME = "programme:read"
    CHANGE_PROGRAMME = "programme:write"
    READ_RELATIONSHIPS = "relationships:read"
    CHANGE_RELATIONSHIPS = "relationships:write"
    READ_BENEFIT = "benefit:read"
    STATE_BENEFIT = "benefit:write"
    CHANGE_PRACTICES = "practices:write"
    READ_RISKS = "risks:read"
    CHANGE_RISKS = "risks:write"
    READ_CONNECTORS = "connectors:read"
    RUN_CONNECTORS = "connectors:write"
    SEARCH = "search:read"
    READ_WEBHOOKS = "webhooks:read"
    CHANGE_WEBHOOKS = "webhooks:write"


SCOPE_NAMES: dict[TokenScope, str] = {
    TokenScope.READ_CUSTOMERS: gettext_noop("Read customers, their orders and revenue"),
    TokenScope.READ_VALUES: gettext_noop("Read costs, contribution, lifetime value and discounts of customers"),
    TokenScope.READ_RUNS: gettext_noop("Read runs"),
    TokenScope.START_RUNS: gettext_noop("Start runs"),
    TokenScope.READ_CHARTER: gettext_noop("Read the charter and its versions"),
    TokenScope.CHANGE_CHARTER: gettext_noop("Draft and propose versions of the charter"),
    TokenScope.READ_CANDIDATES: gettext_noop("Read rankings and candidates"),
    TokenScope.START_RANKINGS: gettext_noop("Start rankings"),
    TokenScope.GIVE_JUDGEMENTS: gettext_noop("Read and give judgements of customers"),
    TokenScope.READ_DECISIONS: gettext_noop("Read key accounts and decisions"),
    TokenScope.PROPOSE_DECISIONS: gettext_noop("Propose and withdraw decisions, ask for exceptions"),
    TokenScope.CHANGE_OFFERS: gettext_noop("Change the offer, and what key accounts get of it"),
    TokenScope.READ_PEOPLE: gettext_noop("Read skills, profiles, appointments and training"),
    TokenScope.CHANGE_PEOPLE: gettext_noop("Change profiles, plan and complete training, finish hand-overs"),
    TokenScope.READ_SPONSORS: gettext_noop("Read sponsors, visits and that they were told of"),
    TokenScope.PLAN_VISITS: gettext_noop("Plan, move and call off visits, set their rhythm, finish own follow-ups"),
    TokenScope.READ_PROMISES: gettext_noop("Read promises, and check one on past orders"),
    TokenScope.CHANGE_PROMISES: gettext_noop("Make, change and end promises, say done, late or cannot"),
    TokenScope.READ_DEALS: gettext_noop("Read deals, their prices and what they risk"),
    TokenScope.PRICE_DEALS: gettext_noop("Price deals, ask for their approval, say that they were won or lost"),
    TokenScope.READ_PLANS: gettext_noop("Read account plans"),
    TokenScope.CHANGE_PLANS: gettext_noop("Change objectives of account plans, add and finish actions"),
    TokenScope.READ_PROGRAMME: gettext_noop("Read where the programme stands, its agenda and who heard what"),
    TokenScope.CHANGE_PROGRAMME: gettext_noop("Put items on the agenda, log messages, plan the review committee"),
    TokenScope.READ_RELATIONSHIPS: gettext_noop("Read people at customers, who of ours knows them, and reviews"),
    TokenScope.CHANGE_RELATIONSHIPS: gettext_noop("Change people at customers, and say who of ours knows them"),
    TokenScope.READ_BENEFIT: gettext_noop("Read what the programme added, and how sure that is"),
    TokenScope.STATE_BENEFIT: gettext_noop("Have the benefit of the programme stated"),
    TokenScope.CHANGE_PRACTICES: gettext_noop("Read, write and change practices, copy them, judge whether they worked"),
    TokenScope.READ_RISKS: gettext_noop("Read risks, plan value and whitespace of key accounts"),
    TokenScope.CHANGE_RISKS: gettext_noop("Put down and change risks, answer the scorecard, save forecasts"),
    TokenScope.READ_CONNECTORS: gettext_noop("Read connectors to other programs, and when they went"),
    TokenScope.RUN_CONNECTORS: gettext_noop("Have connectors fetch what is new, up to the preview"),
    TokenScope.SEARCH: gettext_noop("Search; it finds what the other scopes of the token read"),
    TokenScope.READ_WEBHOOKS: gettext_noop("Read webhooks made with the same scopes, and what they were sent"),
    TokenScope.CHANGE_WEBHOOKS: gettext_noop("Make, change and end webhooks; they hear what the other scopes read"),
}

_READS_PEOPLE = frozenset({Action.SEE_SKILLS, Action.SEE_KEY_ACCOUNTS, Action.SEE_APPOINTMENTS, Action.SEE_TRAINING})
_READS_SPONSORS = frozenset({Action.SEE_KEY_ACCOUNTS, Action.SEE_SPONSORS})
_READS_PROGRAMME = frozenset({Action.SEE_PROGRAMME, Action.SEE_COMMITTEE, Action.SEE_BOARD_PACK, Action.SEE_FUNCTIONS})
_READS_KEY_ACCOUNTS = frozenset(
    {Action.SEE_KEY_ACCOUNTS, Action.SEE_DECISIONS, Action.COMPARE_KEY_ACCOUNTS, Action.SEE_PRACTICES}
)
LENDS: dict[TokenScope, frozenset[Action]] = {
    TokenScope.READ_CUSTOMERS: frozenset({Action.SEE_CUSTOMERS}),
    TokenScope.READ_VALUES: frozenset(),
    TokenScope.READ_RUNS: frozenset({Action.SEE_RUNS}),
    TokenScope.START_RUNS: frozenset({Action.SEE_RUNS, Action.START_RUN}),
    TokenScope.READ_CHARTER: frozenset({Action.SEE_CHARTER}),
    TokenScope.CHANGE_CHARTER: frozenset({Action.SEE_CHARTER, Action.CHANGE_CHARTER}),
    TokenScope.READ_CANDIDATES: frozenset({Action.SEE_CANDIDATES}),
    TokenScope.START_RANKINGS: frozenset({Action.SEE_CANDIDATES, Action.RANK_CANDIDATES}),
    TokenScope.GIVE_JUDGEMENTS: frozenset({Action.JUDGE_CUSTOMERS}),
    TokenScope.READ_DECISIONS: _READS_KEY_ACCOUNTS,
    TokenScope.PROPOSE_DECISIONS: frozenset({Action.SEE_DECISIONS, Action.PROPOSE_DECISIONS, Action.ASK_EXCEPTIONS}),
    TokenScope.CHANGE_OFFERS: frozenset({Action.SEE_KEY_ACCOUNTS, Action.CHANGE_OFFERS}),
    TokenScope.READ_PEOPLE: _READS_PEOPLE,
    TokenScope.CHANGE_PEOPLE: _READS_PEOPLE
    | {Action.CHANGE_SKILLS, Action.CHANGE_PROFILES, Action.CHANGE_TRAINING, Action.HAND_OVER},
    TokenScope.READ_SPONSORS: _READS_SPONSORS,
    TokenScope.PLAN_VISITS: _READS_SPONSORS | {Action.PLAN_VISITS, Action.CHANGE_SPONSORS},
    TokenScope.READ_PROMISES: frozenset({Action.SEE_PROMISES}),
    TokenScope.CHANGE_PROMISES: frozenset({Action.SEE_PROMISES, Action.MAKE_PROMISES, Action.KEEP_PROMISES}),
    TokenScope.READ_DEALS: frozenset({Action.SEE_DEALS}),
    TokenScope.PRICE_DEALS: frozenset({Action.SEE_DEALS, Action.PRICE_DEALS}),
    TokenScope.READ_PLANS: frozenset({Action.SEE_PLANS}),
    TokenScope.CHANGE_PLANS: frozenset({Action.SEE_PLANS, Action.WRITE_PLANS}),
    TokenScope.READ_PROGRAMME: _READS_PROGRAMME,
    TokenScope.CHANGE_PROGRAMME: _READS_PROGRAMME
    | {Action.WRITE_AGENDA, Action.LOG_MESSAGES, Action.PLAN_COMMITTEE, Action.FINISH_COMMITTEE_ACTIONS},
    TokenScope.READ_RELATIONSHIPS: frozenset({Action.SEE_RELATIONSHIPS}),
    TokenScope.CHANGE_RELATIONSHIPS: frozenset({Action.SEE_RELATIONSHIPS, Action.CHANGE_RELATIONSHIPS}),
    TokenScope.READ_BENEFIT: frozenset({Action.SEE_BENEFIT}),
    TokenScope.STATE_BENEFIT: frozenset({Action.SEE_BENEFIT, Action.STATE_BENEFIT}),
    TokenScope.CHANGE_PRACTICES: frozenset({Action.SEE_KEY_ACCOUNTS, Action.SEE_PRACTICES, Action.SHARE_PRACTICES}),
    TokenScope.READ_RISKS: frozenset({Action.SEE_RISKS}),
    TokenScope.CHANGE_RISKS: frozenset({Action.SEE_RISKS, Action.CHANGE_RISKS}),
    TokenScope.READ_CONNECTORS: frozenset({Action.SEE_CONNECTORS}),
    TokenScope.RUN_CONNECTORS: frozenset({Action.SEE_CONNECTORS, Action.RUN_CONNECTORS}),
    TokenScope.SEARCH: frozenset({Action.SEARCH}),
    TokenScope.READ_WEBHOOKS: frozenset({Action.SEE_WEBHOOKS}),
    TokenScope.CHANGE_WEBHOOKS: frozenset({Action.SEE_WEBHOOKS, Action.CHANGE_WEBHOOKS}),
}
"""Scope -> the actions it lends, as far as the owner may do them."""

_F0, _F1, _F2, _F3, _F5 = FieldClass.F0, FieldClass.F1, FieldClass.F2, FieldClass.F3, FieldClass.F5
LENDS_FIELDS: dict[TokenScope, frozenset[FieldClass]] = {
    TokenScope.READ_CUSTOMERS: frozenset({_F0, _F1}),
    TokenScope.READ_VALUES: frozenset({_F2, _F3}),
    TokenScope.READ_CANDIDATES: frozenset({_F0, _F2}),
    TokenScope.START_RANKINGS: frozenset({_F0}),
    TokenScope.GIVE_JUDGEMENTS: frozenset({_F0, _F2}),
    TokenScope.READ_DECISIONS: frozenset({_F0, _F2}),
    TokenScope.PROPOSE_DECISIONS: frozenset({_F0, _F2}),
    TokenScope.CHANGE_OFFERS: frozenset({_F0, _F2}),
    TokenScope.READ_PEOPLE: frozenset({_F0}),
    TokenScope.CHANGE_PEOPLE: frozenset({_F0}),
    TokenScope.READ_SPONSORS: frozenset({_F0}),
    TokenScope.PLAN_VISITS: frozenset({_F0}),
    TokenScope.READ_PROMISES: frozenset({_F0, _F1}),
    TokenScope.CHANGE_PROMISES: frozenset({_F0, _F1}),
    TokenScope.READ_DEALS: frozenset({_F0, _F2, _F3}),
    TokenScope.PRICE_DEALS: frozenset({_F0, _F2, _F3}),
    TokenScope.READ_PLANS: frozenset({_F0, _F1}),
    TokenScope.CHANGE_PLANS: frozenset({_F0, _F1}),
    TokenScope.READ_RELATIONSHIPS: frozenset({_F0, _F5}),
    TokenScope.CHANGE_RELATIONSHIPS: frozenset({_F0, _F5}),
    TokenScope.READ_BENEFIT: frozenset({_F0, _F2}),
    TokenScope.STATE_BENEFIT: frozenset({_F0, _F2}),
    TokenScope.CHANGE_PRACTICES: frozenset({_F0, _F2}),
    TokenScope.READ_RISKS: frozenset({_F0, _F2}),
    TokenScope.CHANGE_RISKS: frozenset({_F0, _F2}),
}
"""Scope -> the classes of fields it lends, as far as the owner reads and writes them."""


@dataclass(frozen=True)
class Loan:
    """A part of somebody's rights, lent to a token; what no API client may do or read is never lent."""

    scopes: frozenset[TokenScope]

    def lends(self, action: Action) -> bool:
        """Whether the token may do this where its owner may."""
        lent = any(action in LENDS[scope] for scope in self.scopes)
        return lent and action not in NEVER_DOES[Role.API_CLIENT]

    def lends_reading(self, field_class: FieldClass) -> bool:
        """Whether the token reads this class where its owner does."""
        return self._lends(field_class) and field_class not in NEVER_READS[Role.API_CLIENT]

    def lends_writing(self, field_class: FieldClass) -> bool:
        """Whether the token writes this class where its owner does."""
        return self._lends(field_class) and field_class not in NEVER_WRITES[Role.API_CLIENT]

    def _lends(self, field_class: FieldClass) -> bool:
        return any(field_class in LENDS_FIELDS.get(scope, ()) for scope in self.scopes)


def loan_of(scopes: Iterable[str]) -> Loan:
    """The loan of a token with these scopes; a word that is no scope any more lends nothing."""
    return Loan(frozenset(scope for scope in TokenScope if scope in set(scopes)))


def scopes_for(action: Action) -> tuple[TokenScope, ...]:
    """The scopes that lend this action, in the order of the table."""
    return tuple(scope for scope in TokenScope if action in LENDS[scope])


def useful_scopes(roles: Iterable[Role], may: Iterable[Action]) -> tuple[TokenScope, ...]:
    """The scopes that lend somebody who may do these things anything at all; nothing to an API client."""
    if Role.API_CLIENT in set(roles):
        return ()
    able = set(may)
    return tuple(scope for scope in TokenScope if not LENDS[scope] or not able.isdisjoint(LENDS[scope]))
