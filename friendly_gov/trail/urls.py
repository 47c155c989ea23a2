"""The URLs of the trail's pages."""

from django.urls import path, re_path

from friendly_gov.trail import views

app_name = "trail"

urlpatterns = [
    path("", views.whole, name="whole"),
    path("roots.json", views.roots, name="roots"),
    path("<int:year>/<slug:code>/", views.unit_year, name="unit_year"),
    re_path(r"^(?P<number>\d{1,18})/proof\.(?P<form>html|json)$", views.proof, name="proof"),
]
