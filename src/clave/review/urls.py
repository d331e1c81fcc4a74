"""The addresses of reviews."""

from django.urls import URLPattern, URLResolver, path

from clave.review.views import benefit, committee, comparison, practices, questionnaires, relationship_reviews

urlpatterns: list[URLPattern | URLResolver] = [
    path("committee/", committee.committee, name="committee"),
    path("committee/members/", committee.seat_member, name="seat-member"),
    path("committee/members/<int:pk>/end/", committee.end_seat, name="end-seat"),
    path("committee/meetings/", committee.plan_committee, name="plan-committee"),
    path("committee/meetings/new/", committee.plan_committee_meeting, name="plan-committee-meeting"),
    path("committee/meetings/<int:number>/move/", committee.move_committee_meeting, name="move-committee-meeting"),
    path("committee/actions/<int:pk>/", committee.committee_action, name="committee-action"),
    path("committee/actions/<int:pk>/done/", committee.finish_committee_action, name="finish-committee-action"),
    path("practices/", practices.practices, name="practices"),
    path("practices/new/", practices.share_practice, name="share-practice"),
    path("practices/<int:number>/", practices.practice, name="practice"),
    path("practices/<int:number>/change/", practices.change_practice, name="change-practice"),
    path("practices/<int:number>/adopt/", practices.adopt_practice, name="adopt-practice"),
    path("practices/adoptions/<int:pk>/judge/", practices.judge_adoption, name="judge-adoption"),
    path("exports/practices/", practices.practices_export, name="practices-export"),
    path("comparison/", comparison.comparison, name="comparison"),
    path("exports/comparison/", comparison.comparison_export, name="comparison-export"),
    path("key-accounts/<customer:code>/review/", relationship_reviews.relationship_review, name="relationship-review"),
    path(
        "key-accounts/<customer:code>/review/begin/",
        relationship_reviews.begin_review,
        name="begin-relationship-review",
    ),
    path("exports/reviews/<customer:code>/", relationship_reviews.reviews_export, name="relationship-reviews-export"),
    path("reviews/<int:pk>/write/", relationship_reviews.write_review, name="write-relationship-review"),
    path("reviews/<int:pk>/close/", relationship_reviews.close_review, name="close-relationship-review"),
    path("reviews/<int:pk>/actions/", relationship_reviews.add_review_action, name="add-review-action"),
    path("reviews/<int:pk>/ask/", questionnaires.ask_customer, name="ask-customer"),
    path("review-actions/<int:pk>/done/", relationship_reviews.finish_review_action, name="finish-review-action"),
    path("questionnaires/<int:pk>/revoke/", questionnaires.revoke_questionnaire, name="revoke-questionnaire"),
    path("benefit/", benefit.benefit, name="benefit"),
    path("benefit/state/", benefit.state_benefit, name="state-benefit"),
    path("benefit/costs/", benefit.enter_programme_cost, name="enter-programme-cost"),
    path("benefit/costs/<int:pk>/withdraw/", benefit.withdraw_programme_cost, name="withdraw-programme-cost"),
    path("benefit/<slug:statement>/", benefit.benefit_statement, name="benefit-statement"),
    path("benefit/<slug:statement>/check/", benefit.check_benefit, name="check-benefit"),
    path("exports/benefit/<slug:statement>/", benefit.benefit_export, name="benefit-export"),
    path("exports/benefit/<slug:statement>/panel/", benefit.benefit_panel_export, name="benefit-panel-export"),
    path("q/<str:word>/", questionnaires.questionnaire, name="questionnaire"),
]
