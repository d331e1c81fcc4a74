"""The addresses of notifications."""

from django.urls import path

from clave.notices import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_notices, name="read-notices"),
    path("notifications/unread/", views.unread_notice, name="unread-notice"),
    path("notifications/preferences/", views.notice_preferences, name="notice-preferences"),
    path("notifications/stop/<str:word>/", views.stop_digests, name="stop-digests"),
    path("notifications/mail/", views.mail_room, name="mail-room"),
]
