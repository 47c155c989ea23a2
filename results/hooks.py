"""What this app registers with the layers below it (decision 0050)."""

from accounts.units import unit_of_model
from appraisal.reopen_blockers import reopen_blockers
from appraisal.reversal_followers import days_after_reversal
from appraisal.signals import breach_confirmed, breach_dismissed, breach_set_aside, review_confirmed
from communes.pending import unit_task_sources
from communes.policies import calendar_blockers
from communes.previous_recognition import carried_plan, previous_recognition
from documents.exports import ExportKind, export_kinds
from documents.state_styles import StateStyle, state_styles
from evidence.previous_year import previous_year
from papers.kinds import paper_kinds
from papers.office_texts import office_texts, sample_papers
from results import receivers
from results.decision_days import withdrawal_days
from results.models import Outcome, Recognition
from results.office_texts import TEXTS
from results.paper_kinds import KINDS
from results.pending import result_tasks
from results.policies import closing_problems, holding_problems
from results.previous_recognition import plan_before, recognised_before
from results.previous_year import criterion_last_year, scores_last_year
from results.ranking_files import RANKING, make_ranking, may_have_ranking
from results.sample_papers import SAMPLES
from results.whatif.files import WHAT_IF, make_what_if, may_have_what_if
from scoring.former_scores import former_scores

previous_year.set(criterion_last_year)
former_scores.set(scores_last_year)
previous_recognition.set(recognised_before)
carried_plan.set(plan_before)
reopen_blockers.add(holding_problems)
days_after_reversal.add(withdrawal_days)
calendar_blockers.add(closing_problems)
unit_task_sources.add(result_tasks)
export_kinds.add(RANKING, ExportKind(may=may_have_ranking, make=make_ranking))
export_kinds.add(WHAT_IF, ExportKind(may=may_have_what_if, make=make_what_if))
unit_of_model.add(Outcome, lambda outcome: outcome.registration.commune.code)
unit_of_model.add(Recognition, lambda recognition: recognition.outcome.registration.commune.code)

breach_confirmed.connect(receivers.start_revocation)
breach_dismissed.connect(receivers.conclude_after_dismissal)
breach_set_aside.connect(receivers.start_reinstating)
review_confirmed.connect(receivers.conclude_after_all)
for key, kind in KINDS.items():
    paper_kinds.add(key, kind)
for key, text in TEXTS.items():
    office_texts.add(key, text)
for key, sample in SAMPLES.items():
    sample_papers.add(key, sample)

_STATE = Outcome.State
state_styles.add(
    {
        _STATE.DRAFTED: StateStyle.ACTIVE,
        _STATE.CONFIRMED: StateStyle.DONE,
        _STATE.APPROVED: StateStyle.DONE,
        _STATE.PUBLISHED: StateStyle.DONE,
        Recognition.State.ISSUED: StateStyle.DONE,
        Recognition.State.REVOKED: StateStyle.WAITING,
    }
)
