"""The addresses of the key account workspace."""

from django.urls import URLPattern, URLResolver, path

from clave.accounts.views import risk_files, risks, whitespace

_RISKS = "key-accounts/<customer:code>/risks/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_RISKS, risks.risks, name="risks"),
    path(f"{_RISKS}new/", risks.new_risk, name="new-risk"),
    path(f"{_RISKS}scorecard/", risks.scorecard, name="scorecard"),
    path(f"{_RISKS}forecast/", risks.forecast, name="forecast"),
    path(f"{_RISKS}renewals/new/", risks.new_renewal, name="new-renewal"),
    path(f"{_RISKS}renewals/<int:pk>/", risks.renewal, name="renewal"),
    path(f"{_RISKS}<int:number>/", risks.risk, name="risk"),
    path("key-accounts/<customer:code>/whitespace/", whitespace.whitespace, name="whitespace"),
    path("exports/whitespace/<customer:code>/", whitespace.whitespace_export, name="whitespace-export"),
    path("exports/risks/<customer:code>/", risk_files.risks_export, name="risks-export"),
]
