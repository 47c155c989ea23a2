from django.urls import path

from notifications.views import inbox as views
from notifications.views import preferences

app_name = "notifications"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", preferences.settings, name="settings"),
    path("<int:pk>/", views.open_message, name="open"),
]
