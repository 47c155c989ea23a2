"""The response of every URL to every role, one line per URL. Read it beside each app's `rules.py`.

`login` is a redirect to the sign-in, 404 is out of scope, 403 a missing permission; any other status means access
(422 and 302 are the responses to an empty form). A commune's people never see another commune's work. The columns:
anonymous; without a role; editor and head of the commune in the URL; editor of another commune; department
officer; its appraiser; another appraiser; the team's lead; city leader; administrator.
"""

from typing import NamedTuple

from accounts.models import SupportView
from audit.models import Entry
from surveys.models import QuestionnaireVersion


class Row(NamedTuple):
    """A URL, its method, and the response to each role in the order of `ROLES`."""

    name: str
    method: str
    answers: tuple[str, ...]


_TABLE = """
# address                  asks nobody  none    editor  head    other   officer its_app other_a lead    leader  admin
home                       GET  200     200     200     200     200     200     200     200     200     200     200
search                     GET  login   200     200     200     200     200     200     200     200     200     200
suggestions                GET  login   200     200     200     200     200     200     200     200     200     200
help                       GET  302     302     302     302     302     302     302     302     302     302     302
guide_search               GET  200     200     200     200     200     200     200     200     200     200     200
privacy                    GET  200     200     200     200     200     200     200     200     200     200     200
guide                      GET  200     200     200     200     200     200     200     200     200     200     200
store                      GET  login   403     403     403     403     403     403     403     403     403     200
operations:overview        GET  login   403     403     403     403     403     403     403     403     403     200
webhooks:endpoints         GET  login   403     403     403     403     403     403     403     403     403     200
webhooks:endpoints         POST login   403     403     403     403     403     403     403     403     403     422
webhooks:remove            POST login   404     404     404     404     404     404     404     404     404     302
webhooks:deliveries        GET  login   403     403     403     403     403     403     403     403     403     200
webhooks:send_again        POST login   404     404     404     404     404     404     404     404     404     302
tokens:own                 GET  login   200     200     200     200     200     200     200     200     200     200
tokens:own                 POST login   302     302     302     302     302     302     302     302     302     302
tokens:all                 GET  login   403     403     403     403     403     403     403     403     403     200
tokens:revoke              POST login   404     404     404     404     302     404     404     404     404     302
trail:whole                GET  login   403     403     403     403     403     403     403     403     403     200
trail:unit_year            GET  login   404     200     200     404     200     200     200     200     200     200
trail:proof                GET  login   404     200     200     404     200     200     200     200     200     200
trail:roots                GET  200     200     200     200     200     200     200     200     200     200     200
health                     GET  200     200     200     200     200     200     200     200     200     200     200
health_live                GET  200     200     200     200     200     200     200     200     200     200     200
metrics                    GET  404     404     404     404     404     404     404     404     404     404     404
openid_connect_callback    GET  404     302     302     302     302     302     302     302     302     302     302
set_language               POST 302     302     302     302     302     302     302     302     302     302     302
dismiss_tour               POST login   302     302     302     302     302     302     302     302     302     302
show_tour                  POST login   302     302     302     302     302     302     302     302     302     302

documents:export           GET  login   404     404     404     404     200     404     404     404     404     404
documents:export_file      GET  login   404     404     404     404     404     404     404     404     404     404

accounts:profile           GET  login   200     200     200     200     200     200     200     200     200     200
accounts:end_session       POST login   404     404     404     404     404     404     404     404     404     404
accounts:own_sign_ins      GET  login   200     200     200     200     200     200     200     200     200     200
accounts:people            GET  login   403     403     403     403     403     403     403     403     403     200
accounts:invite            GET  login   403     403     403     403     403     403     403     403     403     200
accounts:invite            POST login   403     403     403     403     403     403     403     403     403     422
accounts:import            GET  login   403     403     403     403     403     403     403     403     403     200
accounts:import            POST login   403     403     403     403     403     403     403     403     403     422
accounts:confirm_import    POST login   403     403     403     403     403     403     403     403     403     302
accounts:import_template   GET  login   403     403     403     403     403     403     403     403     403     200
accounts:person            GET  login   404     404     404     403     404     404     404     404     404     200
accounts:grant             POST login   404     404     404     403     404     404     404     404     404     422
accounts:rename            POST login   404     404     404     403     404     404     404     404     404     422
accounts:disable           POST login   404     404     404     403     404     404     404     404     404     302
accounts:person_data       GET  login   404     404     404     403     404     404     404     404     404     200
accounts:erase             POST login   404     404     404     403     404     404     404     404     404     302
accounts:enable            POST login   404     404     404     403     404     404     404     404     404     302
accounts:resend            POST login   404     404     404     403     404     404     404     404     404     302
accounts:sign_ins          GET  login   404     404     404     403     404     404     404     404     404     200
accounts:sign_out          POST login   404     404     404     403     404     404     404     404     404     302
accounts:reset_second_step POST login   404     404     404     403     404     404     404     404     404     302
accounts:disconnect_single_sign_on POST login 404 404 404 403 404 404 404 404 404 302
accounts:ask_support_view  POST login   404     404     404     403     404     404     404     404     404     422
accounts:own_support_views GET  login   200     200     200     200     200     200     200     200     200     200
accounts:consent_to_support_view POST login 404 302 404 404 404 404 404 404 404 404
accounts:refuse_support_view POST login 404 302 404 404 404 404 404 404 404 404
accounts:begin_support_view POST login 404 404 404 404 404 404 404 404 404 302
accounts:end_support_view  POST login   404     302     404     404     404     404     404     404     404     302
accounts:grant_requests    GET  login   403     403     403     403     403     403     403     403     403     200
accounts:confirm_role      POST login   404     404     404     404     404     404     404     404     404     302
accounts:refuse_role       POST login   404     404     404     404     404     404     404     404     404     302
accounts:undeliverable     GET  login   403     403     403     403     403     403     403     403     403     200
accounts:retry_mail        POST login   404     404     404     404     404     404     404     404     404     302
accounts:withdraw          POST login   404     404     404     403     404     404     404     404     404     302

notifications:inbox        GET  login   200     200     200     200     200     200     200     200     200     200
notifications:settings     GET  login   200     200     200     200     200     200     200     200     200     200
notifications:settings     POST login   422     422     422     422     422     422     422     422     422     422
notifications:read_all     POST login   302     302     302     302     302     302     302     302     302     302
notifications:open         POST login   404     302     404     404     404     404     404     404     404     404

papers:check_by_code       GET  200     200     200     200     200     200     200     200     200     200     200
papers:check               GET  404     404     404     404     404     404     404     404     404     404     404
papers:paper               GET  login   404     403     403     404     200     404     404     403     200     404
papers:paper               POST login   404     403     403     404     302     404     404     403     403     404
papers:request_file        POST login   404     403     403     404     302     404     404     403     302     404
papers:sign                GET  login   404     403     403     404     200     404     404     403     403     404
papers:sign                POST login   404     403     403     404     422     404     404     403     403     404
papers:issue               POST login   404     403     403     404     422     404     404     403     403     404
papers:revoke              POST login   404     403     403     404     422     404     404     403     403     404
papers:correct             POST login   404     403     403     404     422     404     404     403     403     404
papers:texts               GET  login   403     403     403     403     403     403     403     403     403     200
papers:text                GET  login   403     403     403     403     403     403     403     403     403     200
papers:text                POST login   403     403     403     403     403     403     403     403     403     422
papers:signed              GET  login   404     403     403     404     404     404     404     403     404     404

communes:cycles            GET  login   200     200     200     200     200     200     200     200     200     200
communes:calendar          GET  login   200     200     200     200     200     200     200     200     200     200
communes:renew_calendar    POST login   302     302     302     302     302     302     302     302     302     302
communes:calendar_feed     GET  404     404     404     404     404     404     404     404     404     404     404
communes:board             GET  login   404     403     403     403     200     200     200     200     200     200
communes:remind            POST login   404     403     403     403     302     403     403     403     403     403
communes:correct_days_decision GET login 404    403     403     403     200     403     403     403     403     200
communes:correct_days_decision POST login 404   403     403     403     422     403     403     403     403     422
communes:days_decision_file GET login   404     403     403     403     200     200     200     200     200     200
communes:former_days_decision_file GET login 404 403    403     403     200     200     200     200     200     200
communes:registrations     GET  login   404     403     403     403     200     200     200     200     200     200
communes:entry             GET  login   404     403     403     404     200     200     200     200     200     200
communes:accept            POST login   404     403     403     404     422     403     403     403     403     403
communes:return            POST login   404     403     403     404     422     403     403     403     403     403
communes:decide            POST login   404     403     403     404     422     403     403     403     403     403
communes:extend            POST login   404     403     403     404     422     403     403     403     403     403
communes:registration      GET  login   404     200     200     404     200     200     200     200     200     200
communes:save_registration POST login   404     422     422     404     403     403     403     403     403     403
communes:submit_registration POST login 404    403     422     404     403     403     403     403     403     403
communes:register_late     POST login   404     403     422     404     403     403     403     403     403     403
communes:withdraw          POST login   404     403     302     404     403     403     403     403     403     403
communes:ask_extension     POST login   404     302     302     404     403     403     403     403     403     403
communes:refuse_extension  POST login   404     403     403     404     302     403     403     403     403     403
communes:hand_over         POST login   404     302     403     404     403     403     403     403     403     403
communes:return_hand_off   POST login   404     403     302     404     403     403     403     403     403     403
communes:plan              GET  login   404     200     200     404     200     200     200     200     200     200

answering:survey           GET  200     200     200     200     200     200     200     200     200     200     200
answering:survey           POST 200     200     200     200     200     200     200     200     200     200     200
answering:thanks           GET  200     200     200     200     200     200     200     200     200     200     200

surveys:year               GET  login   404     200     200     404     200     200     200     200     200     200
surveys:figures            GET  login   404     200     200     404     200     200     200     200     200     200
surveys:texts              GET  login   404     200     200     404     403     200     200     200     403     403
surveys:hide_name          GET  login   404     200     200     404     403     200     200     200     403     403
surveys:hide_name          POST login   404     302     302     404     403     302     302     302     403     403
surveys:papers             GET  login   404     200     200     404     403     403     403     403     403     403
surveys:papers             POST login   404     422     422     404     403     403     403     403     403     403
surveys:paper_workbooks    GET  login   404     200     200     404     403     403     403     403     403     403
surveys:paper_workbooks    POST login   404     422     422     404     403     403     403     403     403     403
surveys:paper_template     GET  login   404     200     200     404     403     403     403     403     403     403
surveys:questionnaires     GET  login   200     200     200     200     200     200     200     200     200     200
surveys:questionnaires     POST login   403     403     403     403     422     403     403     403     403     403
surveys:draft_version      POST login   404     403     403     403     302     403     403     403     403     403
surveys:version            GET  login   404     200     200     200     200     200     200     200     200     200
surveys:publish_version    POST login   404     403     403     403     302     403     403     403     403     403
surveys:question           GET  login   404     404     404     404     200     404     404     404     404     404
surveys:question           POST login   404     404     404     404     422     404     404     404     404     404
surveys:delete_question    POST login   404     404     404     404     302     404     404     404     404     404
surveys:move_question      POST login   404     404     404     404     302     404     404     404     404     404
surveys:own                GET  login   404     200     200     404     200     200     200     200     200     200
surveys:own                POST login   404     422     422     404     403     403     403     403     403     403
surveys:survey             GET  login   404     200     200     404     200     200     200     200     200     200
surveys:open               POST login   404     302     302     404     403     403     403     403     403     403
surveys:close              POST login   404     302     302     404     403     403     403     403     403     403
surveys:discard            POST login   404     302     302     404     403     403     403     403     403     403
surveys:poster             GET  login   404     200     200     404     200     200     200     200     200     200
surveys:codes              POST login   404     422     422     404     403     403     403     403     403     403

scoring:close_cycle        GET  login   404     403     403     403     200     403     403     403     403     200
scoring:close_cycle        POST login   404     403     403     403     422     403     403     403     403     422
scoring:open_cycle         GET  login   403     403     403     403     200     403     403     403     403     200
scoring:open_cycle         POST login   403     403     403     403     422     403     403     403     403     422
scoring:rubrics            GET  login   200     200     200     200     200     200     200     200     200     200
scoring:rubric             GET  login   200     200     200     200     200     200     200     200     200     200
scoring:differences        GET  login   200     200     200     200     200     200     200     200     200     200
scoring:draft_rubric       GET  login   403     403     403     403     403     403     403     403     403     200
scoring:draft_rubric       POST login   403     403     403     403     403     403     403     403     403     422
scoring:describe_draft     GET  login   404     404     404     404     403     403     403     403     403     200
scoring:describe_draft     POST login   404     404     404     404     403     403     403     403     403     422
scoring:points             GET  login   404     404     404     404     403     403     403     403     403     200
scoring:points             POST login   404     404     404     404     403     403     403     403     403     422
scoring:guidance           GET  login   404     404     404     404     403     403     403     403     403     200
scoring:guidance           POST login   404     404     404     404     403     403     403     403     403     422
scoring:hints              GET  login   403     403     403     403     200     403     403     403     403     403
scoring:hints              POST login   403     403     403     403     302     403     403     403     403     403
scoring:hint_workbook      GET  login   403     403     403     403     200     403     403     403     403     403
scoring:upload_hints       POST login   403     403     403     403     422     403     403     403     403     403
scoring:issued_hints       GET  login   200     200     200     200     200     200     200     200     200     200
scoring:publish_rubric     GET  login   404     404     404     404     403     403     403     403     403     200
scoring:publish_rubric     POST login   404     404     404     404     403     403     403     403     403     422
scoring:retire_rubric      POST login   403     403     403     403     403     403     403     403     403     302
scoring:correct_year       GET  login   403     403     403     403     403     403     403     403     403     200
scoring:correct_year       POST login   403     403     403     403     403     403     403     403     403     422
scoring:date_decision      POST login   403     403     403     403     403     403     403     403     403     302
scoring:correct_decision   GET  login   403     403     403     403     403     403     403     403     403     200
scoring:correct_decision   POST login   403     403     403     403     403     403     403     403     403     422
scoring:former_decision_file GET login  404     404     404     404     404     404     404     404     404     404
scoring:decision_file      GET  login   404     404     404     404     404     404     404     404     404     404
scoring:discard_draft      POST login   404     404     404     404     403     403     403     403     403     302
scoring:figure             GET  login   403     403     403     403     200     403     403     403     403     200
scoring:confirm_figures    GET  login   403     403     403     403     403     403     403     403     403     200
scoring:confirm_figures    POST login   403     403     403     403     403     403     403     403     403     422
scoring:confirm_figure     POST login   403     403     403     403     403     403     403     403     403     302
scoring:correct_figure     POST login   403     403     403     403     403     403     403     403     403     422
scoring:withdraw_confirmation POST login   403     403     403     403     403     403     403     403     403     422
scoring:scan               GET  login   403     403     403     403     200     403     403     403     403     200
scoring:assessments        GET  login   404     403     403     403     200     200     200     200     200     403
scoring:workbook           GET  login   404     200     200     404     200     200     200     200     200     404

evidence:file              GET  login   404     200     200     404     200     200     200     200     200     404
evidence:thumbnail         GET  login   404     200     200     404     200     200     200     200     200     404
evidence:converted         GET  login   404     200     200     404     200     200     200     200     200     404
evidence:view_item         GET  login   404     200     200     404     200     200     200     200     200     404
evidence:remove_item       POST login   404     422     422     404     403     403     403     403     403     404
evidence:restore_item      POST login   404     422     422     404     403     403     403     403     403     404
evidence:move_item         POST login   404     422     422     404     403     403     403     403     403     404
evidence:describe_item     GET  login   404     200     200     404     403     403     403     403     403     404
evidence:describe_item     POST login   404     422     422     404     403     403     403     403     403     404
evidence:use_also          POST login   404     404     404     404     403     403     403     403     403     404
evidence:dossiers          GET  login   404     403     403     403     200     200     200     200     200     403
evidence:count_former_dossiers POST login 404 403   403     403     302     403     403     403     403     403
evidence:remind            POST login   404     403     403     403     302     403     403     403     403     403
evidence:assessment        GET  login   404     200     200     404     200     200     200     200     200     404
evidence:start_from_last_year POST login 404  302     302     404     403     403     403     403     403     404
evidence:score_table       GET  login   404     200     200     404     200     200     200     200     200     404
evidence:save_score_table  POST login   404     302     302     404     403     403     403     403     403     404
evidence:criterion         GET  login   404     200     200     404     200     200     200     200     200     404
evidence:upload_workbook   GET  login   404     200     200     404     403     403     403     403     403     404
evidence:upload_workbook   POST login   404     422     422     404     403     403     403     403     403     404
evidence:confirm_workbook  POST login   404     422     422     404     403     403     403     403     403     404
evidence:save_score        POST login   404     422     422     404     403     403     403     403     403     404
evidence:save_ratios       POST login   404     404     404     404     403     403     403     403     403     404
evidence:add_items         POST login   404     302     302     404     403     403     403     403     403     404
evidence:file_set          GET  login   404     302     302     404     302     302     302     302     302     404
evidence:choose_files      GET  login   404     200     200     404     403     403     403     403     403     404
evidence:use_file          POST login   404     422     422     404     403     403     403     403     403     404
evidence:add_link          GET  login   404     200     200     404     403     403     403     403     403     404
evidence:add_link          POST login   404     422     422     404     403     403     403     403     403     404
evidence:add_survey_summary POST login   404     422     422     404     403     403     403     403     403     404
evidence:known_file        POST login   404     422     422     404     403     403     403     403     403     404
evidence:uploads           POST login   404     412     412     404     403     403     403     403     403     404
evidence:upload            POST login   404     412     404     404     404     404     404     404     404     404
evidence:discard_upload    POST login   404     302     404     404     404     404     404     404     404     404
evidence:dossier           GET  login   404     200     200     404     200     200     200     200     200     404
evidence:submit_dossier    POST login   404     403     302     404     403     403     403     403     403     404
evidence:former_dossiers   GET  login   404     200     200     404     200     200     200     200     200     403
evidence:take_back         POST login   404     403     422     404     403     403     403     403     403     404
evidence:sending           GET  login   404     403     302     404     403     403     403     403     403     404
evidence:reading           GET  login   404     403     200     404     403     403     403     403     403     404
evidence:remark            POST login   404     403     422     404     403     403     403     403     403     404
evidence:resolve_remark     POST login   404     302     302     404     404     404     404     404     404     404
evidence:receipt           GET  login   404     200     200     404     200     200     200     200     200     404
evidence:send_as_it_stands POST login   404     403     422     404     403     403     403     403     403     404
evidence:decide_dossier    POST login   404     403     403     404     422     403     403     403     403     404
evidence:removed           GET  login   404     200     200     404     403     403     403     403     403     404
evidence:hints             GET  login   404     403     403     404     200     200     200     200     403     404
evidence:dismiss_hint      POST login   404     404     404     404     422     422     422     422     404     404
evidence:archive           GET  login   404     200     200     404     200     200     200     200     200     404
evidence:inquiry           GET  login   404     200     200     404     200     200     200     200     200     404
evidence:send_answers      POST login   404     403     422     404     403     403     403     403     403     404
evidence:write_answer      POST login   404     302     302     404     403     403     403     403     403     404
evidence:dossier_contents  GET  login   404     200     200     404     200     200     200     200     200     404
evidence:find              GET  login   404     200     200     404     200     200     200     200     200     404
evidence:dossier_pdf_file  GET  login   404     404     404     404     404     404     404     404     404     404
evidence:dossier_pdf_state GET  login   404     200     200     404     200     200     200     200     200     404
evidence:request_dossier_pdf POST login   404     302     302     404     302     302     302     302     302     404
evidence:upload_signed     POST login   404     302     302     404     403     403     403     403     403     404
evidence:paper             GET  login   404     200     200     404     200     200     200     200     200     404
evidence:save_paper        POST login   404     422     422     404     403     403     403     403     403     404
evidence:draft_paper       POST login   404     200     200     404     403     403     403     403     403     404
evidence:render_paper      POST login   404     422     422     404     403     403     403     403     403     404
evidence:paper_state       GET  login   404     200     200     404     200     200     200     200     200     404
evidence:paper_file        GET  login   404     200     200     404     200     200     200     200     200     404
evidence:paper_word        GET  login   404     200     200     404     200     200     200     200     200     404

appraisal:team             GET  login   404     403     403     403     200     200     200     200     200     403
appraisal:form_team        POST login   404     403     403     403     422     403     403     403     403     403
appraisal:team_decision    GET  login   404     403     403     403     200     200     200     200     200     403
appraisal:declare_conflict POST login   404     403     403     403     422     422     422     422     422     403
appraisal:lift_conflict    POST login   404     404     404     404     302     404     403     403     403     404
appraisal:assign           POST login   404     403     403     403     302     403     403     302     403     403
appraisal:distribute           POST login   404     403     403     403     302     403     403     302     403     403
appraisal:set_coverage     POST login   404     403     403     403     302     403     403     302     403     403
appraisal:set_two_reviews  POST login   404     403     403     403     302     403     403     403     403     403
appraisal:agreement        GET  login   404     403     403     403     200     403     403     200     403     403
appraisal:progress         GET  login   404     403     403     403     200     403     403     200     200     403
appraisal:terms            GET  login   404     403     403     403     200     403     403     403     403     403
appraisal:terms            POST login   404     403     403     403     422     403     403     403     403     403
appraisal:former_reviews   GET  login   404     403     403     404     200     200     404     200     200     403
appraisal:reviews          GET  login   404     403     403     403     200     200     200     200     200     403
appraisal:workbook         GET  login   404     403     403     403     403     200     200     200     403     403
appraisal:upload_workbook  GET  login   404     403     403     403     403     200     200     200     403     403
appraisal:upload_workbook  POST login   404     403     403     403     403     422     422     422     403     403
appraisal:confirm_workbook POST login   404     403     403     403     403     422     422     422     403     403
appraisal:review           GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:criterion        GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:save_review_score POST login   404     404     404     404     403     422     404     403     403     404
appraisal:presence         GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:inquiries        GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:minutes          GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:minutes          POST login   404     404     404     404     403     422     404     422     403     404
appraisal:request_minutes  POST login   404     403     403     403     302     403     403     302     302     403
appraisal:minutes_file     GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:signed_minutes   GET  login   404     404     404     404     404     404     404     404     404     404
appraisal:signed_minutes   POST login   404     404     404     404     403     302     404     302     403     404
appraisal:reopen_review    POST login   404     404     404     404     403     403     404     422     403     404
appraisal:ask              POST login   404     404     404     404     403     422     404     422     403     404
appraisal:withdraw_question POST login  404     404     404     404     403     404     404     404     403     404
appraisal:send_inquiry     POST login   404     404     404     404     403     422     404     422     403     404
appraisal:open_explanation POST login   404     404     404     404     403     422     404     422     403     404
appraisal:reply            POST login   404     404     404     404     403     404     404     404     403     404
appraisal:summary          GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:differences      GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:complete_independent_scores POST login  404  404  404  404  403  302  404  403  403  404
appraisal:resolve_difference POST login   404     404     404     404     403     403     404     422     403     404
appraisal:complete_review  POST login   404     404     404     404     403     302     404     403     403     404
appraisal:send_back_review POST login   404     404     404     404     403     403     404     422     403     404
appraisal:reconcile_review POST login   404     404     404     404     403     403     404     302     403     404
appraisal:breaches         GET  login   404     403     403     403     200     200     200     200     200     403
appraisal:record_breach    GET  login   404     403     403     403     200     403     403     200     403     403
appraisal:record_breach    POST login   404     403     403     403     422     403     403     422     403     403
appraisal:breach           GET  login   404     404     404     404     200     200     200     200     200     404
appraisal:breach_document  GET  login   404     404     404     404     200     200     200     200     200     404
appraisal:add_breach_documents POST login 404  404     404     404     422     403     403     422     403     404
appraisal:share_breach_document POST login 404 404     404     404     302     403     403     302     403     404
appraisal:set_breach_terms POST login   404     403     403     403     422     403     403     403     403     403
appraisal:visits           GET  login   404     403     403     403     200     200     200     200     200     403
appraisal:visit            GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:plan_visit       GET  login   404     404     404     404     200     200     404     200     403     404
appraisal:plan_visit       POST login   404     404     404     404     422     422     404     422     403     404
appraisal:change_visit     GET  login   404     404     404     404     200     200     404     200     403     404
appraisal:change_visit     POST login   404     404     404     404     422     422     404     422     403     404
appraisal:cancel_visit     POST login   404     404     404     404     422     422     404     422     403     404
appraisal:finish_visit     POST login   404     404     404     404     403     422     404     422     403     404
appraisal:visit_checklist  GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:save_visit_item  POST login   404     404     404     404     403     422     404     422     403     404
appraisal:save_visit_remarks POST login 404     404     404     404     403     422     404     422     403     404
appraisal:add_visit_photos POST login   404     404     404     404     403     422     404     422     403     404
appraisal:visit_photo      GET  login   404     404     404     404     200     200     404     200     200     404
appraisal:remove_visit_photo POST login 404     404     404     404     403     302     404     302     403     404
appraisal:own_visit        GET  login   404     200     200     404     404     404     404     404     404     404
appraisal:own_breach       GET  login   404     200     200     404     404     404     404     404     404     404
appraisal:own_breach_file  GET  login   404     200     200     404     404     404     404     404     404     404
appraisal:answer_breach    POST login   404     422     422     404     404     404     404     404     404     404
appraisal:confirm_breach   POST login   404     404     404     404     403     403     403     302     403     404
appraisal:show_breach_elements POST login 404 404     404     404     422     403     403     422     403     404
appraisal:correct_reversal POST login   404     404     404     404     403     403     403     404     403     404
appraisal:set_aside_breach POST login   404     404     404     404     403     403     403     422     403     404
appraisal:leave_unconsidered POST login 404     404     404     404     403     403     403     422     403     404
appraisal:consider_again   POST login   404     404     404     404     403     403     403     422     403     404
appraisal:withdraw_breach  POST login   404     404     404     404     403     403     403     403     403     404
appraisal:dismiss_breach   POST login   404     404     404     404     403     403     403     422     403     404

results:index              GET  302     302     302     302     302     302     302     302     302     302     302
demonstration_sign_in      POST 404     404     404     404     404     404     404     404     404     404     404
front                      GET  200     200     200     200     200     200     200     200     200     200     200
public:units               GET  200     200     200     200     200     200     200     200     200     200     200
public:unit_history        GET  200     200     200     200     200     200     200     200     200     200     200
public:criterion           GET  200     200     200     200     200     200     200     200     200     200     200
public:glossary            GET  200     200     200     200     200     200     200     200     200     200     200
public:objections          GET  200     200     200     200     200     200     200     200     200     200     200
public:feed                GET  200     200     200     200     200     200     200     200     200     200     200
sitemap                    GET  200     200     200     200     200     200     200     200     200     200     200
robots                     GET  200     200     200     200     200     200     200     200     200     200     200
public:years               GET  200     200     200     200     200     200     200     200     200     200     200
public:year                GET  200     200     200     200     200     200     200     200     200     200     200
results:open_data          GET  200     200     200     200     200     200     200     200     200     200     200
results:data_package       GET  200     200     200     200     200     200     200     200     200     200     200
results:csvw               GET  200     200     200     200     200     200     200     200     200     200     200
results:catalog            GET  200     200     200     200     200     200     200     200     200     200     200
public:data                GET  200     200     200     200     200     200     200     200     200     200     200
api:openapi-json           GET  200     200     200     200     200     200     200     200     200     200     200
api:api-root               GET  404     404     404     404     404     404     404     404     404     404     404
api:years                  GET  200     200     200     200     200     200     200     200     200     200     200
api:units                  GET  200     200     200     200     200     200     200     200     200     200     200
api:unit                   GET  200     200     200     200     200     200     200     200     200     200     200
api:criteria               GET  200     200     200     200     200     200     200     200     200     200     200
api:scores                 GET  200     200     200     200     200     200     200     200     200     200     200
api:changes                GET  200     200     200     200     200     200     200     200     200     200     200
api:token                  GET  401     401     401     401     401     401     401     401     401     401     401
api:registrations          GET  401     401     401     401     401     401     401     401     401     401     401
api:dossiers               GET  401     401     401     401     401     401     401     401     401     401     401
api:dossier                GET  401     401     401     401     401     401     401     401     401     401     401
api:standings              GET  401     401     401     401     401     401     401     401     401     401     401
api:steps                  GET  401     401     401     401     401     401     401     401     401     401     401
public:unit                GET  200     200     200     200     200     200     200     200     200     200     200
public:table               GET  200     200     200     200     200     200     200     200     200     200     200
public:method              GET  200     200     200     200     200     200     200     200     200     200     200
results:open_criteria      GET  200     200     200     200     200     200     200     200     200     200     200
results:open_table         GET  200     200     200     200     200     200     200     200     200     200     200
results:ranking            GET  login   404     404     404     404     200     404     404     200     200     404
results:download           GET  login   404     404     404     404     200     404     404     200     200     404
results:request_file       POST login   404     404     404     404     302     404     404     302     302     404
results:what_if_choice     GET  login   403     403     403     403     200     403     403     403     403     200
results:what_if            GET  login   404     404     404     404     200     404     404     404     404     200
results:what_if_download   GET  login   404     404     404     404     200     404     404     404     404     200
results:request_what_if_workbook POST login 404   404     404     404     302     404     404     404     404     302
results:board              GET  login   404     404     404     404     200     404     404     200     200     404
results:board_data         GET  login   404     404     404     404     200     404     404     200     200     404
results:steps              GET  login   404     404     404     404     200     404     404     200     200     404
results:draft              POST login   404     404     404     404     422     404     404     422     403     404
results:confirmation       POST login   404     404     404     404     403     404     404     422     403     404
results:report             GET  login   404     404     404     404     200     404     404     200     200     404
results:report             POST login   404     404     404     404     422     404     404     403     403     404
results:correction         GET  login   404     404     404     404     403     404     404     403     200     404
results:correction         POST login   404     404     404     404     403     404     404     403     422     404
results:paper              GET  login   404     404     404     404     200     404     404     200     200     404
results:approval           POST login   404     404     404     404     403     404     404     403     422     404
results:recognition        POST login   404     404     404     404     403     404     404     403     422     404
results:commendation       POST login   404     404     404     404     403     404     404     403     422     404
results:publication        POST login   404     404     404     404     403     404     404     403     422     404
results:sending_back       POST login   404     404     404     404     403     404     404     403     422     404
results:standing           GET  login   404     200     200     404     200     404     404     200     200     404
results:gaps               GET  login   404     200     200     404     200     404     404     200     200     404
results:draft_plan         POST login   404     302     302     404     403     404     404     403     403     404
results:add_plan_task      POST login   404     422     422     404     403     404     404     403     403     404
results:change_plan_task   POST login   404     422     422     404     404     404     404     404     404     404
results:plan_task_done     POST login   404     302     302     404     404     404     404     404     404     404
results:remove_plan_task   POST login   404     302     302     404     404     404     404     404     404     404
results:sharing            GET  login   404     403     200     404     403     404     404     403     403     404
results:sharing            POST login   404     403     302     404     403     404     404     403     403     404
results:examples           GET  login   403     200     200     200     200     403     403     200     200     403
results:example_file       GET  login   403     200     200     200     200     403     403     200     200     403
results:revocation         GET  login   404     404     404     404     403     404     404     403     200     404
results:revocation         POST login   404     404     404     404     403     404     404     403     422     404
records:registry           GET  login   404     403     403     403     200     403     403     403     403     403
records:registry           POST login   404     403     403     403     422     403     403     403     403     403
records:entry              GET  login   404     403     403     403     200     403     403     403     403     403
records:entry              POST login   404     403     403     403     422     403     403     403     403     403
records:archive            GET  login   404     403     403     403     200     403     403     403     403     403
records:archive            POST login   404     403     403     403     422     403     403     403     403     403
records:request_package    POST login   404     403     403     403     302     403     403     403     403     403
records:release_file       GET  login   404     403     403     403     404     403     403     403     403     403
results:withdrawal         GET  login   404     404     404     404     403     404     404     403     404     404
results:withdrawal         POST login   404     404     404     404     403     404     404     403     404     404
"""

ROWS = tuple(
    Row(name, method, tuple(answers))
    for name, method, *answers in (line.split() for line in _TABLE.splitlines() if line and not line.startswith("#"))
)


def _table(world) -> dict:
    return {"code": world.assessment.rubric.code}


def _draft(world) -> dict:
    return {"code": world.draft.code}


def _other_person(world) -> dict:
    return {"pk": world.people["other_editor"].pk}


def _support_view(world) -> dict:
    return {"pk": SupportView.objects.get(person=world.people["editor"]).pk}


def _letter(world) -> dict:
    return {"kind": "results.result_letter", "subject": f"{world.cycle.year}-{world.commune.code}"}


def _receipt(world) -> dict:
    """The proof of a receipt."""
    entry = Entry.objects.get(verb="evidence.submit_dossier", target_key=str(world.assessment.pk))
    return {"number": entry.pk, "form": "json"}


def _version(world) -> dict:
    return {"key": world.survey.version.questionnaire.key, "number": 1}


def _drafted_version(world) -> dict:
    draft = QuestionnaireVersion.objects.get(published_at=None)
    return {"key": draft.questionnaire.key, "number": draft.number, "position": 2}


# Arguments whose name does not determine the value.
ARGUMENTS = {
    "trail:proof": _receipt,
    "guide": lambda world: {"name": "cap-xa"},
    "papers:paper": _letter,
    "surveys:draft_version": _version,
    "surveys:version": _version,
    "surveys:publish_version": _version,
    "surveys:question": _drafted_version,
    "surveys:delete_question": _drafted_version,
    "surveys:move_question": _drafted_version,
    "surveys:poster": lambda world: {"size": "a5"},
    "papers:request_file": lambda world: _letter(world) | {"form": "pdf"},
    "papers:issue": _letter,
    "papers:sign": _letter,
    "papers:revoke": _letter,
    "papers:correct": _letter,
    "papers:signed": _letter,
    "records:entry": lambda world: {"document": f"registration-{world.commune.code}"},
    "records:release_file": lambda world: {"release": 1},
    "tokens:revoke": lambda world: {"pk": world.token.pk},
    "webhooks:remove": lambda world: {"pk": world.delivery.endpoint_id},
    "webhooks:send_again": lambda world: {"pk": world.delivery.pk},
    "papers:text": lambda world: {"key": "department"},
    "appraisal:request_minutes": lambda world: {"form": "pdf"},
    "documents:export": lambda world: {"export": world.export.public_id},
    "documents:export_file": lambda world: {"export": world.export.public_id},
    "results:request_file": lambda world: {"form": "xlsx"},
    "appraisal:minutes_file": lambda world: {"form": "docx"},
    "appraisal:visit_checklist": lambda world: {"form": "docx"},
    "evidence:inquiry": lambda world: {"kind": "supplement", "number": 1},
    "evidence:send_answers": lambda world: {"kind": "supplement", "number": 1},
    "evidence:write_answer": lambda world: {"question": world.question.pk},
    "public:criterion": lambda world: {"code": "IV.2"},
    "results:change_plan_task": lambda world: {"number": world.plan_task.pk},
    "results:plan_task_done": lambda world: {"number": world.plan_task.pk},
    "results:remove_plan_task": lambda world: {"number": world.plan_task.pk},
    "communes:former_days_decision_file": lambda world: {"version": world.former_days.pk},
    "results:correction": lambda world: {"decision": world.decision.pk},
    "results:paper": lambda world: {"file": world.decision.file.public_id},
    "results:csvw": lambda world: {"name": "results"},
    "results:board": lambda world: {"key": "tiles"},
    "results:board_data": lambda world: {"key": "tiles"},
    "results:what_if": _table,
    "results:what_if_download": _table,
    "results:request_what_if_workbook": _table,
    "scoring:rubric": _table,
    "scoring:differences": _table,
    "scoring:draft_rubric": _table,
    "scoring:describe_draft": _draft,
    "scoring:points": _draft,
    "scoring:guidance": _draft,
    "scoring:hints": _table,
    "scoring:hint_workbook": _table,
    "scoring:upload_hints": _table,
    "scoring:issued_hints": _table,
    "scoring:publish_rubric": _draft,
    "scoring:retire_rubric": _table,
    "scoring:correct_year": _table,
    "scoring:date_decision": _table,
    "scoring:decision_file": _table,
    "scoring:correct_decision": _table,
    "scoring:former_decision_file": lambda world: _table(world) | {"version": 1},
    "scoring:discard_draft": _draft,
    "scoring:figure": _table,
    "scoring:confirm_figures": _table,
    "scoring:confirm_figure": lambda world: _table(world) | {"criterion": "I.2"},
    "scoring:correct_figure": _table,
    "scoring:withdraw_confirmation": _table,
    "scoring:scan": lambda world: {"public_id": world.scan.public_id},
    "appraisal:resolve_difference": lambda world: {"criterion": "IV.2"},
    "evidence:upload": lambda world: {"public_id": world.upload.public_id},
    "communes:ask_extension": lambda world: {"step": "registration"},
    "communes:refuse_extension": lambda world: {"step": "registration"},
    "communes:hand_over": lambda world: {"subject": "registration"},
    "communes:return_hand_off": lambda world: {"subject": "registration"},
    "evidence:resolve_remark": lambda world: {"remark": world.remark.pk},
    "evidence:dismiss_hint": lambda world: {"hint": world.hint.pk},
    "evidence:discard_upload": lambda world: {"public_id": world.upload.public_id},
    "notifications:open": lambda world: {"pk": world.message.pk},
    "accounts:retry_mail": lambda world: {"pk": world.mailing.pk},
    "accounts:confirm_role": lambda world: {"pk": world.grant_request.pk},
    "accounts:refuse_role": lambda world: {"pk": world.grant_request.pk},
    "openid_connect_callback": lambda world: {"provider_id": "sso"},
    "accounts:end_session": lambda world: {"pk": 1},
    "accounts:person": _other_person,
    "accounts:person_data": _other_person,
    "accounts:erase": _other_person,
    "accounts:grant": _other_person,
    "accounts:rename": _other_person,
    "accounts:disable": _other_person,
    "accounts:enable": _other_person,
    "accounts:resend": _other_person,
    "accounts:sign_ins": _other_person,
    "accounts:sign_out": _other_person,
    "accounts:reset_second_step": _other_person,
    "accounts:disconnect_single_sign_on": _other_person,
    "accounts:ask_support_view": _other_person,
    "accounts:consent_to_support_view": _support_view,
    "accounts:refuse_support_view": _support_view,
    "accounts:begin_support_view": _support_view,
    "accounts:end_support_view": _support_view,
    "accounts:withdraw": lambda world: {"pk": world.people["other_editor"].memberships.get().pk},
}

# The minimum contents of a valid form; all others are sent empty.
DATA = {"appraisal:assign": lambda world: {"member": world.review.appraiser_id}}

# The sign-in URLs are allauth's: the responses to anonymous and to signed-in users.
SIGN_IN = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_single_sign_on": (405, 405),
    "account_inactive": (200, 200),
    "account_signup": (404, 404),
    "account_reauthenticate": (302, 200),
    "account_email": (404, 404),
    "account_email_verification_sent": (404, 404),
    "account_change_password": (302, 200),
    "account_set_password": (404, 404),
    "account_reset_password": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_add_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
}
