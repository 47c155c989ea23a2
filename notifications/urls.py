from django.urls import path

from notifications.views import inbox as views
from notifications.views import own

app_name = "notifications"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", own.settings, name="settings"),
    path("<int:pk>/", views.open_message, name="open"),
]
