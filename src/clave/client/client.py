"""Every part of the API under one roof. Written by `make client` from the schema of the API."""

from __future__ import annotations

from clave.client.account_plans import AccountPlansApi
from clave.client.asking import Asking, Transport, over_the_wire
from clave.client.benefit_of_the_programme import BenefitOfTheProgrammeApi
from clave.client.candidates import CandidatesApi
from clave.client.charter import CharterApi
from clave.client.comparison_of_key_accounts import ComparisonOfKeyAccountsApi
from clave.client.connectors import ConnectorsApi
from clave.client.customers import CustomersApi
from clave.client.deals import DealsApi
from clave.client.decisions import DecisionsApi
from clave.client.exceptions import ExceptionsApi
from clave.client.judgements import JudgementsApi
from clave.client.key_accounts import KeyAccountsApi
from clave.client.meetings_of_the_review_committee import MeetingsOfTheReviewCommitteeApi
from clave.client.offer import OfferApi
from clave.client.people import PeopleApi
from clave.client.people_at_key_accounts import PeopleAtKeyAccountsApi
from clave.client.practices import PracticesApi
from clave.client.programme import ProgrammeApi
from clave.client.promises import PromisesApi
from clave.client.relationship_reviews import RelationshipReviewsApi
from clave.client.risks_and_value import RisksAndValueApi
from clave.client.runs import RunsApi
from clave.client.search import SearchApi
from clave.client.sponsors_and_visits import SponsorsAndVisitsApi
from clave.client.webhooks import WebhooksApi
from clave.client.whitespace import WhitespaceApi


class Client:
    """Clave, asked with a token: `Client("https://clave.example.com", token)`."""

    def __init__(
        self, url: str, token: str, *, language: str = "", seconds: float = 30.0, transport: Transport | None = None
    ) -> None:
        asking = Asking(transport or over_the_wire(url, seconds), token, language)
        self.account_plans = AccountPlansApi(asking)
        self.benefit_of_the_programme = BenefitOfTheProgrammeApi(asking)
        self.candidates = CandidatesApi(asking)
        self.charter = CharterApi(asking)
        self.comparison_of_key_accounts = ComparisonOfKeyAccountsApi(asking)
        self.connectors = ConnectorsApi(asking)
        self.customers = CustomersApi(asking)
        self.deals = DealsApi(asking)
        self.decisions = DecisionsApi(asking)
        self.exceptions = ExceptionsApi(asking)
        self.judgements = JudgementsApi(asking)
        self.key_accounts = KeyAccountsApi(asking)
        self.meetings_of_the_review_committee = MeetingsOfTheReviewCommitteeApi(asking)
        self.offer = OfferApi(asking)
        self.people = PeopleApi(asking)
        self.people_at_key_accounts = PeopleAtKeyAccountsApi(asking)
        self.practices = PracticesApi(asking)
        self.programme = ProgrammeApi(asking)
        self.promises = PromisesApi(asking)
        self.relationship_reviews = RelationshipReviewsApi(asking)
        self.risks_and_value = RisksAndValueApi(asking)
        self.runs = RunsApi(asking)
        self.search = SearchApi(asking)
        self.sponsors_and_visits = SponsorsAndVisitsApi(asking)
        self.webhooks = WebhooksApi(asking)
        self.whitespace = WhitespaceApi(asking)
