"""What this app registers with the layers below it (decision 0050)."""

from django.utils.translation import gettext_lazy as _

from accounts.units import unit_of_model
from appraisal import office_texts, sample_papers
from appraisal.breach_comments import breach_comments
from appraisal.calendar_entries import visit_entries
from appraisal.checked_minutes import checked_minutes
from appraisal.double_review.queries import twice_reviewed
from appraisal.former_reviews import former_review_comments
from appraisal.minutes_bundle import MINUTES_BUNDLE, make_bundle, may_have_bundle
from appraisal.models import AppraisalTeam, Breach, Review, ReviewScore, Visit
from appraisal.paper_kinds import KINDS
from appraisal.pending import breach_tasks
from appraisal.queries import answer_files_held, reviewed_by
from appraisal.rules import unit_code_of
from appraisal.search_sources import BREACHES, COMMENTS
from appraisal.services import former_reviews
from appraisal.services.cycle_carryover import carry_team, carry_two_reviews, undo_team, undo_two_reviews
from appraisal.services.quarantine import quarantine_documents
from communes.calendar import calendar_entries
from communes.cycle_carryover import CarryOver, carry_overs
from communes.pending import unit_task_sources
from communes.storage_usage import held_files
from documents.exports import ExportKind, export_kinds
from documents.signals import file_quarantined
from documents.state_styles import StateStyle, state_styles
from evidence.inquiry_queries import reviewed_dossiers
from evidence.page_comments import page_comment_sources
from papers.kinds import code_lookups, paper_kinds
from papers.office_texts import office_texts as texts
from papers.office_texts import sample_papers as samples
from scoring.set_aside import Follower, followers
from search.sources import search_sources

held_files.add(answer_files_held)
search_sources.add("comment", COMMENTS)
search_sources.add("breach", BREACHES)
calendar_entries.add(visit_entries)
reviewed_dossiers.set(reviewed_by)
page_comment_sources.add(breach_comments, former_review_comments)
unit_task_sources.add(breach_tasks)
export_kinds.add(MINUTES_BUNDLE, ExportKind(may=may_have_bundle, make=make_bundle))
for key, kind in KINDS.items():
    paper_kinds.add(key, kind)
code_lookups.add(checked_minutes)
for key, text in office_texts.TEXTS.items():
    texts.add(key, text)
samples.add(office_texts.BREACH_SAMPLE, sample_papers.sample_breach)
samples.add(office_texts.INQUIRY_SAMPLE, sample_papers.sample_inquiry)
samples.add(office_texts.TEAM_SAMPLE, sample_papers.sample_team_decision)
samples.add(office_texts.VISIT_SAMPLE, sample_papers.sample_visit)
followers.add(Follower(former_reviews.follow, former_reviews.effects))
for model in (Breach, Review, ReviewScore, Visit):
    unit_of_model.add(model, unit_code_of)

file_quarantined.connect(quarantine_documents)

carry_overs.add(
    CarryOver(
        key="appraisal.two_reviews",
        label=_("What two people review, as far as the table has it"),
        has=lambda cycle: bool(twice_reviewed(cycle)),
        carry=carry_two_reviews,
        undo=undo_two_reviews,
    ),
    CarryOver(
        key="appraisal.team",
        label=_("The appraisal team: lead, secretary and members, as far as they still have the role"),
        has=lambda cycle: AppraisalTeam.objects.filter(cycle=cycle).exists(),
        carry=carry_team,
        undo=undo_team,
    ),
)

state_styles.add(
    {
        Review.State.IN_PROGRESS: StateStyle.ACTIVE,
        Review.State.COMPLETED: StateStyle.DONE,
        Review.State.RECONCILED: StateStyle.DONE,
        Breach.State.PROPOSED: StateStyle.WAITING,
        Breach.State.CONFIRMED: StateStyle.DONE,
        Breach.State.DISMISSED: StateStyle.OFF,
        Breach.State.WITHDRAWN: StateStyle.OFF,
        Visit.State.PLANNED: StateStyle.ACTIVE,
        Visit.State.DONE: StateStyle.DONE,
        Visit.State.CANCELLED: StateStyle.OFF,
    }
)
