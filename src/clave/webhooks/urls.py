"""The addresses of webhooks."""

from django.urls import path

from clave.webhooks import views

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", views.renew_webhook_secret, name="renew-webhook-secret"),
    path("webhooks/<int:pk>/try/", views.try_webhook, name="try-webhook"),
    path("webhooks/<int:pk>/open/", views.open_webhook, name="open-webhook"),
    path("webhooks/<int:pk>/end/", views.end_webhook, name="end-webhook"),
    path("webhooks/messages/<int:pk>/again/", views.send_message_again, name="send-message-again"),
]
