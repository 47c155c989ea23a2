from django.urls import path

from scoring import views

app_name = "scoring"

urlpatterns = [
    path("cycles/open/", views.open_cycle, name="open_cycle"),
    path("rubrics/", views.rubrics, name="rubrics"),
    path("rubrics/<slug:code>/", views.rubric, name="rubric"),
    path("<int:year>/<slug:code>/workbook/", views.workbook, name="workbook"),
    path("<int:year>/self-assessments/", views.assessments, name="assessments"),
]
