"""What every service locks before it writes: `app.Model ...` or `-`, then the service or services.

`-` are those that only add rows, each protected by a constraint of the database, that may run twice without
harm, or that write nothing. `append_piece` sends a large file to the store before it holds the upload, by design;
`tests/evidence/test_uploads_at_once.py` tries it with real connections.
"""

_TABLE = """
communes.Commune            communes.communes: load_communes
communes.Registration       communes.registrations: save_registration_draft submit_registration withdraw_registration
communes.Registration       communes.registrations: submit_registration_late accept_registration return_registration
communes.Registration       communes.registrations: admit_registration refuse_registration
communes.Cycle communes.Registration communes.registrations: grant_extension
communes.Registration       communes.extension_requests: ask_extension refuse_extension
-                           communes.extension_requests: answer_request
communes.Registration       communes.hand_offs: hand_over return_hand_off
communes.Cycle              communes.days_decisions: correct_days_decision
-                           communes.hand_offs: end_hand_offs
communes.Registration       communes.reminders: remind_registration

accounts.User accounts.SupportView accounts.people: disable_person
accounts.User               accounts.people: change_name enable_person grant_role renew_calendar_key
accounts.User               accounts.people: reset_second_step withdraw_role
accounts.User               accounts.erasure: erase_person
mfa.Authenticator accounts.User webhooks.Endpoint accounts.encryption: reencrypt_secrets
accounts.User accounts.GrantRequest accounts.grants: confirm_role refuse_role
accounts.User               accounts.grants: ask_role
accounts.User               accounts.invitations: resend_invitation
accounts.SupportView        accounts.sign_ins: end_session
accounts.User               accounts.single_sign_on: connect_single_sign_on disconnect_single_sign_on
accounts.User accounts.SupportView accounts.sign_ins: end_sessions
accounts.User               accounts.support_views: ask_support_view
accounts.SupportView        accounts.support_views: consent_to_support_view refuse_support_view begin_support_view
accounts.SupportView        accounts.support_views: end_support_view close_support_view close_support_views
accounts.SupportView        accounts.support_views: close_support_views_of close_support_views_of_session
-                           accounts.support_views: note_refused_act
-                           accounts.tour: dismiss_tour show_tour
notifications.Mailing       accounts.mails: retry_mail
-                           accounts.invitations: import_people invite
-                           accounts.passwords: post_reset_link
accounts.User               accounts.recusals: lift_recusal
-                           accounts.recusals: recuse
-                           accounts.sign_ins: forget_sign_ins

documents.Discarded         documents.deletion: remove_discarded
-                           documents.deletion: discard_files discard_replaced
-                           documents.exports: clear_exports make_export request_export
-                           documents.files: store_content store_file
-                           documents.garbage_collection: collect_files
-                           documents.inspection: inspect_content
-                           documents.previews: forget_preview make_preview read_scan request_preview
-                           documents.readings: ensure_inspected read_stored
-                           documents.verification: begin_verification finish_verification verify_next

papers.Draft                papers.drafts: begin_paper correct_paper issue_paper note_issued revoke_paper write_paper
-                           papers.files: request_paper_file
papers.Draft                papers.signing: take_signed
scoring.Rubric              scoring.guidance: load_hints write_hints
papers.TextVersion          papers.texts: restore_text write_text

accounts.User               tokens.services: create_token
tokens.Token                tokens.services: revoke_token
-                           tokens.services: note_use

-                           webhooks.endpoints: add_endpoint
webhooks.Endpoint           webhooks.endpoints: remove_endpoint
webhooks.Endpoint           webhooks.deliveries: announce
webhooks.Endpoint webhooks.Delivery webhooks.deliveries: send_again
-                           webhooks.deliveries: deliver deliver_due

scoring.Rubric              scoring.drafts: describe_draft discard_draft edit_guidance retire_rubric set_points
scoring.Rubric              scoring.figures: confirm_figure confirm_figures correct_figure withdraw_confirmation
scoring.Rubric              scoring.rubrics: publish_rubric
scoring.Rubric              scoring.loading: load_rubric
scoring.RubricDecision      scoring.rubrics: date_decision correct_decision
-                           scoring.cycles: open_cycle
communes.Cycle              scoring.cycles: close_cycle
-                           scoring.drafts: draft_rubric touch
-                           scoring.rubrics: put_into_use
scoring.SelfAssessment      scoring.scores: enter_score
scoring.SelfAssessment      scoring.ratios: enter_ratios
scoring.SelfAssessment      scoring.workbook: import_scores
communes.Cycle scoring.SelfAssessment scoring.successors: set_aside
communes.Cycle scoring.RubricInForce scoring.SelfAssessment scoring.corrections: correct_year

surveys.Survey              surveys.surveys: open_survey close_survey discard_survey close_past_surveys
surveys.Survey              surveys.codes: make_codes
surveys.Survey              surveys.paper_entry: enter_papers
surveys.Survey              surveys.retention: clear_answers
surveys.Answer              surveys.texts: hide_name
surveys.Questionnaire       surveys.questionnaires: draft_version
surveys.QuestionnaireVersion surveys.questionnaires: save_question delete_question move_question publish_version
-                           surveys.surveys: create_survey
-                           surveys.questionnaires: create_questionnaire load_questionnaires
-                           surveys.responses: take_response
-                           surveys.cleanup: forget_forms

scoring.SelfAssessment      evidence.last_year: start_from_last_year
scoring.SelfAssessment      evidence.survey_summaries: add_survey_summary
scoring.SelfAssessment      evidence.items: add_evidence link_evidence move_evidence remove_evidence restore_evidence
scoring.SelfAssessment      evidence.descriptions: add_link describe_evidence
scoring.SelfAssessment      evidence.dossiers: submit_dossier upload_signed
communes.Cycle scoring.SelfAssessment evidence.dossier_admission: refuse_dossier return_dossier
communes.Cycle scoring.SelfAssessment evidence.dossier_admission: send_as_it_stands take_in_dossier
scoring.SelfAssessment      evidence.inquiry_answers: end_inquiries end_inquiry end_overdue send_answers write_answer
communes.Cycle scoring.SelfAssessment evidence.former_dossiers: count_former_dossier count_former_dossiers
scoring.SelfAssessment      evidence.papers: begin_part edit_paper request_rendering
scoring.SelfAssessment evidence.DossierPart evidence.papers: render_part
communes.Cycle scoring.SelfAssessment evidence.taking_back: take_back_dossier
scoring.SelfAssessment      evidence.remarks: remark_on_criterion resolve_remark
scoring.SelfAssessment      evidence.reminders: remind_dossier
scoring.SelfAssessment      evidence.retention: delete_expired delete_removed
-                           evidence.retention: kept_years
scoring.SelfAssessment      evidence.dossier_pdf: request_dossier_pdf
evidence.Hint               evidence.hints: dismiss_hint
evidence.PartialUpload      evidence.uploads: clear_uploads
scoring.SelfAssessment      evidence.uploads: begin_upload
-                           evidence.uploads: append_piece discard_upload clear_stray_pieces
-                           evidence.dossier_pdf: build_dossier_pdf clear_dossier_pdfs
-                           evidence.hints: look_for_hints
-                           evidence.papers: draft_paper_text draft_report_text fingerprint part_of

communes.Cycle appraisal.Breach appraisal.breaches: confirm_breach dismiss_breach set_aside_breach withdraw_breach
communes.Cycle appraisal.Breach appraisal.breaches: correct_reversal
appraisal.Breach            appraisal.breaches: show_breach_elements
-                           appraisal.breaches: record_breach
appraisal.Breach            appraisal.hearings: add_breach_documents answer_breach share_breach_document
communes.Cycle              appraisal.hearings: set_breach_terms
scoring.SelfAssessment      appraisal.minutes: store_signed_minutes write_minutes
communes.Cycle scoring.SelfAssessment appraisal.minutes: reopen_review
-                           appraisal.minutes: current_minutes
communes.Cycle              appraisal.conflicts: declare_conflict
scoring.SelfAssessment appraisal.Breach appraisal.dossier_closing: leave_unconsidered
communes.Cycle scoring.SelfAssessment appraisal.dossier_closing: consider_again
appraisal.AppraisalTeam     appraisal.coverage: set_coverage
scoring.SelfAssessment      appraisal.inquiry_letters: ask_supplement open_explanation send_supplement_request
scoring.SelfAssessment      appraisal.inquiry_letters: reply_to_explanation withdraw_question
scoring.SelfAssessment      appraisal.independent_scores: complete_independent_scores enter_independent_score
scoring.SelfAssessment      appraisal.independent_scores: resolve_difference
communes.Cycle scoring.SelfAssessment appraisal.second_reviews: assign_second_review set_two_reviews
scoring.SelfAssessment      appraisal.reviews: complete_review send_back_review
scoring.SelfAssessment      appraisal.verdicts: enter_review_score
communes.Cycle scoring.SelfAssessment appraisal.reviews: reconcile_review
communes.Cycle appraisal.AppraisalTeam appraisal.teams: form_team
communes.Cycle              appraisal.teams: distribute_reviews
communes.Cycle scoring.SelfAssessment appraisal.second_reviews: distribute_second_reviews
communes.Cycle scoring.SelfAssessment appraisal.teams: assign_review
communes.Cycle              appraisal.terms: set_terms
scoring.SelfAssessment appraisal.Visit appraisal.visits: add_visit_photo cancel_visit finish_visit
scoring.SelfAssessment appraisal.Visit appraisal.visits: note_visit_item remark_on_visit remove_visit_photo
communes.Cycle scoring.SelfAssessment appraisal.Visit appraisal.visits: change_visit
communes.Cycle scoring.SelfAssessment appraisal.visits: plan_visit
scoring.SelfAssessment      appraisal.workbook: import_review_scores

communes.Cycle              results.services: approve_outcomes confirm_outcomes draft_outcomes publish_outcomes
communes.Cycle              results.services: send_back_outcomes
communes.Cycle results.Outcome results.services: recognise
communes.Cycle results.Recognition results.services: commend revoke_recognition
communes.Cycle              results.paper_services: record_report
communes.Cycle results.CityDecision results.Recognition results.paper_services: correct_decision
communes.Cycle results.Recognition results.reversals: withdraw_revocation
results.Outcome             results.reversals: reconclude
-                           results.paper_services: note_decision store_decision
-                           results.receivers: conclude_after_all conclude_after_dismissal start_reinstating
-                           results.receivers: start_revocation
communes.Registration       results.plan_services: draft_plan save_plan_task mark_plan_task remove_plan_task
communes.Registration       results.sharing_services: share_evidence

records.RegistryEntry       records.services: enter_number import_numbers
-                           records.services: record_release
"""


def _read(table: str) -> dict[str, set[str]]:
    result = {}
    for line in filter(str.strip, table.splitlines()):
        shown, verbs = line.split(":")
        *models, module = shown.split()
        is_whole = module.startswith(("results.", "records.", "tokens."))
        module = module if is_whole else module.replace(".", ".services.", 1)
        for verb in verbs.split():
            result[f"{module}.{verb}"] = set(models) - {"-"}
    return result


LOCKS = _read(_TABLE)

# These change nothing that the dossier or its appraisal says: a paper made of typed text, files past their retention,
# the lead's confirmation; and the creation of the dossier.
COUNTS_NO_CHANGE = {
    "evidence.services.papers.begin_part",
    "evidence.services.papers.render_part",
    "evidence.services.papers.request_rendering",
    "evidence.services.retention.delete_expired",
    "evidence.services.retention.delete_removed",
    "appraisal.services.reviews.reconcile_review",
    "scoring.services.cycles.close_cycle",
    "scoring.services.cycles.open_cycle",
}
