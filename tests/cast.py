"""The people every test knows: one in each role, one without any, one who has left."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from clave.access.lending import TokenScope
from clave.access.models import ApiToken, RoleGrant, User
from clave.access.policy import Role
from clave.access.tokens import digest_of
from clave.accounts.models import Goal, Objective, Plan, PlanAction, PlanShare, Renewal, Risk
from clave.company.models import Function, Person
from clave.connectors.models import Connector
from clave.ledger.held import kinds_held
from clave.ledger.models import Batch, Contact, Customer, DataVersion, ImportJob
from clave.ledger.rules import BRINGS
from clave.people.models import Appointment, Course, HandOverItem, PayPlan, Proposal, Training
from clave.people.rules.proposing import digest, proposed
from clave.portfolio.models import (
    AccountOffer,
    Charter,
    Decision,
    ExceptionRequest,
    KeyAccount,
    OfferElement,
    Ranking,
)
from clave.programme.models import AgendaItem, ChampionTerm, ExecutiveMeeting, Message, Site, Telling
from clave.promises.models import Escalation, Promise
from clave.review.models import (
    Adoption,
    BenefitStatement,
    CommitteeMeeting,
    CommitteeStep,
    CommitteeTerm,
    Practice,
    ProgrammeCost,
    Questionnaire,
    RelationshipReview,
    ReviewAction,
)
from clave.saved_views.models import SavedView
from clave.sponsorship.models import FollowUp, Note, Sponsorship, Visit, VisitReport
from clave.value.deal_draw import drawn
from clave.value.deal_models import Deal, DealAsking, DealVersion
from clave.value.deal_terms import Serving, Terms
from clave.value.models import CostDrivers, DriverTrial, Run
from clave.webhooks.models import Subscription

PASSWORD = "correct horse battery staple"


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def person(name: str, *roles: Role, language: str = "en", active: bool = True) -> User:
    """Somebody who signs in as name@clave.example with PASSWORD, holding these roles."""
    user = User.objects.create(
        email=f"{name}@clave.example",
        full_name=name.replace("_", " ").title(),
        language=language,
        password=_hashed(),
        is_active=active,
    )
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, reason="cast")
    return user


def sign_in(client: Client, user: User) -> None:
    """Sign somebody in just now, with the clocks of the session set, so that no request has to set them."""
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = session["seen_at"] = time.time()
    session.save()


class Cast:
    """One company's people, made when first asked for."""

    @cached_property
    def people(self) -> dict[Role, User]:
        """One person in each of the ten roles."""
        return {role: person(role.value, role) for role in Role}

    def __getitem__(self, role: Role) -> User:
        return self.people[role]

    @property
    def champion(self) -> User:
        return self[Role.CHAMPION]

    @property
    def administrator(self) -> User:
        return self[Role.ADMINISTRATOR]

    @property
    def finance_partner(self) -> User:
        return self[Role.FINANCE_PARTNER]

    @property
    def reader(self) -> User:
        return self[Role.READER]

    @cached_property
    def nobody(self) -> User:
        """Somebody who signs in and holds no role."""
        return person("nobody")

    @cached_property
    def gone(self) -> User:
        """An administrator who has left."""
        return person("gone", Role.ADMINISTRATOR, active=False)

    @cached_property
    def linked(self) -> User:
        """Somebody whose login belongs to one of our people."""
        return person("linked")


CAPACITIES = {
    Role.KEY_ACCOUNT_MANAGER: "manager",
    Role.EXECUTIVE_SPONSOR: "sponsor",
    Role.FUNCTION_MEMBER: "function",
    Role.READER: "reader",
}
"""Role -> what makes a customer the own one of somebody in it."""


def customer_of(*users: User, code: str) -> Customer:
    """A customer that these people answer for, each in the capacity of their roles."""
    customer, _ = Customer.objects.get_or_create(code=code, defaults={"name": f"Customer {code}", "origin": "master"})
    for user in users:
        for role in user.roles & CAPACITIES.keys():
            customer.assignments.get_or_create(
                user=user, capacity=CAPACITIES[role], defaults={"valid_from": date(2020, 1, 1)}
            )
    return customer


def _customer(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = customer_of(user, code=f"OWN-{user.pk}"), customer_of(code="OTHER")
    return {"own": {"code": own.code}, "other": {"code": other.code}, "absent": {"code": "ABSENT"}}


def _person(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    other = cast.nobody if user != cast.nobody else cast.reader
    return {"own": {"pk": user.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _kept_for(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Periods are no one's own."""
    return {"own": {"key": "quiet"}, "other": {"key": "quiet"}, "absent": {"key": "nothing"}}


def our_person(user: User | None = None, *, code: str, function: str = "Operations", **facts: Any) -> Person:
    """One of our people, in a function made where it is new."""
    placed, _ = Function.objects.get_or_create(name=function)
    values = {"full_name": f"Person {code}", "function": placed, "user": user, **facts}
    found, _ = Person.objects.get_or_create(person_code=code, defaults=values)
    return found


def _our_person(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = our_person(user, code=f"P-{user.pk}"), our_person(cast.linked, code="P-OTHER")
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _function(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = our_person(user, code=f"P-{user.pk}"), our_person(code="P-OTHER", function="Finance")
    return {"own": {"pk": own.function_id}, "other": {"pk": other.function_id}, "absent": {"pk": 10**9}}


def _customer_pk(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = customer_of(user, code=f"OWN-{user.pk}"), customer_of(code="OTHER")
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _link(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    group = customer_of(code="GROUP")
    found = {}
    for reach, customer in (("own", customer_of(user, code=f"OWN-{user.pk}")), ("other", customer_of(code="OTHER"))):
        link, _ = customer.parents.get_or_create(parent=group, valid_from=date(2020, 1, 1))
        found[reach] = {"pk": link.pk}
    return {**found, "absent": {"pk": 10**9}}


def _assignment(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = {}
    for reach, code in (("own", f"OWN-{user.pk}"), ("other", "OTHER")):
        customer = customer_of(user, code=code) if reach == "own" else customer_of(code=code)
        row, _ = customer.assignments.get_or_create(
            user=cast.linked, capacity="reader", defaults={"valid_from": date(2020, 1, 1)}
        )
        found[reach] = {"pk": row.pk}
    return {**found, "absent": {"pk": 10**9}}


def _import(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _imports(user, _refused_import)


def _held_kind(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A kind of rows that this person brings in, one that they do not, and none."""
    mine = kinds_held(user) or ["orders"]
    theirs = next(kind for kind in BRINGS if kind not in mine)
    kinds = {"own": mine[0], "other": theirs, "absent": "nothing"}
    return {reach: {"kind": kind, "file_kind": "csv"} for reach, kind in kinds.items()}


def _imported(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _imports(user, _done_import)


def _imports(user: User, make: Callable[[User | None, str], ImportJob]) -> dict[str, dict[str, Any]]:
    """An import of a kind this person brings in, one of order lines that came otherwise, and none."""
    kind = next((kind for kind, action in BRINGS.items() if user.may(action)), "orders")
    found = {"own": make(user, kind).key, "other": make(None, "orders").key, "absent": uuid4()}
    return {reach: {"key": key} for reach, key in found.items()}


def _connector(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A connector that brings what this person brings in, one that brings something else, and none."""
    kinds = [kind for kind in BROUGHT if user.may(BRINGS[kind])]
    own = kinds[0] if kinds else "orders"
    other = next(kind for kind in BROUGHT if kind not in kinds and kind != own)
    found = {"own": connector_of(cast, own).pk, "other": connector_of(cast, other).pk, "absent": 10**9}
    return {reach: {"pk": pk} for reach, pk in found.items()}


def _numbered_connector(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return {reach: {"number": words["pk"]} for reach, words in _connector(cast, user).items()}


BROUGHT = ("orders", "customers", "people")


def connector_of(cast: Cast, brings: str) -> Connector:
    """A connector to a database that nobody is to reach."""
    facts = {
        "program": "sql",
        "brings": brings,
        "address": "sqlite:////closed/x",
        "query": "SELECT 1",
        "owner": cast.nobody,
    }
    return Connector.objects.get_or_create(name=f"cast {brings}", defaults=facts)[0]


def _refused_import(user: User | None, kind: str) -> ImportJob:
    """A file whose only row was refused."""
    looked = {
        "headers": ["a"],
        "sample": [["1"]],
        "proposals": [],
        "missing": [],
        "problems": [],
        "profile": "",
        "sheets": [],
    }
    return ImportJob.objects.create(
        kind=kind,
        state="refused",
        file_name="rows.csv",
        source="/none",
        inspection=looked,
        rows=1,
        refused_count=1,
        by=user,
    )


def _done_import(user: User | None, kind: str) -> ImportJob:
    """A file that is in the ledger, without a row."""
    number = Batch.objects.count() + 1
    counts = {"rows": 0, "added": 0, "changed": 0, "unchanged": 0}
    batch = Batch.objects.create(
        number=number, kind=kind, file_name="rows.csv", content_sha256=str(number), active_from_version=number, **counts
    )
    DataVersion.objects.create(number=number, reason="import", batch=batch, digest="")
    return ImportJob.objects.create(kind=kind, state="imported", file_name="rows.csv", source="", batch=batch, by=user)


def _run(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    run = failed_run()
    return {"own": {"code": run.short_code}, "other": {"code": run.short_code}, "absent": {"code": "R999-0000"}}


def failed_run() -> Run:
    """A run that came to nothing: it has a page, and nothing to take away or to compute again."""
    version, _ = DataVersion.objects.get_or_create(number=900, defaults={"reason": "cast", "digest": "0" * 64})
    run, _ = Run.objects.get_or_create(
        number=900,
        defaults={
            "short_code": "R900-cast",
            "state": "failed",
            "data_version": version,
            "horizon_months": 36,
            "discount_rate_basis_points": 1000,
            "seed": 1,
            "inputs_digest": "9" * 64,
            "failure": {"code": "CAST", "template": "Nothing came of it.", "facts": {}},
        },
    )
    return run


def _withdrawn_charter() -> Charter:
    """A version that came to nothing, so that no other page finds it open or in force."""
    defaults = {"reason": "The cast needs one.", "state": "withdrawn"}
    return Charter.objects.get_or_create(number=900, defaults=defaults)[0]


def _side(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """The sides of a charter are no one's own; a third does not exist."""
    return {"own": {"side": "ours"}, "other": {"side": "theirs"}, "absent": {"side": "nobodys"}}


def _charter(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A version of the charter: charters are no one's own."""
    number = _withdrawn_charter().number
    return {"own": {"number": number}, "other": {"number": number}, "absent": {"number": 999}}


def _ranking(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A ranking that came to nothing: rankings are no one's own."""
    charter = _withdrawn_charter()
    values = {"short_code": "K900-cast", "state": "failed", "charter": charter, "run": failed_run()}
    values |= {"as_of": date(2026, 3, 31), "first": 5, "draws": 100, "seed": 1}
    values |= {"failure": {"code": "CAST", "template": "Nothing came of it.", "facts": {}}}
    made, _ = Ranking.objects.get_or_create(number=900, defaults=values)
    code = made.short_code
    return {"own": {"code": code}, "other": {"code": code}, "absent": {"code": "K999-0000"}}


def _token(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A token of one's own, and one of somebody else's."""
    own, other = made_token(user)[0], made_token(cast.linked)[0]
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def made_token(owner: User, *scopes: TokenScope, days: int = 30) -> tuple[ApiToken, str]:
    """A token of this person with these scopes, every one where none is named, and its secret."""
    secret, now = f"clave_{uuid4().hex}", timezone.now()
    made = ApiToken.objects.create(
        owner=owner,
        name="cast",
        scopes=[scope.value for scope in scopes or TokenScope],
        start=secret[:12],
        digest=digest_of(secret),
        made_at=now - timedelta(days=60),
        expires_at=now + timedelta(days=days),
    )
    return made, secret


def _webhook(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A webhook of one's own, and one of somebody else's, both made at a screen."""
    own, other = made_webhook(user), made_webhook(cast.linked)
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _webhook_message(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    facts = {"event": "webhooks.trial", "subject_type": "webhooks.subscription", "happened_at": timezone.now()}
    own, other = (
        each.deliveries.create(message="t", subject_id=str(each.pk), state="sent", **facts)
        for each in (made_webhook(user), made_webhook(cast.linked))
    )
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def made_webhook(owner: User, *events: str, url: str = "https://hooks.example/clave", **facts: Any) -> Subscription:
    """A webhook of this person that hears of these events, stopped where nothing else is said."""
    stopped = {"state": "stopped", "stopped_at": timezone.now(), "stopped_why": "cast"} if not events else {}
    values = {"name": "cast", "salt": uuid4().hex, **stopped, **facts}
    made: Subscription = Subscription.objects.create(owner=owner, url=url, events=list(events), **values)
    return made


def _anything(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Something that is at no address."""
    return {reach: {"rest": "nowhere"} for reach in ("own", "other", "absent")}


def _driver_version(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Versions of the cost drivers: they are no one's own."""
    text = 'currency = "EUR"\n\n[[drivers]]\nname = "orders"\neach = "order"\namount = "3"\n'
    values = {"text": text, "digest": "0" * 64, "reason": "The cast needs one."}
    made, _ = CostDrivers.objects.get_or_create(number=900, defaults=values)
    return {"own": {"number": made.number}, "other": {"number": made.number}, "absent": {"number": 999_999}}


def _driver_trial(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A trial of one's own, and one that somebody else asked for."""
    failure = {"code": "CAST", "template": "Nothing came of it.", "facts": {}}
    mine, theirs = (
        DriverTrial.objects.create(text="", based_on=0, state="failed", failure=failure, by=by) for by in (user, None)
    )
    return {"own": {"number": mine.pk}, "other": {"number": theirs.pk}, "absent": {"number": 999_999}}


def _failed_ranking() -> Ranking:
    """A ranking that came to nothing, by a charter that was given up."""
    charter, _ = Charter.objects.get_or_create(number=901, defaults={"state": "withdrawn", "reason": "cast"})
    values = {"short_code": "K901-cast", "state": "failed", "charter": charter, "run": failed_run()}
    figures = {"as_of": date(2026, 1, 31), "first": 5, "draws": 1, "seed": 1}
    ranking, _ = Ranking.objects.get_or_create(number=901, defaults={**values, **figures})
    return ranking


def _key_accounts(user: User) -> dict[str, KeyAccount]:
    """A key account of one's own and another's, each with the decision that admitted it."""
    found = {}
    for number, (reach, customer) in enumerate(
        (("own", customer_of(user, code=f"OWN-{user.pk}")), ("other", customer_of(code="OTHER"))), start=1
    ):
        linked, _ = User.objects.get_or_create(email="decides@clave.example", defaults={"full_name": "Decides"})
        proposes, _ = User.objects.get_or_create(email="proposes@clave.example", defaults={"full_name": "Proposes"})
        values = {
            "kind": "admit",
            "state": "approved",
            "customer": customer,
            "ranking": _failed_ranking(),
            "reason": "cast",
            "minutes": "cast",
            "proposed_by": proposes,
            "decided_by": linked,
            "decided_at": datetime(2026, 1, 31, tzinfo=UTC),
        }
        place = 900_000 + 2 * user.pk + 1 if reach == "own" else 900_000 + number
        decision, _ = Decision.objects.get_or_create(number=place, defaults=values)
        held, _ = KeyAccount.objects.get_or_create(
            customer=customer, defaults={"admission": decision, "admitted_on": date(2026, 1, 31)}
        )
        found[reach] = held
    return found


def _key_account(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = _key_accounts(user)
    return {**{reach: {"code": held.customer.code} for reach, held in found.items()}, "absent": {"code": "ABSENT"}}


def _decision(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = _key_accounts(user)
    told = {reach: {"number": held.admission.number} for reach, held in found.items()}
    return {**told, "absent": {"number": 999}}


def _exception(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = {}
    for reach, held in _key_accounts(user).items():
        values = {"asked_by": held.admission.proposed_by, "ground": "other", "reason": "cast", "verdict": "refused"}
        names = ("score", "entry_line", "rank", "candidates", "first", "top_k_basis_points", "ranking")
        values["figures"] = dict.fromkeys(names)
        made, _ = ExceptionRequest.objects.get_or_create(
            number=held.admission.number, customer=held.customer, defaults={**values, "ranking": _failed_ranking()}
        )
        found[reach] = {"number": made.number}
    return {**found, "absent": {"number": 999}}


def _element(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Elements of the offer are no one's own."""
    made, _ = OfferElement.objects.get_or_create(name="A named engineer")
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def _account_offer(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    element, _ = OfferElement.objects.get_or_create(name="A named engineer")
    found = {}
    for reach, held in _key_accounts(user).items():
        given, _ = AccountOffer.objects.get_or_create(
            key_account=held, element=element, defaults={"given_from": held.admitted_on}
        )
        found[reach] = {"pk": given.pk}
    return {**found, "absent": {"pk": 10**9}}


def key_account_of(*users: User, code: str) -> KeyAccount:
    """A customer of these people that is a key account since 2020, by a decision that is closed."""
    customer = customer_of(*users, code=code)
    held = KeyAccount.objects.filter(customer=customer, released_on=None).first()
    if held:
        return held
    decision = Decision.objects.create(
        number=1000 + Decision.objects.count(),
        kind="admit",
        customer=customer,
        ranking=_cast_ranking(),
        reason="cast",
        proposed_by=User.objects.get_queryset().order_by("pk")[0],
    )
    return KeyAccount.objects.create(customer=customer, admission=decision, admitted_on=date(2020, 1, 1))


def _cast_ranking() -> Ranking:
    charter, _ = Charter.objects.get_or_create(number=900, defaults={"reason": "cast", "state": "withdrawn"})
    told = {"short_code": "K900-cast", "state": "failed", "charter": charter, "run": failed_run()}
    figures = {"as_of": date(2020, 1, 1), "first": 5, "draws": 1, "seed": 1}
    return Ranking.objects.get_or_create(number=900, defaults={**told, **figures})[0]


def _managed_account(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = key_account_of(user, code=f"OWN-{user.pk}"), key_account_of(code="OTHER")
    return {"own": {"code": own.customer.code}, "other": {"code": other.customer.code}, "absent": {"code": "ABSENT"}}


def _appointed(user: User | None, code: str) -> Appointment:
    """Somebody who manages a key account: this person, where one is meant."""
    held = key_account_of(*([user] if user else []), code=code)
    who = our_person(user, code=f"P-{user.pk}") if user else our_person(code="P-APPOINTED")
    login = user or User.objects.get_queryset().order_by("pk")[0]
    row, _ = held.customer.assignments.get_or_create(
        user=login, capacity="manager", defaults={"valid_from": date(2020, 1, 1)}
    )
    told = {"key_account": held, "person": who, "reason": "cast"}
    return Appointment.objects.get_or_create(assignment=row, defaults=told)[0]


def _appointment(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = _appointed(user, f"OWN-{user.pk}"), _appointed(None, "OTHER")
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _hand_over_item(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = {}
    for reach, made in (("own", _appointed(user, f"OWN-{user.pk}")), ("other", _appointed(None, "OTHER"))):
        told = {"position": 0, "due_on": date(2020, 2, 1)}
        found[reach] = {"pk": HandOverItem.objects.get_or_create(appointment=made, item="people", defaults=told)[0].pk}
    return {**found, "absent": {"pk": 10**9}}


PROPOSAL_INPUTS: dict[str, Any] = {
    "assumptions": {
        "uplift_share_percent": 10,
        "ramp_up_months": 9,
        "replacement_share_percent": 60,
        "moving_cost": 0,
        "unit": "accounts",
        "hours_an_account": 30,
    },
    "accounts": [
        {"code": "A", "name": "A", "lifetime_value": 100_000, "hours": 1, "now": None, "needs": {"planning": [3, 1, 1]}}
    ],
    "people": [
        {
            "code": "P",
            "name": "P",
            "function": "Sales",
            "levels": {"planning": 40},
            "capacity": 5,
            "contribution": 0,
            "replacement": 0,
            "opportunity_cost": 0,
            "is_assumed": False,
        }
    ],
}


def _proposal(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A proposal of one manager for one account: proposals are no one's own."""
    if not Proposal.objects.filter(number=900).exists():
        result = proposed(PROPOSAL_INPUTS)
        digests = {"inputs_digest": digest(PROPOSAL_INPUTS), "result_digest": digest(result), "code_version": "cast"}
        told = {
            "run": failed_run(),
            "currency": "EUR",
            "inputs": PROPOSAL_INPUTS,
            "result": result,
            "by": cast.champion,
        }
        Proposal.objects.create(number=900, **told, **digests)
    return {"own": {"number": 900}, "other": {"number": 900}, "absent": {"number": 999_999}}


def _course(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    made, _ = Course.objects.get_or_create(name="Cast", defaults={"skill_keys": ["planning"]})
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def _training(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    course = Course.objects.get_or_create(name="Cast", defaults={"skill_keys": ["planning"]})[0]
    found = {}
    for reach, who in (
        ("own", our_person(user, code=f"P-{user.pk}")),
        ("other", our_person(cast.linked, code="P-OTHER")),
    ):
        found[reach] = {
            "pk": Training.objects.get_or_create(person=who, course=course, defaults={"planned_on": date(2020, 1, 1)})[
                0
            ].pk
        }
    return {**found, "absent": {"pk": 10**9}}


def _pay_plan(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A pay plan of one's own, and one of somebody else."""
    found = {}
    for reach, who in (
        ("own", our_person(user, code=f"P-{user.pk}")),
        ("other", our_person(cast.linked, code="P-OTHER")),
    ):
        told = {"variable_percent": 25, "valid_from": date(2020, 1, 1), "reason": "cast", "number": 900_000 + who.pk}
        found[reach] = {"number": PayPlan.objects.get_or_create(person=who, defaults=told)[0].number}
    return {**found, "absent": {"number": 10**9}}


def _skill(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return {"own": {"key": "planning"}, "other": {"key": "planning"}, "absent": {"key": "absent"}}


def _programme_element(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Elements of the programme are no one's own."""
    return {"own": {"key": "practices"}, "other": {"key": "practices"}, "absent": {"key": "absent"}}


def _champion_term(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Terms of champions are no one's own."""
    leads, boss = our_person(code="P-LEADS"), our_person(code="P-BOSS", is_top_team=True)
    told = {"mandate": "cast", "reason": "cast", "starts_on": date(2020, 1, 1), "ends_on": date(2099, 1, 1)}
    made, _ = ChampionTerm.objects.get_or_create(person=leads, reports_to=boss, defaults={**told, "by": cast.linked})
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def _phase(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Phases of the programme are no one's own."""
    return {"own": {"phase": "scoping"}, "other": {"phase": "scoping"}, "absent": {"phase": "absent"}}


def _agenda_item(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Items of the executive agenda are no one's own."""
    told = {"kind": "ask", "what": "cast", "owner": our_person(code="P-LEADS"), "due_on": date(2099, 1, 1)}
    made, _ = AgendaItem.objects.get_or_create(number=900, defaults={**told, "by": cast.linked})
    return {"own": {"number": made.number}, "other": {"number": made.number}, "absent": {"number": 999_999}}


def _own_agenda_item(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """An item for which this person answers, and one for which somebody else does."""
    found = {}
    for reach, owner in (("own", our_person(user, code=f"P-{user.pk}")), ("other", our_person(code="P-LEADS"))):
        number = 950_000 + (user.pk if reach == "own" else 0)
        told = {"kind": "ask", "what": "cast", "owner": owner, "due_on": date(2099, 1, 1), "by": cast.linked}
        made, _ = AgendaItem.objects.get_or_create(number=number, defaults=told)
        found[reach] = {"number": made.number}
    return {**found, "absent": {"number": 999_999}}


def _meeting(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Meetings of the executive committee are no one's own."""
    told = {"meets_on": date(2099, 1, 1), "by": cast.linked}
    made, _ = ExecutiveMeeting.objects.get_or_create(number=900, defaults=told)
    return {"own": {"number": made.number}, "other": {"number": made.number}, "absent": {"number": 999_999}}


def _telling(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """What was told in the programme is no one's own."""
    message, _ = Message.objects.get_or_create(words="cast", defaults={"by": cast.linked})
    told = {"message": message, "told_on": date(2026, 1, 1), "told_by": our_person(code="P-LEADS"), "by": cast.linked}
    made, _ = Telling.objects.get_or_create(number=900, defaults=told)
    return {"own": {"number": made.number}, "other": {"number": made.number}, "absent": {"number": 999_999}}


def _site(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Sites are no one's own."""
    made, _ = Site.objects.get_or_create(name="Cast")
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def _promise(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A promise that this person's function keeps, and one of another function to another customer."""
    people = {
        "own": our_person(user, code=f"P-{user.pk}"),
        "other": our_person(code="P-ELSEWHERE", function="Elsewhere"),
    }
    found = {}
    for reach, held in (("own", key_account_of(user, code=f"OWN-{user.pk}")), ("other", key_account_of(code="OTHER"))):
        owner = people[reach]
        told = {"key_account": held, "owner": owner, "function": owner.function, "what": "cast", "kind": "due"}
        days = {"starts_on": date(2020, 1, 1), "due_on": date(2020, 2, 1)}
        number = 900_000 + (user.pk if reach == "own" else 0)
        made, _ = Promise.objects.get_or_create(number=number, defaults={**told, **days})
        Escalation.objects.get_or_create(promise=made, defaults={"reason": "cast", "by": user})
        found[reach] = {"number": made.number}
    return {**found, "absent": {"number": 999_999_999}}


def _both(user: User, make: Callable[[KeyAccount], Any]) -> dict[str, dict[str, Any]]:
    """Something about a key account of one's own, and of another's."""
    own, other = make(key_account_of(user, code=f"OWN-{user.pk}")), make(key_account_of(code="OTHER"))
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _past_visit(held: KeyAccount) -> Visit:
    """A visit that nobody told of yet."""
    return Visit.objects.get_or_create(key_account=held, visit_on=date(2026, 1, 15))[0]


def note_on(held: KeyAccount, audience: str = "team", text: str = "They build in Valencia.") -> Note:
    """What was told of a visit of long ago."""
    visit, _ = Visit.objects.get_or_create(key_account=held, visit_on=date(2025, 6, 1), defaults={"state": "reported"})
    report, _ = VisitReport.objects.get_or_create(visit=visit)
    return Note.objects.get_or_create(report=report, line="said", defaults={"text": text, "audience": audience})[0]


def _visit(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _both(user, _past_visit)


def _note(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _both(user, note_on)


def _follow_up(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A sentence that is one's own to do, and one that is another's."""
    found = {}
    for reach, who, held in (
        ("own", our_person(user, code=f"P-{user.pk}"), key_account_of(code="OTHER-1")),
        ("other", our_person(code="P-OWNER"), key_account_of(code="OTHER")),
    ):
        told = {"kind": "action", "due_on": date(2026, 1, 1)}
        made, _ = FollowUp.objects.get_or_create(note=note_on(held), sentence=str(who.pk), owner=who, defaults=told)
        found[reach] = {"pk": made.pk}
    return {**found, "absent": {"pk": 10**9}}


def _sponsorship(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    who = our_person(code="P-SPONSOR")

    def made(held: KeyAccount) -> Sponsorship:
        row, _ = held.customer.assignments.get_or_create(
            user=cast.linked, capacity="sponsor", defaults={"valid_from": date(2020, 1, 1)}
        )
        told = {"key_account": held, "person": who, "reason": "cast"}
        return Sponsorship.objects.get_or_create(assignment=row, defaults=told)[0]

    return _both(user, made)


def _calendar_word(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """Words that open no calendar."""
    return {reach: {"word": "nobodys"} for reach in ("own", "other", "absent")}


@cache
def _deal_terms() -> tuple[dict[str, Any], dict[str, Any]]:
    """Small terms, and what a short draw finds about them."""
    ends = (Decimal(1), Decimal(2), Decimal(3))
    terms = Terms("EUR", 2, Decimal(10), ends, ends, (Serving("so", Decimal(100), Decimal(1)),))
    return terms.kept(), {**drawn(terms, draws=200), "share_at_risk": None, "year": None}


def _deal(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A deal with a customer of one's own and with another's, put forward so that everybody is asked."""
    found = {}
    terms, result = _deal_terms()
    for reach, customer in (("own", customer_of(user, code=f"OWN-{user.pk}")), ("other", customer_of(code="OTHER"))):
        told = {
            "customer": customer,
            "name": "cast",
            "state": "asked",
            "asked_at": timezone.now(),
            "finance_asked": True,
        }
        number = 900_000 + (user.pk if reach == "own" else 0)
        made, is_new = Deal.objects.get_or_create(number=number, defaults=told)
        if is_new:
            sources = {"book_currency": "EUR", "code_version": "cast", "digest": "0" * 64}
            version = DealVersion.objects.create(deal=made, number=1, terms=terms, result=result, **sources)
            seats = ["champion", "finance", "sponsor"]
            DealAsking.objects.create(deal=made, version=version, seats=seats, by=cast.linked)
        found[reach] = {"number": made.number}
    return {**found, "absent": {"number": 999_999_999}}


def plan_of(held: KeyAccount) -> Plan:
    """The plan of a key account for this year."""
    days = {"ends_on": date(2026, 12, 31), "touched_at": datetime(2026, 1, 31, tzinfo=UTC)}
    return Plan.objects.get_or_create(key_account=held, starts_on=date(2026, 1, 1), defaults=days)[0]


def _plan(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = {"own": key_account_of(user, code=f"OWN-{user.pk}"), "other": key_account_of(code="OTHER")}
    told = {reach: {"code": plan_of(held).key_account.customer.code} for reach, held in found.items()}
    return {**told, "absent": {"code": "ABSENT"}}


def _plan_goal(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _both(user, lambda held: Goal.objects.get_or_create(plan=plan_of(held), kind="goal", words="cast")[0])


def _plan_objective(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"measure": "orders", "target": 10, "currency": "EUR"}
    return _both(user, lambda held: Objective.objects.get_or_create(plan=plan_of(held), words="cast", defaults=told)[0])


def _plan_action(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"owner": our_person(code="P-OWNER"), "due_on": date(2026, 6, 1)}
    return _both(
        user, lambda held: PlanAction.objects.get_or_create(plan=plan_of(held), words="cast", defaults=told)[0]
    )


def _own_plan_action(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """An action that is one's own to do for a customer of others, and one that is another's."""
    found, plan = {}, plan_of(key_account_of(code="OTHER"))
    for reach, who in (("own", our_person(user, code=f"P-{user.pk}")), ("other", our_person(code="P-OWNER"))):
        told = {"owner": who, "due_on": date(2026, 6, 1)}
        made, _ = PlanAction.objects.get_or_create(plan=plan, words=str(who.pk), defaults=told)
        found[reach] = {"pk": made.pk}
    return {**found, "absent": {"pk": 10**9}}


def _plan_share(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"sections": ["goals"], "language": "en", "code_digest": "!", "by": cast.linked}
    told["expires_at"] = datetime(2099, 1, 1, tzinfo=UTC)

    def made(held: KeyAccount) -> PlanShare:
        words = {"for_whom": "cast", "word_digest": f"{held.pk:064}"}
        return PlanShare.objects.get_or_create(plan=plan_of(held), **words, defaults=told)[0]

    return _both(user, made)


def contact_at(held: KeyAccount, number: str = "1", **facts: Any) -> Contact:
    """Somebody at a key account."""
    told = {"customer": held.customer, "full_name": f"Contact {number}", "role": "Buyer", "consent": True, **facts}
    return Contact.objects.get_or_create(contact_id=f"{held.customer.code}-{number}", defaults=told)[0]


def _contact(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _both(user, contact_at)


def _contact_id(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = contact_at(key_account_of(user, code=f"OWN-{user.pk}")), contact_at(key_account_of(code="OTHER"))
    return {
        "own": {"contact_id": own.contact_id},
        "other": {"contact_id": other.contact_id},
        "absent": {"contact_id": "0"},
    }


def review_of(held: KeyAccount) -> RelationshipReview:
    """A review of a key account that is still open."""
    told = {"held_on": date(2026, 1, 15)}
    return RelationshipReview.objects.get_or_create(key_account=held, closed_at=None, defaults=told)[0]


def _relationship_review(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return _both(user, review_of)


def _review_action(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"what": "cast", "owner": our_person(code="P-OWNER"), "due_on": date(2026, 1, 1)}
    return _both(user, lambda held: ReviewAction.objects.get_or_create(review=review_of(held), defaults=told)[0])


def _questionnaire(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    def made(held: KeyAccount) -> Questionnaire:
        told = {"language": "en", "expires_at": datetime(2099, 1, 1, tzinfo=UTC), "digest": f"{held.pk:064}"}
        return Questionnaire.objects.get_or_create(review=review_of(held), defaults=told)[0]

    return _both(user, made)


def _benefit(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A statement that came to nothing: statements are no one's own."""
    values = {"short_code": "B900-cast", "state": "failed", "run": failed_run(), "currency": "EUR"}
    values |= {"failure": {"code": "CAST", "template": "Nothing came of it.", "facts": {}}, "inputs": {"members": []}}
    made, _ = BenefitStatement.objects.get_or_create(number=900, defaults=values)
    return {
        "own": {"statement": made.short_code},
        "other": {"statement": made.short_code},
        "absent": {"statement": "B999-0000"},
    }


def _programme_cost(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A cost of the programme as a whole, no one's own."""
    values = {"yearly_cost": 1_000_00, "currency": "EUR", "starts_on": date(2026, 1, 1)}
    made, _ = ProgrammeCost.objects.get_or_create(what="cast", defaults=values)
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def meeting_of_committee(number: int = 900_001) -> CommitteeMeeting:
    """A meeting of the review committee that is planned, with one action."""
    made, _ = CommitteeMeeting.objects.get_or_create(number=number, defaults={"meets_on": date(2099, 1, 1)})
    told = {"outcome": "decided", "words": "cast", "owner": our_person(code="P-OWNER"), "due_on": date(2099, 1, 1)}
    CommitteeStep.objects.get_or_create(meeting=made, step="actions", defaults=told)
    return made


def _committee_meeting(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    words = {"number": meeting_of_committee().number}
    return {"own": words, "other": words, "absent": {"number": 10**8}}


def _committee_step(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return {reach: {**words, "step": "changed"} for reach, words in _committee_meeting(cast, user).items()}


def _own_committee_action(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """An action for which this person answers, and one for which somebody else does."""
    meeting, other = meeting_of_committee(910_000 + user.pk), meeting_of_committee().steps.get(step="actions")
    told = {"outcome": "decided", "words": "cast", "owner": our_person(user, code=f"P-{user.pk}")}
    own, _ = CommitteeStep.objects.get_or_create(
        meeting=meeting, step="reviews", defaults={**told, "due_on": date(2099, 1, 1)}
    )
    return {"own": {"pk": own.pk}, "other": {"pk": other.pk}, "absent": {"pk": 10**9}}


def _committee_term(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 1, 1)}
    made, _ = CommitteeTerm.objects.get_or_create(person=our_person(code="P-OWNER"), defaults=told)
    return {"own": {"pk": made.pk}, "other": {"pk": made.pk}, "absent": {"pk": 10**9}}


def practice_card(number: int = 900_001) -> Practice:
    """A practice card."""
    told = {
        "title": "cast",
        "what": "cast",
        "fits": "cast",
        "measure": "on_time",
        "source": "inside",
        "evidence": "cast",
    }
    return Practice.objects.get_or_create(number=number, defaults=told)[0]


def _own_practice(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A card that this person wrote, and one that somebody else did."""
    own = practice_card(910_000 + user.pk)
    Practice.objects.filter(pk=own.pk).update(by=user)
    return {"own": {"number": own.number}, "other": {"number": practice_card().number}, "absent": {"number": 10**8}}


def _practice(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    words = {"number": practice_card().number}
    return {"own": words, "other": words, "absent": {"number": 10**8}}


def _adoption(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    told = {"owner": our_person(code="P-OWNER"), "follow_up_on": date(2099, 1, 1), "started_on": date(2026, 1, 1)}
    return _both(
        user,
        lambda held: Adoption.objects.get_or_create(practice=practice_card(), key_account=held, defaults=told)[0],
    )


def risk_of(held: KeyAccount, number: int) -> Risk:
    """A risk to a key account."""
    told = {"what": "cast", "likelihood": 20, "hit": 1_000_00, "currency": "EUR", "owner": our_person(code="P-OWNER")}
    return Risk.objects.get_or_create(number=number, key_account=held, defaults=told)[0]


def _risk(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    own, other = key_account_of(user, code=f"OWN-{user.pk}"), key_account_of(code="OTHER")
    mine, theirs = risk_of(own, 900_000 + user.pk), risk_of(other, 900_000)
    found = {reach: {"code": each.key_account.customer.code, "number": each.number}
             for reach, each in (("own", mine), ("other", theirs))}  # fmt: skip
    return {**found, "absent": {"code": "ABSENT", "number": 999_999_999}}


def _risk_number(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    return {reach: {"number": words["number"]} for reach, words in _risk(cast, user).items()}


def _renewal(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    found = {}
    for reach, held in (("own", key_account_of(user, code=f"OWN-{user.pk}")), ("other", key_account_of(code="OTHER"))):
        made, _ = Renewal.objects.get_or_create(key_account=held, what="cast", renews_on=date(2099, 1, 1))
        found[reach] = {"code": held.customer.code, "pk": made.pk}
    return {**found, "absent": {"code": "ABSENT", "pk": 10**9}}


def _saved_list(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """A list that everybody may open."""
    return {"own": {"address": "skills"}, "other": {"address": "skills"}, "absent": {"address": "nowhere"}}


def _saved_view(cast: Cast, user: User) -> dict[str, dict[str, Any]]:
    """One's own view of that list, and another's."""
    other = cast.nobody if user != cast.nobody else cast.reader
    told = {"address": "skills", "name": "cast", "defaults": {"query": "search=ana"}}
    own, theirs = (SavedView.objects.get_or_create(owner=owner, **told)[0] for owner in (user, other))
    return {"own": {"pk": own.pk}, "other": {"pk": theirs.pk}, "absent": {"pk": 10**9}}


SAMPLES: dict[str, Callable[[Cast, User], dict[str, dict[str, Any]]]] = {
    "customer": _customer,
    "webhook": _webhook,
    "webhook_message": _webhook_message,
    "promise": _promise,
    "deal": _deal,
    "held_kind": _held_kind,
    "import": _import,
    "imported": _imported,
    "connector": _connector,
    "numbered_connector": _numbered_connector,
    "person": _person,
    "kept_for": _kept_for,
    "our_person": _our_person,
    "function": _function,
    "customer_pk": _customer_pk,
    "link": _link,
    "assignment": _assignment,
    "run": _run,
    "charter": _charter,
    "side": _side,
    "ranking": _ranking,
    "token": _token,
    "anything": _anything,
    "driver_version": _driver_version,
    "driver_trial": _driver_trial,
    "key_account": _key_account,
    "decision": _decision,
    "exception": _exception,
    "element": _element,
    "account_offer": _account_offer,
    "managed_account": _managed_account,
    "skill": _skill,
    "appointment": _appointment,
    "hand_over_item": _hand_over_item,
    "proposal": _proposal,
    "course": _course,
    "training": _training,
    "pay_plan": _pay_plan,
    "programme_element": _programme_element,
    "phase": _phase,
    "champion_term": _champion_term,
    "agenda_item": _agenda_item,
    "own_agenda_item": _own_agenda_item,
    "meeting": _meeting,
    "telling": _telling,
    "site": _site,
    "visit": _visit,
    "note": _note,
    "follow_up": _follow_up,
    "sponsorship": _sponsorship,
    "calendar_word": _calendar_word,
    "plan": _plan,
    "plan_share": _plan_share,
    "plan_goal": _plan_goal,
    "plan_objective": _plan_objective,
    "plan_action": _plan_action,
    "own_plan_action": _own_plan_action,
    "contact": _contact,
    "contact_id": _contact_id,
    "relationship_review": _relationship_review,
    "review_action": _review_action,
    "questionnaire": _questionnaire,
    "benefit": _benefit,
    "programme_cost": _programme_cost,
    "committee_meeting": _committee_meeting,
    "committee_step": _committee_step,
    "own_committee_action": _own_committee_action,
    "committee_term": _committee_term,
    "practice": _practice,
    "own_practice": _own_practice,
    "adoption": _adoption,
    "risk": _risk,
    "risk_number": _risk_number,
    "renewal": _renewal,
    "saved_list": _saved_list,
    "saved_view": _saved_view,
}
"""What an address is about -> the words of its path for one's own, another's and an absent object."""
