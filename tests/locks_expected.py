"""What every verb of a service holds before it writes: `app.Model ...` or `-`, then the verb or verbs.

Of `A|B` one is held first: a review that waits for an inquiry whose time is over ends that, under the dossier's lock.

`-` are those that only add rows, each guarded by a constraint of the database, that may run twice without
harm, or that write nothing. `append_piece` sends a large file to the store before it holds the upload, by design;
`tests/evidence/test_uploads_at_once.py` tries it with real connections.
"""

_TABLE = """
communes.Commune            communes.communes: load_communes
communes.Registration       communes.registrations: save_registration_draft submit_registration withdraw_registration
communes.Registration       communes.registrations: submit_registration_late accept_registration return_registration
communes.Registration       communes.registrations: admit_registration refuse_registration grant_extension
communes.Registration       communes.reminders: remind_registration

scoring.SelfAssessment      scoring.scores: enter_score
scoring.SelfAssessment      scoring.workbook: import_scores

scoring.SelfAssessment      evidence.items: add_evidence link_evidence move_evidence remove_evidence restore_evidence
scoring.SelfAssessment      evidence.descriptions: add_link describe_evidence
scoring.SelfAssessment      evidence.dossiers: submit_dossier upload_signed
scoring.SelfAssessment      evidence.dossier_admission: refuse_dossier return_dossier send_as_it_stands take_in_dossier
scoring.SelfAssessment      evidence.inquiry_answers: end_inquiries end_inquiry end_overdue send_answers write_answer
scoring.SelfAssessment      evidence.papers: edit_paper request_rendering
evidence.DossierPart        evidence.papers: render_part
scoring.SelfAssessment      evidence.reminders: remind_dossier
scoring.SelfAssessment      evidence.retention: delete_expired delete_removed
scoring.SelfAssessment      evidence.dossier_pdf: request_book
evidence.Hint               evidence.hints: dismiss_hint
evidence.PartialUpload      evidence.uploads: clear_uploads
scoring.SelfAssessment      evidence.uploads: begin_upload
-                           evidence.uploads: append_piece discard_upload clear_stray_pieces
-                           evidence.dossier_pdf: bind_book clear_books
-                           evidence.hints: look_for_hints
-                           evidence.papers: draft_paper_text draft_report_text fingerprint part_of
-                           evidence.inquiry_answers: lock_inquiry

appraisal.Breach            appraisal.breaches: confirm_breach dismiss_breach set_aside_breach show_breach_elements
-                           appraisal.breaches: record_breach
appraisal.Breach            appraisal.hearings: add_breach_documents answer_breach share_breach_document
-                           appraisal.hearings: set_breach_terms
appraisal.Review            appraisal.minutes: store_signed_minutes reopen_review write_minutes
-                           appraisal.minutes: current_minutes
-                           appraisal.conflicts: declare_conflict
scoring.SelfAssessment appraisal.Breach appraisal.dossier_closing: leave_unconsidered
scoring.SelfAssessment      appraisal.dossier_closing: consider_again
appraisal.AppraisalTeam     appraisal.coverage: set_coverage
scoring.SelfAssessment      appraisal.inquiry_letters: ask_supplement open_explanation send_supplement_request
scoring.SelfAssessment      appraisal.inquiry_letters: withdraw_question
scoring.SelfAssessment appraisal.Review appraisal.inquiry_letters: reply_to_explanation
appraisal.Review            appraisal.opinions: complete_opinions enter_opinion settle_difference
appraisal.Review            appraisal.pairs: assign_second_review
communes.Cycle appraisal.Review appraisal.pairs: set_two_reviews
appraisal.Review            appraisal.reviews: enter_review_score send_back_review
appraisal.Review|scoring.SelfAssessment appraisal.reviews: complete_review reconcile_review
-                           appraisal.teams: form_team distribute_reviews
-                           appraisal.pairs: distribute_second_reviews
scoring.SelfAssessment      appraisal.teams: assign_review
communes.Cycle              appraisal.terms: set_terms
appraisal.Visit             appraisal.visits: add_visit_photo cancel_visit change_visit finish_visit note_visit_item
appraisal.Visit             appraisal.visits: remark_on_visit remove_visit_photo
-                           appraisal.visits: plan_visit
appraisal.Review            appraisal.workbook: import_review_scores

communes.Cycle              results.services: approve_outcomes confirm_outcomes draft_outcomes publish_outcomes
communes.Cycle              results.services: send_back_outcomes
results.Outcome             results.services: recognise
results.Recognition         results.services: commend revoke_recognition
"""


def _read(table: str) -> dict[str, set[str]]:
    found = {}
    for line in filter(str.strip, table.splitlines()):
        told, verbs = line.split(":")
        *models, module = told.split()
        module = module if module.endswith(".services") else module.replace(".", ".services.", 1)
        for verb in verbs.split():
            found[f"{module}.{verb}"] = set(models) - {"-"}
    return found


LOCKS = _read(_TABLE)
