from django.urls import path

from scoring.views import corrections, drafts, figures, hints, points, tables, work

app_name = "scoring"

_TABLE = "rubrics/<slug:code>/"
_FIGURE = f"{_TABLE}figures/<str:criterion>/"

urlpatterns = [
    path("cycles/open/", work.open_cycle, name="open_cycle"),
    path("cycles/<int:year>/close/", work.close_cycle, name="close_cycle"),
    path("rubrics/", tables.rubrics, name="rubrics"),
    path("rubrics/scans/<uuid:public_id>/", figures.scan, name="scan"),
    path(_TABLE, tables.rubric, name="rubric"),
    path(f"{_TABLE}differences/", tables.differences, name="differences"),
    path(f"{_TABLE}copy/", drafts.draft, name="draft_rubric"),
    path(f"{_TABLE}description/", drafts.describe, name="describe_draft"),
    path(f"{_TABLE}points/", points.points, name="points"),
    path(f"{_TABLE}guidance/<str:criterion>/", drafts.guidance, name="guidance"),
    path(f"{_TABLE}hints/", hints.hints, name="hints"),
    path(f"{_TABLE}hints/workbook/", hints.workbook, name="hint_workbook"),
    path(f"{_TABLE}hints/upload/", hints.upload, name="upload_hints"),
    path(f"{_TABLE}hints/issued/", hints.issued, name="issued_hints"),
    path(f"{_TABLE}publication/", drafts.publication, name="publish_rubric"),
    path(f"{_TABLE}decision/file/", tables.decision_file, name="decision_file"),
    path(f"{_TABLE}decision/", drafts.date_decision, name="date_decision"),
    path(f"{_TABLE}decision/correction/", drafts.correct_decision, name="correct_decision"),
    path(f"{_TABLE}decision/former/<int:version>/", tables.former_decision_file, name="former_decision_file"),
    path(f"{_TABLE}years/<int:year>/", corrections.correct_year, name="correct_year"),
    path(f"{_TABLE}retire/", drafts.retire, name="retire_rubric"),
    path(f"{_TABLE}discard/", drafts.discard, name="discard_draft"),
    path(f"{_TABLE}figures/", figures.confirm_many, name="confirm_figures"),
    path(_FIGURE, figures.figure, name="figure"),
    path(f"{_FIGURE}confirm/", figures.confirm, name="confirm_figure"),
    path(f"{_FIGURE}correct/", figures.correct, name="correct_figure"),
    path(f"{_FIGURE}withdraw/", figures.withdraw, name="withdraw_confirmation"),
    path("<int:year>/<slug:code>/workbook/", work.workbook, name="workbook"),
    path("<int:year>/self-assessments/", work.assessments, name="assessments"),
]
