"""Every address of Clave, app by app."""

from django.urls import URLPattern, URLResolver, include, path

from clave.web import api, health, home
from clave.web.brief import views as brief
from clave.web.search import views as search

handler400 = "clave.web.faults.not_understood"
handler403 = "clave.access.views.forbidden"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("clave.access.urls")),
    path("", include("clave.ledger.urls")),
    path("", include("clave.connectors.urls")),
    path("", include("clave.company.urls")),
    path("", include("clave.notices.urls")),
    path("", include("clave.saved_views.urls")),
    path("", include("clave.personal_data.urls")),
    path("", include("clave.value.urls")),
    path("key-accounts/<customer:code>/brief/", brief.visit_brief, name="visit-brief"),
    path("exports/briefs/<customer:code>/", brief.visit_brief_pdf, name="visit-brief-pdf"),
    path("", include("clave.portfolio.urls")),
    path("", include("clave.portfolio.choosing_urls")),
    path("", include("clave.people.urls")),
    path("", include("clave.programme.urls")),
    path("", include("clave.promises.urls")),
    path("", include("clave.sponsorship.urls")),
    path("", include("clave.review.urls")),
    path("", include("clave.accounts.urls")),
    path("", include("clave.webhooks.urls")),
    path("search/", search.search_page, name="search"),
    path("search/palette/", search.palette, name="palette"),
    path("", home.home, name="home"),
    path("api/v1/", include(api.addresses())),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]
handler500 = "clave.web.faults.fault"
