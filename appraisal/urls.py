from django.urls import path

from appraisal.views import breaches, conflicts, desk, teams, workbooks

app_name = "appraisal"

_REVIEW = "<int:year>/<slug:code>/review/"
_BREACH = "<int:year>/breaches/<int:breach>/"

urlpatterns = [
    path("<int:year>/team/", teams.team, name="team"),
    path("<int:year>/team/form/", teams.form_team, name="form_team"),
    path("<int:year>/team/decision/", teams.decision, name="team_decision"),
    path("<int:year>/team/conflicts/", conflicts.declare, name="declare_conflict"),
    path("<int:year>/team/conflicts/<int:recusal>/lift/", conflicts.lift, name="lift_conflict"),
    path("<int:year>/team/assign/", teams.assign, name="assign"),
    path("<int:year>/team/spread/", teams.spread, name="spread"),
    path("<int:year>/reviews/", teams.reviews, name="reviews"),
    path("<int:year>/reviews/workbook/", workbooks.download, name="workbook"),
    path("<int:year>/reviews/workbook/upload/", workbooks.upload, name="upload_workbook"),
    path("<int:year>/reviews/workbook/confirm/", workbooks.confirm, name="confirm_workbook"),
    path("<int:year>/breaches/", breaches.breaches, name="breaches"),
    path("<int:year>/breaches/new/", breaches.record, name="record_breach"),
    path(_BREACH, breaches.breach, name="breach"),
    path(f"{_BREACH}document/", breaches.document, name="breach_document"),
    path(f"{_BREACH}confirm/", breaches.confirm, name="confirm_breach"),
    path(f"{_BREACH}dismiss/", breaches.dismiss, name="dismiss_breach"),
    path(_REVIEW, desk.review, name="review"),
    path(f"{_REVIEW}summary/", desk.summary, name="summary"),
    path(f"{_REVIEW}presence/", desk.presence, name="presence"),
    path(f"{_REVIEW}complete/", desk.complete, name="complete_review"),
    path(f"{_REVIEW}send-back/", desk.send_back, name="send_back_review"),
    path(f"{_REVIEW}confirm/", desk.confirm, name="reconcile_review"),
    path(f"{_REVIEW}<str:leaf>/", desk.review, name="leaf"),
    path(f"{_REVIEW}<str:leaf>/score/", desk.save_score, name="save_review_score"),
]
