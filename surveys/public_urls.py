from django.urls import path

from surveys.views import answering

app_name = "answering"

urlpatterns = [
    path("<slug:slug>/", answering.survey, name="survey"),
    path("<slug:slug>/thanks/", answering.thanks, name="thanks"),
]
