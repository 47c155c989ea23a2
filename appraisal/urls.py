from django.urls import path

from appraisal.views import agreement, breaches, conflicts, desk, hearings, inquiries, pairs, teams, visits, workbooks

app_name = "appraisal"

_REVIEW = "<int:year>/<slug:code>/review/"
_BREACH = "<int:year>/breaches/<int:breach>/"
_VISIT = "<int:year>/visits/<int:visit>/"
_OWN_BREACH = "<int:year>/<slug:code>/breaches/<int:breach>/"

urlpatterns = [
    path("<int:year>/team/", teams.team, name="team"),
    path("<int:year>/team/form/", teams.form_team, name="form_team"),
    path("<int:year>/team/decision/", teams.decision, name="team_decision"),
    path("<int:year>/team/conflicts/", conflicts.declare, name="declare_conflict"),
    path("<int:year>/team/conflicts/<int:recusal>/lift/", conflicts.lift, name="lift_conflict"),
    path("<int:year>/team/assign/", teams.assign, name="assign"),
    path("<int:year>/team/spread/", teams.spread, name="spread"),
    path("<int:year>/team/two-reviews/", pairs.set_two_reviews, name="set_two_reviews"),
    path("<int:year>/agreement/", agreement.agreement, name="agreement"),
    path("<int:year>/terms/", inquiries.terms, name="terms"),
    path("<int:year>/reviews/", teams.reviews, name="reviews"),
    path("<int:year>/reviews/workbook/", workbooks.download, name="workbook"),
    path("<int:year>/reviews/workbook/upload/", workbooks.upload, name="upload_workbook"),
    path("<int:year>/reviews/workbook/confirm/", workbooks.confirm, name="confirm_workbook"),
    path("<int:year>/breaches/", breaches.breaches, name="breaches"),
    path("<int:year>/breaches/terms/", breaches.terms, name="set_breach_terms"),
    path("<int:year>/breaches/new/", breaches.record, name="record_breach"),
    path(_BREACH, breaches.breach, name="breach"),
    path(f"{_BREACH}documents/", breaches.add_documents, name="add_breach_documents"),
    path(f"{_BREACH}documents/<uuid:file>/", breaches.document, name="breach_document"),
    path(f"{_BREACH}documents/<uuid:file>/share/", breaches.share_document, name="share_breach_document"),
    path(f"{_BREACH}confirm/", breaches.confirm, name="confirm_breach"),
    path(f"{_BREACH}dismiss/", breaches.dismiss, name="dismiss_breach"),
    path("<int:year>/visits/", visits.visits, name="visits"),
    path(_VISIT, visits.visit, name="visit"),
    path(f"{_VISIT}change/", visits.change, name="change_visit"),
    path(f"{_VISIT}cancel/", visits.cancel, name="cancel_visit"),
    path(f"{_VISIT}done/", visits.finish, name="finish_visit"),
    path(f"{_VISIT}checklist.pdf", visits.checklist, name="visit_checklist"),
    path(f"{_VISIT}remarks/", visits.save_remarks, name="save_visit_remarks"),
    path(f"{_VISIT}leaves/<str:leaf>/", visits.save_item, name="save_visit_item"),
    path(f"{_VISIT}photos/", visits.add_photos, name="add_visit_photos"),
    path(f"{_VISIT}photos/<int:photo>/", visits.photo, name="visit_photo"),
    path(f"{_VISIT}photos/<int:photo>/remove/", visits.remove_photo, name="remove_visit_photo"),
    path("<int:year>/<slug:code>/visits/new/", visits.plan, name="plan_visit"),
    path("<int:year>/<slug:code>/visits/<int:visit>/", visits.own_visit, name="own_visit"),
    path(_OWN_BREACH, hearings.own_breach, name="own_breach"),
    path(f"{_OWN_BREACH}answer/", hearings.answer, name="answer_breach"),
    path(f"{_OWN_BREACH}files/<uuid:file>/", hearings.own_file, name="own_breach_file"),
    path(_REVIEW, desk.review, name="review"),
    path(f"{_REVIEW}summary/", desk.summary, name="summary"),
    path(f"{_REVIEW}presence/", desk.presence, name="presence"),
    path(f"{_REVIEW}differences/", pairs.differences, name="differences"),
    path(f"{_REVIEW}opinions/complete/", pairs.complete_opinions, name="complete_opinions"),
    path(f"{_REVIEW}<str:leaf>/settle/", pairs.settle, name="settle_difference"),
    path(f"{_REVIEW}complete/", desk.complete, name="complete_review"),
    path(f"{_REVIEW}send-back/", desk.send_back, name="send_back_review"),
    path(f"{_REVIEW}confirm/", desk.confirm, name="reconcile_review"),
    path(f"{_REVIEW}inquiries/", inquiries.inquiries, name="inquiries"),
    path(f"{_REVIEW}inquiries/send/", inquiries.send, name="send_inquiry"),
    path(f"{_REVIEW}inquiries/explanation/", inquiries.open_explanation, name="open_explanation"),
    path(f"{_REVIEW}<str:leaf>/ask/", inquiries.ask, name="ask"),
    path(f"{_REVIEW}<str:leaf>/ask/withdraw/", inquiries.withdraw, name="withdraw_question"),
    path(f"{_REVIEW}<str:leaf>/reply/", inquiries.reply, name="reply"),
    path(f"{_REVIEW}<str:leaf>/", desk.review, name="leaf"),
    path(f"{_REVIEW}<str:leaf>/score/", desk.save_score, name="save_review_score"),
]
