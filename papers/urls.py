from django.urls import path

from papers import signing_views, text_views, views

app_name = "papers"

_PAPER = "<str:kind>/<slug:subject>/"

urlpatterns = [
    path("check/", views.check_by_code, name="check_by_code"),
    path("check/<slug:code>/", views.check, name="check"),
    path("texts/", text_views.texts, name="texts"),
    path("texts/<str:key>/", text_views.text, name="text"),
    path(_PAPER, views.paper, name="paper"),
    path(f"{_PAPER}file/<slug:form>/", views.request_file, name="request_file"),
    path(f"{_PAPER}sign/", signing_views.sign, name="sign"),
    path(f"{_PAPER}issue/", views.issue, name="issue"),
    path(f"{_PAPER}revocation/", views.revoke, name="revoke"),
    path(f"{_PAPER}correction/", views.correct, name="correct"),
    path(f"{_PAPER}signed/<slug:code>/", views.signed, name="signed"),
]
