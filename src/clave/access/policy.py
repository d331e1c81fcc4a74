"""Who may do what: one table of actions, one table of field classes, and how several roles add up. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from clave.access.actions import Action as Action
from clave.kit.refusals import gettext_noop


class Role(StrEnum):
    """What a person is in the programme; rights come from roles alone."""

    CHAMPION = "champion"
    KEY_ACCOUNT_MANAGER = "key_account_manager"
    EXECUTIVE_SPONSOR = "executive_sponsor"
    FUNCTION_MEMBER = "function_member"
    FINANCE_PARTNER = "finance_partner"
    PEOPLE_LEAD = "people_lead"
    COMMITTEE_MEMBER = "committee_member"
    READER = "reader"
    ADMINISTRATOR = "administrator"
    API_CLIENT = "api_client"


ROLE_NAMES: dict[Role, str] = {
    Role.CHAMPION: gettext_noop("Champion"),
    Role.KEY_ACCOUNT_MANAGER: gettext_noop("Key account manager"),
    Role.EXECUTIVE_SPONSOR: gettext_noop("Executive sponsor"),
    Role.FUNCTION_MEMBER: gettext_noop("Function member"),
    Role.FINANCE_PARTNER: gettext_noop("Finance partner"),
    Role.PEOPLE_LEAD: gettext_noop("People lead"),
    Role.COMMITTEE_MEMBER: gettext_noop("Committee member"),
    Role.READER: gettext_noop("Reader"),
    Role.ADMINISTRATOR: gettext_noop("Administrator"),
    Role.API_CLIENT: gettext_noop("API client"),
}
PEOPLE = frozenset(Role) - {Role.API_CLIENT}
"""Every role that a person at a screen can hold."""


class FieldClass(StrEnum):
    """How sensitive a field is; every field that leaves Clave belongs to one class."""

    F0 = "customer master"
    F1 = "orders, revenue, plan goals"
    F2 = "cost, margin, lifetime value, cost to serve"
    F3 = "bids, net prices, discounts"
    F4 = "sponsor notes, board papers"
    F5 = "contact persons, relationship map"
    F6 = "pay per person"
    F7 = "users, roles, tokens, raw history"


class Scope(StrEnum):
    """How far a right reaches, from the narrowest to the widest."""

    NONE = "none"
    SETTINGS = "settings"  # how the fields are set up, never their rows
    EXTRACT = "extract"  # what was extracted for the committee
    NAMES = "names"  # the name and nothing else
    ATTAINMENT = "attainment"  # the share of the goal reached, never the amount
    SELF = "self"  # what is about this person
    GROUPS = "groups"  # totals of groups of five or more
    QUANTITIES = "quantities"  # own customers: quantities and dates, no money
    ASSIGNED = "assigned"  # customers this person was given to read
    ROUND = "round"  # customers in the committee's current round
    PROGRAMME = "programme"  # notes whose audience is the programme
    SHARED = "shared"  # notes shared with the team
    ON_BID = "on_bid"  # bids this person works on
    AFTER_AWARD = "after_award"  # bids that have been awarded
    OWN_BIDS = "own_bids"  # bids of own customers
    BY_IMPORT = "by_import"  # every row, through an import and in no other way
    OWN = "own"  # customers this person answers for
    ALL = "all"


WIDTH: dict[Scope, int] = {scope: width for width, scope in enumerate(Scope)}


def only(*roles: Role) -> frozenset[Role]:
    """These roles and no other."""
    return frozenset(roles)


CHOOSERS = only(
    Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER
)
"""Who has a part in choosing key accounts, or answers for them."""
CUSTOMER_READERS = PEOPLE - {Role.ADMINISTRATOR, Role.PEOPLE_LEAD}
"""Who sees more of a customer than its name."""

DEAL_READERS = only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR, Role.FINANCE_PARTNER)
"""Who prices or decides on deals, each within the scope that F3 gives."""

BOARD_READERS = only(Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.COMMITTEE_MEMBER)
"""Who makes the board's pack or sits on the board, each within the own scope."""

MAY: dict[Action, frozenset[Role]] = {
    Action.ADD_USER: only(Role.ADMINISTRATOR),
    Action.ALLOW_CONNECTORS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.ANSWER_ESCALATIONS: only(Role.CHAMPION),
    Action.APPOINT: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.APPOINT_CHAMPION: only(Role.EXECUTIVE_SPONSOR, Role.PEOPLE_LEAD),
    Action.APPROVE_CHARTER: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR),
    Action.ASK_EXCEPTIONS: CHOOSERS,
    Action.ASSESS_SKILLS: PEOPLE,
    Action.CHANGE_CHARTER: only(Role.CHAMPION),
    Action.CHANGE_CONNECTORS: only(Role.ADMINISTRATOR),
    Action.CHANGE_DEAL_LIMITS: only(Role.FINANCE_PARTNER),
    Action.CHANGE_DRIVERS: only(Role.FINANCE_PARTNER),
    Action.CHANGE_HIERARCHY: only(Role.CHAMPION),
    Action.CHANGE_OFFERS: only(Role.CHAMPION),
    Action.CHANGE_PACK_TEMPLATE: only(Role.CHAMPION),
    Action.CHANGE_PAY: only(Role.PEOPLE_LEAD),
    Action.CHANGE_PEOPLE: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.CHANGE_PERIODS: only(Role.CHAMPION, Role.ADMINISTRATOR),
    Action.CHANGE_PROFILES: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.CHANGE_PROGRAMME: only(Role.CHAMPION),
    Action.CHANGE_PROGRAMME_COSTS: only(Role.FINANCE_PARTNER),
    Action.CHANGE_RATES: only(Role.FINANCE_PARTNER),
    Action.CHANGE_RELATIONSHIPS: only(Role.KEY_ACCOUNT_MANAGER),
    Action.CHANGE_RISKS: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR),
    Action.CHANGE_SKILLS: only(Role.PEOPLE_LEAD),
    Action.CHANGE_SPONSORS: only(Role.CHAMPION),
    Action.CHANGE_TRAINING: only(Role.PEOPLE_LEAD),
    Action.CHANGE_USER: only(Role.ADMINISTRATOR),
    Action.CHANGE_WEBHOOKS: PEOPLE,
    Action.COMPARE_KEY_ACCOUNTS: CHOOSERS,
    Action.DECIDE: only(Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR),
    Action.DECIDE_AGENDA: only(Role.EXECUTIVE_SPONSOR),
    Action.DECIDE_DEALS: DEAL_READERS,
    Action.ERASE_USER: only(Role.ADMINISTRATOR),
    Action.EXPORT_ABOUT_CONTACT: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER),
    Action.EXPORT_ABOUT_OURSELVES: PEOPLE,
    Action.EXPORT_APPOINTMENTS: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.EXPORT_BENEFIT: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.EXPORT_BOARD_PACK: BOARD_READERS,
    Action.EXPORT_BRIEFS: only(Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.EXPORT_CANDIDATES: CHOOSERS,
    Action.EXPORT_CHARTER: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR),
    Action.EXPORT_COMPARISON: CHOOSERS,
    Action.EXPORT_CONNECTORS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD, Role.ADMINISTRATOR),
    Action.EXPORT_CUSTOMERS: CUSTOMER_READERS - {Role.READER, Role.FUNCTION_MEMBER},
    Action.EXPORT_DEALS: DEAL_READERS,
    Action.EXPORT_DECISIONS: CHOOSERS,
    Action.EXPORT_FORECASTS: DEAL_READERS,
    Action.EXPORT_FUNCTIONS: only(
        Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.PEOPLE_LEAD
    ),
    Action.EXPORT_HISTORY: only(Role.ADMINISTRATOR),
    Action.EXPORT_KEY_ACCOUNTS: CHOOSERS,
    Action.EXPORT_LEDGER: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.EXPORT_OWN_LISTS: PEOPLE,
    Action.EXPORT_PAY: only(Role.PEOPLE_LEAD),
    Action.EXPORT_PEOPLE: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.EXPORT_PERSONAL_DATA: only(Role.CHAMPION, Role.ADMINISTRATOR),
    Action.EXPORT_PLANS: CHOOSERS,
    Action.EXPORT_PROMISES: CHOOSERS,
    Action.EXPORT_RATES: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.EXPORT_RELATIONSHIPS: only(Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.EXPORT_RISKS: DEAL_READERS,
    Action.EXPORT_RUNS: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.EXPORT_SCORECARDS: only(Role.CHAMPION),
    Action.EXPORT_SKILLS: only(Role.PEOPLE_LEAD),
    Action.EXPORT_SPONSORS: only(Role.CHAMPION, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR),
    Action.EXPORT_TRAINING: only(Role.PEOPLE_LEAD),
    Action.EXPORT_USERS: only(Role.ADMINISTRATOR),
    Action.FINISH_COMMITTEE_ACTIONS: PEOPLE,
    Action.GRANT_ROLE: only(Role.ADMINISTRATOR),
    Action.HAND_OVER: only(Role.CHAMPION, Role.PEOPLE_LEAD, Role.KEY_ACCOUNT_MANAGER),
    Action.HOLD_TOKENS: PEOPLE,
    Action.IMPORT_CUSTOMERS: only(Role.CHAMPION),
    Action.IMPORT_FILES: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.IMPORT_ORDERS: only(Role.FINANCE_PARTNER),
    Action.IMPORT_PEOPLE: only(Role.PEOPLE_LEAD),
    Action.IMPORT_PROMISES: only(Role.CHAMPION),
    Action.JUDGE_CUSTOMERS: CHOOSERS,
    Action.KEEP_PROMISES: only(
        Role.CHAMPION,
        Role.KEY_ACCOUNT_MANAGER,
        Role.EXECUTIVE_SPONSOR,
        Role.FUNCTION_MEMBER,
        Role.FINANCE_PARTNER,
        Role.PEOPLE_LEAD,
    ),
    Action.LOCK_PERIOD: only(Role.FINANCE_PARTNER),
    Action.LOG_MESSAGES: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.MAKE_PROMISES: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR),
    Action.PLAN_COMMITTEE: only(Role.CHAMPION, Role.COMMITTEE_MEMBER),
    Action.PLAN_VISITS: only(Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.PRICE_DEALS: only(Role.KEY_ACCOUNT_MANAGER),
    Action.PROPOSE_DECISIONS: only(Role.CHAMPION, Role.COMMITTEE_MEMBER),
    Action.RANK_CANDIDATES: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.REPORT_VISITS: only(Role.EXECUTIVE_SPONSOR),
    Action.RUN_COMMITTEE: only(Role.CHAMPION, Role.COMMITTEE_MEMBER),
    Action.RUN_CONNECTORS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.SEARCH: PEOPLE,
    Action.SEE_APPOINTMENTS: PEOPLE - {Role.ADMINISTRATOR, Role.READER},
    Action.SEE_BENEFIT: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER),
    Action.SEE_BOARD_PACK: BOARD_READERS,
    Action.SEE_CANDIDATES: CHOOSERS,
    Action.SEE_CHARTER: PEOPLE - {Role.ADMINISTRATOR, Role.READER},
    Action.SEE_COMMITTEE: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR),
    Action.SEE_CONNECTORS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD, Role.ADMINISTRATOR),
    Action.SEE_CUSTOMERS: CUSTOMER_READERS,
    Action.SEE_DEALS: DEAL_READERS,
    Action.SEE_DECISIONS: CHOOSERS,
    Action.SEE_DRIVERS: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.SEE_EVERY_SCORECARD: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.SEE_FORECASTS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.SEE_FUNCTIONS: PEOPLE - {Role.ADMINISTRATOR, Role.READER},
    Action.SEE_HIERARCHY: CUSTOMER_READERS,
    Action.SEE_HISTORY: only(Role.ADMINISTRATOR),
    Action.SEE_IMPORTS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.SEE_KEY_ACCOUNTS: PEOPLE - {Role.ADMINISTRATOR},
    Action.SEE_MAIL: only(Role.ADMINISTRATOR),
    Action.SEE_MY_DAY: PEOPLE,
    Action.SEE_OWN_AGENDA: PEOPLE,
    Action.SEE_PAY: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.SEE_PEOPLE: only(Role.CHAMPION, Role.PEOPLE_LEAD),
    Action.SEE_PERSONAL_DATA: only(Role.CHAMPION, Role.ADMINISTRATOR),
    Action.SEE_PLANS: only(
        Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER
    ),
    Action.SEE_PRACTICES: CHOOSERS,
    Action.SEE_PROGRAMME: only(
        Role.CHAMPION, Role.FINANCE_PARTNER, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.PEOPLE_LEAD
    ),
    Action.SEE_PROMISES: PEOPLE - {Role.ADMINISTRATOR, Role.READER},
    Action.SEE_RATES: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.SEE_RELATIONSHIPS: only(
        Role.CHAMPION, Role.EXECUTIVE_SPONSOR, Role.FUNCTION_MEMBER, Role.KEY_ACCOUNT_MANAGER
    ),
    Action.SEE_RISKS: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.SEE_RUNS: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.SEE_SCORECARDS: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR, Role.PEOPLE_LEAD),
    Action.SEE_SKILLS: PEOPLE,
    Action.SEE_SPONSORS: only(Role.CHAMPION, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR, Role.KEY_ACCOUNT_MANAGER),
    Action.SEE_TRAINING: PEOPLE,
    Action.SEE_USERS: only(Role.ADMINISTRATOR),
    Action.SEE_WEBHOOKS: PEOPLE,
    Action.SEE_WHALE_CURVE: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.SHARE_PRACTICES: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER),
    Action.START_RUN: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.STATE_BENEFIT: only(Role.CHAMPION, Role.FINANCE_PARTNER),
    Action.UNDO_IMPORT: only(Role.CHAMPION, Role.FINANCE_PARTNER, Role.PEOPLE_LEAD),
    Action.VOTE_ON_DECISIONS: only(Role.CHAMPION, Role.COMMITTEE_MEMBER, Role.EXECUTIVE_SPONSOR),
    Action.WRITE_AGENDA: only(Role.CHAMPION),
    Action.WRITE_NOTES: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER, Role.EXECUTIVE_SPONSOR),
    Action.WRITE_PLANS: only(Role.CHAMPION, Role.KEY_ACCOUNT_MANAGER),
}
"""Action -> the roles that may do it; an action without a row is nobody's."""


@dataclass(frozen=True)
class Right:
    """How far a role reads and how far it writes one class of fields."""

    reads: Scope = Scope.NONE
    writes: Scope = Scope.NONE


NO = Right()
_TABLE = """
                     F0         F1          F2          F3           F4         F5    F6      F7
champion             all*       all         all         on_bid       programme  all   groups  -
key_account_manager  own*       own         own         own_bids*    shared     own*  self    -
executive_sponsor    own        own         own         own          own*       own   -       -
function_member      own        quantities  -           -            -          own   -       -
finance_partner      all        all+import  all+import  after_award  -          -     groups  -
people_lead          names      attainment  -           -            -          -     all*    -
committee_member     round      round       round       -            extract    -     -       -
reader               assigned   assigned    -           -            -          -     -       -
administrator        settings*  -           -           -            -          -     -       all*
api_client           -          -           -           -            -          -     -       -
"""
# A scope is what the role reads; * writes the same scope, +import writes every row but only by import, - nothing.
# An API client has nothing of its own: its token lends it a part of what its owner may.


def _right(cell: str) -> Right:
    """One cell of the table as a right."""
    if cell == "-":
        return NO
    scope = Scope(cell.removesuffix("*").removesuffix("+import"))
    if cell.endswith("*"):
        return Right(reads=scope, writes=scope)
    return Right(reads=scope, writes=Scope.BY_IMPORT if cell.endswith("+import") else Scope.NONE)


def _fields(table: str) -> dict[Role, dict[FieldClass, Right]]:
    """The table of field classes, cell by cell."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    classes = [FieldClass[name] for name in head]
    return {Role(row[0]): dict(zip(classes, map(_right, row[1:]), strict=True)) for row in rows}


FIELDS: dict[Role, dict[FieldClass, Right]] = _fields(_TABLE)
"""Role -> how far it reads and writes each class of fields."""

NEVER_READS: dict[Role, frozenset[FieldClass]] = {Role.API_CLIENT: frozenset({FieldClass.F4, FieldClass.F6})}
"""Separation: who holds this role reads none of these classes, whatever other roles give."""

NEVER_WRITES: dict[Role, frozenset[FieldClass]] = {
    Role.KEY_ACCOUNT_MANAGER: frozenset({FieldClass.F2}),
    Role.API_CLIENT: frozenset({FieldClass.F4, FieldClass.F6}),
}
"""Separation: a key account manager never edits costs or the own score, whatever other roles give."""

NEVER_DOES: dict[Role, frozenset[Action]] = {
    Role.KEY_ACCOUNT_MANAGER: frozenset(
        {Action.CHANGE_DEAL_LIMITS, Action.CHANGE_DRIVERS, Action.CHANGE_PROGRAMME_COSTS, Action.CHANGE_RATES}
    ),
    Role.API_CLIENT: frozenset(
        {
            Action.ADD_USER,
            Action.ALLOW_CONNECTORS,
            Action.APPOINT,
            Action.APPOINT_CHAMPION,
            Action.APPROVE_CHARTER,
            Action.ASSESS_SKILLS,
            Action.CHANGE_CONNECTORS,
            Action.CHANGE_DEAL_LIMITS,
            Action.CHANGE_PAY,
            Action.CHANGE_PERIODS,
            Action.CHANGE_PROGRAMME,
            Action.CHANGE_USER,
            Action.DECIDE,
            Action.DECIDE_AGENDA,
            Action.DECIDE_DEALS,
            Action.ERASE_USER,
            Action.GRANT_ROLE,
            Action.HOLD_TOKENS,
            Action.RUN_COMMITTEE,
            Action.SEE_PAY,
            Action.SEE_SCORECARDS,
            Action.VOTE_ON_DECISIONS,
        }
    ),
}
"""Separation: who holds this role may not do these things, whatever other roles give."""


def widest(scopes: Iterable[Scope]) -> Scope:
    """The scope that reaches furthest; none when there is none."""
    return max(scopes, key=WIDTH.__getitem__, default=Scope.NONE)


def allows(roles: Collection[Role], action: Action) -> bool:
    """Whether somebody with these roles may do this."""
    barred = any(action in NEVER_DOES.get(role, ()) for role in roles)
    return not barred and not MAY.get(action, frozenset()).isdisjoint(roles)


def reading(roles: Collection[Role], field_class: FieldClass) -> frozenset[Scope]:
    """Every scope in which these roles read this class."""
    if any(field_class in NEVER_READS.get(role, ()) for role in roles):
        return frozenset()
    return frozenset(FIELDS[role][field_class].reads for role in roles) - {Scope.NONE}


def writing(roles: Collection[Role], field_class: FieldClass) -> frozenset[Scope]:
    """Every scope in which these roles write this class."""
    if any(field_class in NEVER_WRITES.get(role, ()) for role in roles):
        return frozenset()
    return frozenset(FIELDS[role][field_class].writes for role in roles) - {Scope.NONE}


def who_may(action: Action) -> tuple[Role, ...]:
    """The roles that may do this, in the order of the table of roles."""
    return tuple(role for role in Role if role in MAY.get(action, frozenset()))
