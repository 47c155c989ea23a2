from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [
    path("exports/<uuid:export>/", views.export, name="export"),
    path("exports/<uuid:export>/file/", views.export_file, name="export_file"),
]
