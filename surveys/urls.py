from django.urls import path

from surveys.views import communes, figures, papers, questionnaires

app_name = "surveys"

_VERSION = "questionnaires/<slug:key>/<int:number>/"

urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/<slug:key>/draft/", questionnaires.draft, name="draft_version"),
    path(_VERSION, questionnaires.version, name="version"),
    path(f"{_VERSION}publish/", questionnaires.publish, name="publish_version"),
    path(f"{_VERSION}questions/<int:position>/", questionnaires.question, name="question"),
    path(f"{_VERSION}questions/<int:position>/delete/", questionnaires.delete, name="delete_question"),
    path(f"{_VERSION}questions/<int:position>/up/", questionnaires.move, name="move_question"),
    path("<int:year>/<slug:code>/own/", communes.own, name="own"),
    path("<slug:slug>/", communes.survey, name="survey"),
    path("<slug:slug>/open/", communes.open_, name="open"),
    path("<slug:slug>/close/", communes.close, name="close"),
    path("<slug:slug>/discard/", communes.discard, name="discard"),
    path("<slug:slug>/poster/<slug:size>/", communes.poster, name="poster"),
    path("<slug:slug>/codes/", communes.codes, name="codes"),
    path("<int:year>/<str:code>/", figures.year, name="year"),
    path("<slug:slug>/figures/", figures.survey_figures, name="figures"),
    path("<slug:slug>/texts/", figures.texts, name="texts"),
    path("<slug:slug>/texts/<int:answer>/", figures.hide, name="hide_name"),
    path("<slug:slug>/papers/", papers.papers, name="papers"),
    path("<slug:slug>/papers/workbook/", papers.paper_workbooks, name="paper_workbooks"),
    path("<slug:slug>/papers/template/", papers.paper_template, name="paper_template"),
]
