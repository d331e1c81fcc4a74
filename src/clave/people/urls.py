"""The addresses of skills, role profiles, appointments and training."""

from django.urls import path

from clave.people.views import profiles, skills

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
    path("profiles/of/<str:code>/", profiles.profile, name="profile"),
]
