from django.urls import path

from evidence.views import (
    assessment,
    descriptions,
    dossier_admission,
    dossier_pdf,
    dossiers,
    hints,
    inquiry_answers,
    items,
    papers,
    uploads,
    viewing,
    workbooks,
)

app_name = "evidence"

_PAPER = "<int:year>/<slug:code>/papers/<slug:kind>/"

_INQUIRY = "<int:year>/<slug:code>/inquiries/<slug:kind>/<int:number>/"

_ASSESSMENT = "<int:year>/<slug:code>/self-assessment/"

urlpatterns = [
    path("files/<uuid:public_id>/", items.file, name="file"),
    path("files/<uuid:public_id>/thumbnail/", viewing.thumbnail, name="thumbnail"),
    path("files/<uuid:public_id>/pages/", viewing.converted, name="converted"),
    path("items/<int:item>/view/", viewing.view_item, name="view_item"),
    path("items/<int:item>/remove/", items.remove_item, name="remove_item"),
    path("items/<int:item>/restore/", items.restore_item, name="restore_item"),
    path("items/<int:item>/move/", items.move_item, name="move_item"),
    path("items/<int:item>/describe/", descriptions.describe_item, name="describe_item"),
    path("items/<int:item>/also/", descriptions.use_also, name="use_also"),
    path("<int:year>/dossiers/", dossiers.dossiers, name="dossiers"),
    path("<int:year>/dossiers/remind/", dossiers.remind, name="remind"),
    path(_ASSESSMENT, assessment.assessment, name="assessment"),
    path(f"{_ASSESSMENT}<str:leaf>/", assessment.assessment, name="leaf"),
    path(f"{_ASSESSMENT}<str:leaf>/score/", assessment.save_score, name="save_score"),
    path(f"{_ASSESSMENT}<str:leaf>/figures/", assessment.save_ratios, name="save_ratios"),
    path(f"{_ASSESSMENT}<str:leaf>/files/", items.add_items, name="add_items"),
    path(f"{_ASSESSMENT}<str:leaf>/files/set/", items.file_set, name="file_set"),
    path(f"{_ASSESSMENT}<str:leaf>/files/known/", uploads.known_file, name="known_file"),
    path(f"{_ASSESSMENT}<str:leaf>/files/choose/", descriptions.choose_files, name="choose_files"),
    path(f"{_ASSESSMENT}<str:leaf>/files/use/", descriptions.use_file, name="use_file"),
    path(f"{_ASSESSMENT}<str:leaf>/files/link/", descriptions.add_link, name="add_link"),
    path(f"{_ASSESSMENT}<str:leaf>/uploads/", uploads.uploads, name="uploads"),
    path("<int:year>/<slug:code>/workbook/", workbooks.upload, name="upload_workbook"),
    path("<int:year>/<slug:code>/workbook/confirm/", workbooks.confirm, name="confirm_workbook"),
    path("uploads/<uuid:public_id>/", uploads.upload, name="upload"),
    path("uploads/<uuid:public_id>/discard/", items.discard_upload, name="discard_upload"),
    path("<int:year>/<slug:code>/removed/", descriptions.removed, name="removed"),
    path("<int:year>/<slug:code>/dossier/", dossiers.dossier, name="dossier"),
    path("<int:year>/<slug:code>/dossier/submit/", dossiers.submit, name="submit_dossier"),
    path("<int:year>/<slug:code>/dossier/as-it-stands/", dossier_admission.send_as_it_stands, name="send_as_it_stands"),
    path("<int:year>/<slug:code>/dossier/decision/", dossier_admission.decide, name="decide_dossier"),
    path("<int:year>/<slug:code>/dossier/receipt/", dossiers.receipt, name="receipt"),
    path("<int:year>/<slug:code>/dossier/hints/", hints.hints, name="hints"),
    path("hints/<int:hint>/dismiss/", hints.dismiss, name="dismiss_hint"),
    path("<int:year>/<slug:code>/dossier/files.zip", dossiers.archive, name="archive"),
    path("<int:year>/<slug:code>/dossier/find/", viewing.find, name="find"),
    path(_INQUIRY, inquiry_answers.inquiry, name="inquiry"),
    path(f"{_INQUIRY}send/", inquiry_answers.send_answers, name="send_answers"),
    path("questions/<int:question>/answer/", inquiry_answers.write_answer, name="write_answer"),
    path("<int:year>/<slug:code>/dossier/contents/", dossiers.contents, name="dossier_contents"),
    path("<int:year>/<slug:code>/dossier/pdf/request/", dossier_pdf.request_dossier_pdf, name="request_dossier_pdf"),
    path("<int:year>/<slug:code>/dossier/pdf/state/", dossier_pdf.dossier_pdf_state_fragment, name="dossier_pdf_state"),
    path("<int:year>/<slug:code>/dossier/dossier.pdf", dossier_pdf.dossier_pdf_file, name="dossier_pdf_file"),
    path("<int:year>/<slug:code>/dossier/signed/<slug:kind>/", dossiers.upload_signed, name="upload_signed"),
    path(_PAPER, papers.paper, name="paper"),
    path(f"{_PAPER}save/", papers.save_paper, name="save_paper"),
    path(f"{_PAPER}draft/", papers.draft_paper, name="draft_paper"),
    path(f"{_PAPER}render/", papers.render_paper, name="render_paper"),
    path(f"{_PAPER}state/", papers.paper_state_piece, name="paper_state"),
    path(f"{_PAPER}file/", papers.paper_file, name="paper_file"),
    path(f"{_PAPER}word/", papers.paper_word, name="paper_word"),
]
