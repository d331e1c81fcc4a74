"""The addresses of people, roles, history and signing in."""

from allauth.account import views as account
from allauth.mfa.base.views import authenticate
from allauth.mfa.webauthn.views import login_webauthn
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

from clave.access import company_sign_in, doors, security_views, token_views, views

COMPANY = {"provider_id": "company"}
urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/new/", views.add_user, name="add-user"),
    path("users/second-factor/", security_views.second_factor_demand, name="second-factor"),
    path("users/<int:pk>/", views.user, name="user"),
    path("users/<int:pk>/grant/", views.grant_role, name="grant-role"),
    path("users/<int:pk>/withdraw/", views.withdraw_role, name="withdraw-role"),
    path("users/<int:pk>/deactivate/", views.deactivate_user, name="deactivate-user"),
    path("users/<int:pk>/reactivate/", views.reactivate_user, name="reactivate-user"),
    path("users/<int:pk>/reset-factors/", views.reset_factors, name="reset-factors"),
    path("security/", security_views.security, name="security"),
    path("security/sessions/", security_views.end_sessions, name="end-sessions"),
    path("security/app/", security_views.add_app, name="add-app"),
    path("security/passkey/", security_views.add_passkey, name="add-passkey"),
    path("security/remove/", security_views.remove_factor, name="remove-factor"),
    path("security/codes/", security_views.renew_codes, name="renew-codes"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke_token, name="revoke-token"),
    path("history/", views.history, name="history"),
    path("language/", views.language, name="language"),
    path("accounts/login/", doors.public(account.login), name="account_login"),
    path("accounts/second-factor/", doors.public(authenticate), name="mfa_authenticate"),
    path("accounts/passkey/", doors.public(login_webauthn), name="mfa_login_webauthn"),
    path("accounts/company/", doors.public(company_sign_in.begin), COMPANY, name="openid_connect_login"),
    path("accounts/company/back/", doors.public(oidc.callback), COMPANY, name="openid_connect_callback"),
    path("accounts/inactive/", doors.public(account.account_inactive), name="account_inactive"),
    path("accounts/logout/", doors.signed_in(account.logout), name="account_logout"),
    path("accounts/password/change/", doors.signed_in(account.password_change), name="account_change_password"),
]
