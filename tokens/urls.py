from django.urls import path

from tokens import views

app_name = "tokens"

urlpatterns = [
    path("", views.own, name="own"),
    path("all/", views.all_tokens, name="all"),
    path("<int:pk>/revocation/", views.revoke, name="revoke"),
]
