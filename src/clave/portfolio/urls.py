"""The addresses of charter, candidates, decisions and key accounts."""

from django.urls import path

from clave.portfolio.views import candidate, candidate_files, candidates, rankings

urlpatterns = [
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<path:code>/", candidate.candidate, name="candidate"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/new/", rankings.start_ranking, name="start-ranking"),
    path("rankings/<str:code>/", rankings.ranking, name="ranking"),
    path("exports/candidates/", candidate_files.candidates_export, name="candidates-export"),
]
