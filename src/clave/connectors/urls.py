"""The addresses of connectors."""

from django.urls import path

from clave.connectors import views

urlpatterns = [
    path("connectors/", views.list_connectors, name="connectors"),
    path("connectors/new/", views.new_connector, name="connector-new"),
    path("connectors/<int:pk>/", views.see_connector, name="connector"),
    path("connectors/<int:pk>/change/", views.change_connector, name="connector-change"),
    path("connectors/<int:pk>/check/", views.check_connector, name="connector-check"),
    path("connectors/<int:pk>/pause/", views.pause_connector, name="connector-pause"),
    path("connectors/<int:pk>/allow/", views.allow_connector, name="connector-allow"),
    path("connectors/<int:pk>/go/", views.send_connector, name="connector-go"),
]
