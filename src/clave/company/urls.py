"""The addresses of our own people and functions."""

from django.urls import path

from clave.company import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/people.csv", views.people_csv, name="people-csv"),
    path("people/people.xlsx", views.people_xlsx, name="people-xlsx"),
    path("people/logins/", views.link_matching_logins, name="link-matching-logins"),
    path("people/organisation/", views.organisation, name="organisation"),
    path("people/<int:pk>/", views.our_person, name="our-person"),
    path("people/<int:pk>/login/", views.link_login, name="link-login"),
    path("people/<int:pk>/login/unlink/", views.unlink_login, name="unlink-login"),
]
