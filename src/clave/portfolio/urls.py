"""The addresses of charter, candidates, decisions and key accounts."""

from django.urls import path

from clave.portfolio.views import candidate, candidate_files, candidates, matrix, rankings

urlpatterns = [
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/matrix/", matrix.matrix, name="matrix"),
    path("candidates/<path:code>/", candidate.candidate, name="candidate"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/new/", rankings.start_ranking, name="start-ranking"),
    path("rankings/<str:code>/", rankings.ranking, name="ranking"),
    path("rankings/<str:code>/again/", rankings.check_ranking, name="check-ranking"),
    path("exports/candidates/", candidate_files.candidates_export, name="candidates-export"),
]
