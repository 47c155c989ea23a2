"""The services of this app."""

from evidence.services.descriptions import add_link, describe_evidence
from evidence.services.dossier_admission import refuse_dossier, return_dossier, send_as_it_stands, take_in_dossier
from evidence.services.dossier_pdf import build_dossier_pdf, clear_dossier_pdfs, request_dossier_pdf
from evidence.services.dossiers import DOSSIER_SUBJECTS, submit_dossier, upload_signed
from evidence.services.former_dossiers import count_former_dossier, count_former_dossiers
from evidence.services.hints import dismiss_hint, look_for_hints
from evidence.services.inquiry_answers import (
    end_inquiries,
    end_inquiry,
    end_overdue,
    send_answers,
    write_answer,
)
from evidence.services.items import add_evidence, link_evidence, move_evidence, remove_evidence, restore_evidence
from evidence.services.last_year import start_from_last_year
from evidence.services.papers import (
    draft_paper_text,
    draft_report_text,
    edit_paper,
    fingerprint,
    part_of,
    render_part,
    request_rendering,
)
from evidence.services.remarks import remark_on_criterion, resolve_remark
from evidence.services.reminders import remind_dossier
from evidence.services.retention import delete_expired, delete_removed, kept_years
from evidence.services.survey_summaries import add_survey_summary
from evidence.services.taking_back import take_back_dossier
from evidence.services.uploads import append_piece, begin_upload, clear_stray_pieces, clear_uploads, discard_upload

__all__ = [
    "DOSSIER_SUBJECTS",
    "add_evidence",
    "add_link",
    "add_survey_summary",
    "append_piece",
    "begin_upload",
    "build_dossier_pdf",
    "clear_dossier_pdfs",
    "clear_stray_pieces",
    "clear_uploads",
    "count_former_dossier",
    "count_former_dossiers",
    "delete_expired",
    "delete_removed",
    "describe_evidence",
    "discard_upload",
    "dismiss_hint",
    "draft_paper_text",
    "draft_report_text",
    "edit_paper",
    "end_inquiries",
    "end_inquiry",
    "end_overdue",
    "fingerprint",
    "kept_years",
    "link_evidence",
    "look_for_hints",
    "move_evidence",
    "part_of",
    "refuse_dossier",
    "remark_on_criterion",
    "remind_dossier",
    "remove_evidence",
    "render_part",
    "request_dossier_pdf",
    "request_rendering",
    "resolve_remark",
    "restore_evidence",
    "return_dossier",
    "send_answers",
    "send_as_it_stands",
    "start_from_last_year",
    "submit_dossier",
    "take_back_dossier",
    "take_in_dossier",
    "upload_signed",
    "write_answer",
]
