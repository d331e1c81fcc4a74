"""The addresses of skills, role profiles, appointments and training."""

from django.urls import path

from clave.people.views import appointments, profiles, proposals, skills, training

urlpatterns = [
    path("skills/", skills.skills, name="skills"),
    path("skills/skills.csv", skills.skills_csv, name="skills-csv"),
    path("skills/skills.xlsx", skills.skills_xlsx, name="skills-xlsx"),
    path("skills/catalogue/", skills.skill_catalogue, name="skill-catalogue"),
    path("skills/catalogue/<slug:key>/", skills.skill_change, name="skill-change"),
    path("skills/<int:pk>/", skills.skills_of, name="skills-of"),
    path("skills/<int:pk>/assess/", skills.assess_skills, name="assess-skills"),
    path("skills/<int:pk>/assessors/", skills.ask_assessor, name="ask-assessor"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/profiles.csv", profiles.profiles_csv, name="profiles-csv"),
    path("profiles/profiles.xlsx", profiles.profiles_xlsx, name="profiles-xlsx"),
    path("profiles/default/", profiles.default_profile, name="default-profile"),
    path("profiles/of/<customer:code>/", profiles.profile, name="profile"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/managers.csv", appointments.appointments_csv, name="appointments-csv"),
    path("appointments/managers.xlsx", appointments.appointments_xlsx, name="appointments-xlsx"),
    path("appointments/of/<customer:code>/", appointments.appointment, name="appointment"),
    path("appointments/of/<customer:code>/manager/", appointments.appoint, name="appoint"),
    path("appointments/of/<customer:code>/deputy/", appointments.appoint_deputy, name="appoint-deputy"),
    path("appointments/<int:pk>/end/", appointments.end_appointment, name="end-appointment"),
    path("appointments/hand-over/<int:pk>/", appointments.finish_item, name="finish-item"),
    path("appointments/proposals/new/", proposals.propose_managers, name="propose-managers"),
    path("appointments/proposals/<int:number>/", proposals.proposal, name="proposal"),
    path("appointments/proposals/<int:number>/answer/", proposals.answer_proposal, name="answer-proposal"),
    path("appointments/proposals/<int:number>/recompute/", proposals.recompute_proposal, name="recompute-proposal"),
    path("appointments/proposals/<int:number>/managers.csv", proposals.proposal_csv, name="proposal-csv"),
    path("appointments/proposals/<int:number>/managers.xlsx", proposals.proposal_xlsx, name="proposal-xlsx"),
    path("training/", training.training, name="training"),
    path("training/training.csv", training.training_csv, name="training-csv"),
    path("training/training.xlsx", training.training_xlsx, name="training-xlsx"),
    path("training/courses/", training.courses, name="courses"),
    path("training/courses/<int:pk>/", training.course, name="course"),
    path("training/places/<int:pk>/complete/", training.complete_training, name="complete-training"),
    path("training/<int:pk>/", training.training_of, name="training-of"),
    path("training/<int:pk>/plan/", training.plan_training, name="plan-training"),
]
