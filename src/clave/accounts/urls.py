"""The addresses of the key account workspace."""

from django.urls import path

from clave.accounts.views import entries, overview, plan

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
    path("key-accounts/<last_customer:code>/", overview.key_account, name="key-account"),
]
