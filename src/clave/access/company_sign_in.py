"""Signing in at the company's own provider (OpenID Connect): known people only, matched by an address it vouches for."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from clave.access.models import User

logger = logging.getLogger(__name__)


class CompanySignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider says who somebody is; who may come in was decided here before."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The person who signs in here with the address, if the provider vouches for it."""
        email = vouched_address(claims_of(sociallogin), settings.OIDC_VOUCHED_DOMAINS)
        person = User.objects.filter(email=email).first() if email else None
        return (person, email) if person else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Nobody who is not known comes further than this."""
        if sociallogin.is_existing:
            return
        vouched = bool(vouched_address(claims_of(sociallogin), settings.OIDC_VOUCHED_DOMAINS))
        logger.warning(
            "company sign-in refused: %s", "nobody has the address" if vouched else "address not vouched for"
        )
        raise ImmediateHttpResponse(render(request, "access/not_known.html", {"vouched": vouched}, status=403))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **said: Any) -> None:
        """The provider is away, said no, or answered something else than was asked for."""
        raise ImmediateHttpResponse(_failed(request, said.get("exception")))


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider; where it does not answer, say so."""
    try:
        answer: HttpResponse = oidc.login(request, provider_id)
    except RequestException as error:
        return _failed(request, error)
    return answer


def _failed(request: HttpRequest, why: object) -> HttpResponse:
    logger.warning("company sign-in failed: %s", type(why).__name__)
    return render(request, "access/company_sign_in_failed.html", status=401)


def claims_of(sociallogin: SocialLogin) -> Mapping[str, Any]:
    """What the provider says of the person: of the signed token and what it adds to it."""
    said = sociallogin.account.extra_data
    return {**said.get("id_token", {}), **said.get("userinfo", {})}


def vouched_address(claims: Mapping[str, Any], domains: Collection[str]) -> str:
    """The address that the provider has verified, or that is of a domain it may speak for; else nothing."""
    email = str(claims.get("email") or "").strip().lower()
    known_domain = email.rpartition("@")[2] in domains
    return email if email and (claims.get("email_verified") is True or known_domain) else ""
