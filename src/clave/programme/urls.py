"""The addresses of the programme."""

from django.urls import path

from clave.programme.views import leading, overview

urlpatterns = [
    path("programme/", overview.programme, name="programme"),
    path("programme/charter/", overview.programme_charter, name="programme-charter"),
    path("programme/stages/", overview.programme_stages, name="programme-stages"),
    path("programme/stages/stages.csv", overview.stages_csv, name="stages-csv"),
    path("programme/stages/stages.xlsx", overview.stages_xlsx, name="stages-xlsx"),
    path("programme/stages/elements/<slug:key>/", overview.judge_element, name="judge-element"),
    path("programme/stages/gates/<slug:phase>/", overview.close_gate, name="close-gate"),
    path("programme/champions/", leading.champions, name="champions"),
    path("programme/champions/<int:pk>/end/", leading.end_champion, name="end-champion"),
    path("programme/warnings/", leading.programme_warnings, name="programme-warnings"),
]
