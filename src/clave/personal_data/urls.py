"""The addresses of personal data."""

from django.urls import path

from clave.personal_data import views

JSON, XLSX = {"kind": "json"}, {"kind": "xlsx"}
urlpatterns = [
    path("personal-data/", views.personal_data, name="personal-data"),
    path("personal-data/periods/<slug:key>/", views.period, name="personal-data-period"),
    path("relationships/<int:pk>/personal-data.json", views.about_contact, JSON, name="about-contact-json"),
    path("relationships/<int:pk>/personal-data.xlsx", views.about_contact, XLSX, name="about-contact-xlsx"),
    path("users/<int:pk>/personal-data.json", views.about_user, JSON, name="about-user-json"),
    path("users/<int:pk>/personal-data.xlsx", views.about_user, XLSX, name="about-user-xlsx"),
    path("users/<int:pk>/erase/", views.erase_user, name="erase-user"),
]
