"""The addresses of saved views."""

from django.urls import path

from clave.saved_views import views

urlpatterns = [
    path("saved-views/", views.saved_views, name="saved-views"),
    path("saved-views/of/<slug:address>/", views.save_view, name="save-view"),
    path("saved-views/<int:pk>/", views.change_view, name="change-view"),
    path("saved-views/<int:pk>/delete/", views.delete_view, name="delete-view"),
]
