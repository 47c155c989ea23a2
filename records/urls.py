from django.urls import path

from records import views

app_name = "records"

urlpatterns = [
    path("<int:year>/registry/", views.registry, name="registry"),
    path("<int:year>/registry/<slug:document>/", views.entry, name="entry"),
    path("<int:year>/archive/", views.archive, name="archive"),
    path("<int:year>/archive/package/", views.request_package, name="request_package"),
    path("<int:year>/archive/releases/<int:release>/", views.release_file, name="release_file"),
]
