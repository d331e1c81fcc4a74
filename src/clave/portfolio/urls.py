"""The addresses of charter, candidates, decisions and key accounts."""

from django.urls import path

from clave.portfolio.views import (
    candidate,
    candidate_files,
    candidates,
    charter,
    charter_editor,
    judgements,
    matrix,
    rankings,
)

urlpatterns = [
    path("charter/", charter.charter, name="charter"),
    path("charter/new/", charter.draft_charter, name="draft-charter"),
    path("charter/edit/", charter_editor.edit_charter, name="edit-charter"),
    path("charter/check/", charter_editor.check_criterion, name="check-criterion"),
    path("charter/edit/<str:side>/", charter_editor.compare_criteria, name="compare-criteria"),
    path("charter/<int:number>/", charter.charter_version, name="charter-version"),
    path("charter/<int:number>/trial/", charter.charter_trial, name="charter-trial"),
    path("charter/<int:number>/propose/", charter.propose_charter, name="propose-charter"),
    path("charter/<int:number>/approve/", charter.approve_charter, name="approve-charter"),
    path("charter/<int:number>/send-back/", charter.send_back_charter, name="send-back-charter"),
    path("charter/<int:number>/withdraw/", charter.withdraw_charter, name="withdraw-charter"),
    path("exports/charter/<int:number>/", charter_editor.charter_export, name="charter-export"),
    path("judgements/", judgements.judgements, name="judgements"),
    path("judgements/<last_customer:code>/", judgements.judge_customer, name="judge-customer"),
    path("exports/judgements/", judgements.judgements_export, name="judgements-export"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/matrix/", matrix.matrix, name="matrix"),
    path("candidates/<last_customer:code>/", candidate.candidate, name="candidate"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/new/", rankings.start_ranking, name="start-ranking"),
    path("rankings/<str:code>/", rankings.ranking, name="ranking"),
    path("rankings/<str:code>/again/", rankings.check_ranking, name="check-ranking"),
    path("rankings/<str:code>/look-back/", rankings.look_back, name="look-back"),
    path("exports/candidates/", candidate_files.candidates_export, name="candidates-export"),
]
