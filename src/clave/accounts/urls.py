"""The addresses of the key account workspace."""

from django.urls import path

from clave.accounts.views import (
    entries,
    overview,
    plan,
    relationship,
    relationships,
    risk_files,
    risks,
    sharing,
    timeline,
    whitespace,
)

_RISKS = "key-accounts/<customer:code>/risks/"

urlpatterns = [
    path("key-accounts/<customer:code>/plan/", plan.plan, name="plan"),
    path("key-accounts/<customer:code>/plan/begin/", plan.begin, name="begin-plan"),
    path("key-accounts/<customer:code>/plan/agreed/", plan.agree, name="agree-plan"),
    path("key-accounts/<customer:code>/plan/goals/", entries.add_goal, name="add-plan-goal"),
    path("key-accounts/<customer:code>/plan/objectives/", entries.add_objective, name="add-plan-objective"),
    path("key-accounts/<customer:code>/plan/actions/", entries.add_action, name="add-plan-action"),
    path("plans/goals/<int:pk>/", entries.goal, name="plan-goal"),
    path("plans/objectives/<int:pk>/", entries.objective, name="plan-objective"),
    path("plans/actions/", entries.own_actions, name="plan-actions"),
    path("plans/actions/<int:pk>/", entries.action, name="plan-action"),
    path("plans/actions/<int:pk>/done/", entries.finish_action, name="finish-plan-action"),
    path("exports/plans/<customer:code>/", plan.plan_file, name="plan-file"),
    path("exports/plans/<customer:code>/pdf/", sharing.plan_pdf, name="plan-pdf"),
    path("key-accounts/<customer:code>/plan/sharing/", sharing.sharing, name="plan-sharing"),
    path("plans/shares/<int:pk>/revoke/", sharing.revoke, name="revoke-plan-share"),
    path("shared/<str:word>/", sharing.shared_plan, name="shared-plan"),
    path("key-accounts/<customer:code>/timeline/", timeline.timeline, name="timeline"),
    path("key-accounts/<customer:code>/notes/", timeline.write_note, name="write-account-note"),
    path("key-accounts/<customer:code>/relationships/", relationships.relationships, name="relationships"),
    path("key-accounts/<customer:code>/relationships/new/", relationships.add_person, name="add-relationship"),
    path("exports/relationships/<customer:code>/", relationships.relationships_export, name="relationships-export"),
    path("relationships/<int:pk>/", relationship.relationship, name="relationship"),
    path("relationships/<int:pk>/place/", relationship.place_person, name="place-relationship"),
    path("relationships/<int:pk>/stance/", relationship.say_stance, name="say-stance"),
    path("relationships/<int:pk>/tie/", relationship.say_tie, name="say-tie"),
    path("relationships/<int:pk>/touch/", relationship.log_touch, name="log-touch"),
    path("relationships/<int:pk>/erase/", relationship.erase_person, name="erase-relationship"),
    path(_RISKS, risks.risks, name="risks"),
    path(f"{_RISKS}new/", risks.new_risk, name="new-risk"),
    path(f"{_RISKS}scorecard/", risks.scorecard, name="risk-scorecard"),
    path(f"{_RISKS}forecast/", risks.forecast, name="plan-forecast"),
    path(f"{_RISKS}renewals/new/", risks.new_renewal, name="new-renewal"),
    path(f"{_RISKS}renewals/<int:pk>/", risks.renewal, name="renewal"),
    path(f"{_RISKS}<int:number>/", risks.risk, name="risk"),
    path("key-accounts/<customer:code>/whitespace/", whitespace.whitespace, name="whitespace"),
    path("exports/whitespace/<customer:code>/", whitespace.whitespace_export, name="whitespace-export"),
    path("exports/risks/<customer:code>/", risk_files.risks_export, name="risks-export"),
    path("key-accounts/<last_customer:code>/", overview.key_account, name="key-account"),
]
