"""The policies that every service checks before it writes: `verb or verbs: policies`, or `-` for none.

`-` are those of the portal itself (a task, a clean-up, a step inside another service), those that anybody may do with
their own data, and those whose form alone decides. `tests/architecture/test_policies.py` compares.
"""

from collections import defaultdict

_TABLE = """
accounts
    change_name dismiss_tour end_session end_sessions forget_sign_ins post_reset_link renew_calendar_key show_tour: -
    close_support_view close_support_views close_support_views_of close_support_views_of_session note_refused_act: -
    ask_support_view: support_asking_problems
    consent_to_support_view: support_consent_problems
    refuse_support_view: support_refusal_problems
    begin_support_view: support_beginning_problems
    end_support_view: support_ending_problems
    disconnect_single_sign_on: disconnecting_problems
    ask_role: asking_problems
    connect_single_sign_on: connecting_problems
    disable_person: disabling_problems
    enable_person: enabling_problems
    erase_person: erasing_problems
    grant_role: granting_problems own_grant_problems
    confirm_role: granting_problems grant_resolution_problems
    import_people: import_problems
    lift_recusal: lifting_problems
    invite: newcomer_problems
    recuse: recusing_problems
    resend_invitation: resending_problems
    reset_second_step: resetting_problems
    retry_mail: retry_problems
    refuse_role: grant_resolution_problems
    withdraw_role: withdrawal_problems

tokens
    create_token: creating_problems
    revoke_token: revoking_problems
    note_use: -

webhooks
    announce deliver deliver_due: -
    add_endpoint: endpoint_problems
    remove_endpoint: removing_problems
    send_again: resending_problems

papers
    begin_paper note_issued request_paper_file restore_text: -
    write_text: text_writing_problems
    write_paper: editing_problems
    issue_paper: issuing_problems
    take_signed: issuing_problems signed_file_problems signing_problems
    correct_paper revoke_paper: undoing_problems

communes
    load_communes: _row_problems
    admit_registration refuse_registration: admission_problems
    accept_registration return_registration: decision_problems
    ask_extension: asking_problems
    correct_days_decision: days_decision_problems
    refuse_extension: refusing_problems
    hand_over: handing_problems
    return_hand_off: returning_problems
    grant_extension: extension_problems
    submit_registration_late: late_problems
    save_registration_draft: preparation_problems
    submit_registration: registration_problems
    remind_registration: reminder_problems
    withdraw_registration: withdrawal_problems

scoring
    draft_rubric retire_rubric touch withdraw_confirmation: -
    confirm_figure: _confirming_problems
    confirm_figures: _confirming_problems bulk_confirming_problems
    correct_figure: _confirming_problems editing_problems criterion_points_problems
    load_rubric: _difference_problems _row_problems document_problems partial_step_problems publication_problems
    load_rubric: rescaling_problems
    edit_guidance: _guidance_problems editing_problems partial_step_problems
    write_hints: hint_problems
    load_hints: -
    open_cycle: _opening_problems day_problems
    close_cycle: cycle_closing_problems
    set_aside: -
    enter_score: _value_problems claim_problems points_problems scoring_problems
    import_scores: claim_problems figure_problems points_problems scoring_problems
    correct_year: correction_problems effect_problems
    date_decision: dating_problems
    correct_decision: correcting_decision_problems
    publish_rubric: decision_problems editing_problems partial_step_problems publication_problems rescaling_problems
    describe_draft discard_draft: editing_problems
    set_points: editing_problems criterion_points_problems
    enter_ratios: figure_problems scoring_problems
    put_into_use: partial_step_problems publication_problems rescaling_problems

surveys
    clear_answers close_past_surveys create_questionnaire forget_forms: -
    enter_papers: entering_problems
    hide_name: hiding_problems
    make_codes: codes_problems
    load_questionnaires: publishing_problems
    publish_version: publishing_problems
    draft_version: drafting_problems
    save_question: editing_problems question_problems
    delete_question move_question: editing_problems
    create_survey: survey_problems place_problems
    open_survey: opening_problems
    close_survey: closing_problems
    discard_survey: discarding_problems
    take_response: taking_problems answering_problems _form_problems

evidence
    build_dossier_pdf clear_dossier_pdfs clear_stray_pieces clear_uploads delete_expired delete_removed kept_years: -
    discard_upload draft_paper_text draft_report_text end_inquiries end_inquiry end_overdue: -
    count_former_dossier count_former_dossiers: -
    fingerprint look_for_hints part_of render_part request_dossier_pdf: -
    dismiss_hint: _dismissal_problems
    remark_on_criterion: remark_problems
    take_back_dossier: taking_back_problems
    resolve_remark: resolving_problems
    write_answer: answering_problems
    send_answers: answering_problems sending_back_problems
    take_in_dossier: decision_problems
    refuse_dossier: decision_problems refusal_problems
    return_dossier: decision_problems returning_problems
    describe_evidence: description_problems evidence_lock_problems
    submit_dossier: dossier_problems seen_total_problems
    move_evidence remove_evidence: evidence_lock_problems
    add_link: evidence_lock_problems joining_problems link_problems twice_problems
    append_piece: evidence_lock_problems joining_problems piece_problems twice_problems
    add_evidence: evidence_lock_problems joining_problems twice_problems
    add_survey_summary: evidence_lock_problems joining_problems twice_problems
    start_from_last_year: _value_problems claim_problems evidence_lock_problems points_problems quarantine_problems
    start_from_last_year: quota_problems scoring_problems twice_problems
    link_evidence: evidence_lock_problems quarantine_problems quota_problems twice_problems
    restore_evidence: evidence_lock_problems quota_problems twice_problems
    begin_upload: evidence_lock_problems room_problems size_problems
    edit_paper request_rendering: paper_problems
    remind_dossier: reminder_problems
    upload_signed: scoring_problems
    send_as_it_stands: sending_problems

appraisal
    current_minutes set_breach_terms set_terms: -
    set_coverage: _coverage_problems
    form_team: _leaving_problems _role_problems founding_decision_problems
    answer_breach: answering_problems
    ask_supplement: asking_problems
    distribute_reviews: assignment_problems founding_problems pair_problems
    assign_review: assignment_problems pair_problems
    add_breach_documents share_breach_document: breach_documents_problems
    reply_to_explanation: changing_problems replying_problems verdict_problems
    withdraw_question: collecting_problems
    complete_review: completion_problems
    reconcile_review: confirmation_problems hearing_problems
    send_back_review: confirmation_problems out_problems
    confirm_breach: confirming_breach_problems
    consider_again: considering_problems
    resolve_difference: difference_problems verdict_problems
    show_breach_elements: element_problems breach_resolution_problems
    open_explanation: explaining_problems window_problems
    finish_visit: finishing_visit_problems
    distribute_second_reviews: founding_problems second_problems
    send_supplement_request: letter_problems reviewing_problems window_problems
    write_minutes: meeting_problems minutes_problems
    enter_independent_score: independent_score_problems verdict_problems
    complete_independent_scores: independent_review_problems
    plan_visit: planning_visit_problems
    change_visit: planning_visit_problems unlisting_problems visit_problems
    record_breach: recording_problems
    declare_conflict: recusing_problems
    reopen_review: reopening_problems
    enter_review_score: independent_score_problems reviewing_problems single_problems verdict_problems
    import_review_scores: reviewing_problems verdict_problems
    assign_second_review: second_problems
    set_aside_breach: setting_aside_problems
    correct_reversal: correcting_reversal_problems
    set_two_reviews: setting_problems
    dismiss_breach: breach_resolution_problems
    withdraw_breach: withdrawing_problems
    store_signed_minutes: signing_problems
    leave_unconsidered: unconsidering_problems
    add_visit_photo: visit_photo_problems
    cancel_visit note_visit_item remark_on_visit remove_visit_photo: visit_problems

results
    approve_outcomes: approver_problems approving_problems
    commend: commending_problems
    confirm_outcomes: confirming_problems
    draft_outcomes: drafting_problems
    publish_outcomes: publishing_problems
    recognise: recogniser_problems recognising_problems
    revoke_recognition: revoker_problems revoking_problems
    send_back_outcomes: sending_back_problems
    record_report: reporting_problems
    correct_decision: correcting_problems
    withdraw_revocation: withdrawal_day_problems withdrawing_problems
    draft_plan: plan_draft_problems
    save_plan_task: plan_task_problems
    mark_plan_task: plan_task_done_problems
    remove_plan_task: plan_problems
    share_evidence: sharing_problems
    conclude_after_all conclude_after_dismissal note_decision reconclude start_reinstating start_revocation: -
    store_decision: -

records
    enter_number import_numbers: entry_problems
    record_release: release_problems
"""


def _read(table: str) -> dict[str, set[str]]:
    result, app = defaultdict(set), ""
    for line in filter(str.strip, table.splitlines()):
        verbs, _, policies = line.partition(":")
        app = app if policies else line
        for verb in verbs.split() if policies else ():
            result[f"{app}.{verb}"] |= set(policies.split()) - {"-"}
    return dict(result)


POLICIES = _read(_TABLE)
