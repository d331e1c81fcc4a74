"""The addresses of key accounts, decisions, exceptions and offers."""

from django.urls import path

from clave.portfolio.views import decisions, exceptions, key_accounts, offers, proposing

urlpatterns = [
    path("key-accounts/", key_accounts.key_accounts, name="key-accounts"),
    path("key-accounts/<customer:code>/membership/", key_accounts.key_account, name="membership"),
    path("reviews/hold/", key_accounts.review, name="hold-review"),
    path("exports/key-accounts/", key_accounts.key_accounts_export, name="key-accounts-export"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", proposing.propose, name="propose"),
    path("decisions/release/", proposing.propose_leaving, name="propose-leaving"),
    path("decisions/<int:number>/", decisions.decision, name="decision"),
    path("decisions/<int:number>/vote/", decisions.vote, name="vote"),
    path("decisions/<int:number>/decide/", decisions.decide, name="decide"),
    path("decisions/<int:number>/withdraw/", decisions.withdraw, name="withdraw-decision"),
    path("exports/decisions/", decisions.decisions_export, name="decisions-export"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("exceptions/new/", exceptions.ask, name="ask-exception"),
    path("exceptions/<int:number>/", exceptions.exception, name="exception"),
    path("exports/exceptions/", exceptions.exceptions_export, name="exceptions-export"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.offer_element, name="offer-element"),
    path("offers/give/", offers.give, name="give-offer"),
    path("offers/<int:pk>/", offers.change_element, name="change-element"),
    path("offers/given/<int:pk>/end/", offers.end, name="end-offer"),
    path("exports/offers/", offers.offers_export, name="offers-export"),
]
