"""The messages of this app's problems, services and standings."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.problems import StrOrPromise
from kernel.wording import register_facts, register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages
from results.models import Outcome
from results.populations import Population
from results.queries import AWAITS_DECISION, NOT_APPRAISED, NOT_DUE, REVOKED, STANDINGS, UNDECIDED, UNDER_80
from scoring.core import QUALIFIED_FROM

REASONS: dict[str, Promise | str] = {
    Outcome.Reason.BY_POINTS.value: _("by points"),
    Outcome.Reason.NOT_REGISTERED.value: _("not registered"),
    Outcome.Reason.NOT_SUBMITTED.value: _("no dossier sent"),
    Outcome.Reason.LATE.value: _("dossier late, not admitted"),
    Outcome.Reason.INCOMPLETE.value: _("dossier incomplete, not admitted"),
    Outcome.Reason.BREACH.value: _("breach"),
    REVOKED: _("recognition revoked"),
    NOT_APPRAISED: _("appraisal not finished"),
    UNDECIDED: _("late or incomplete, to be decided"),
    NOT_DUE: _("not due yet"),
}

_LEVELS = {f"level_{level.value}": level.label for level in Outcome.Level}
STANDING_WORDS: dict[str, Promise | str] = {
    key: (REASONS | _LEVELS | {UNDER_80: format_lazy(_("under {bound} points"), bound=QUALIFIED_FROM)})[key]
    for key in STANDINGS
} | {AWAITS_DECISION: _("no decision yet")}
"""What a unit's year comes to, as lists and statistics name it: each reason by itself [S3-S5]."""

POPULATION_WORDS: dict[str, Promise | str] = {
    Population.ALL: _("all units"),
    Population.NOT_DUE: _("not due yet"),
    Population.REGISTERED: _("registered"),
    Population.HANDED_IN: _("dossier handed in"),
    Population.APPRAISED: _("appraised"),
    Population.RANKED: _("ranked"),
    Population.NOT_CONSIDERED: _("not considered (breach)"),
    Population.REVOKED: _("recognition revoked"),
}
"""The units that a figure speaks of, by the same name wherever it stands."""

PUBLIC_REASONS: dict[str, tuple[Promise | str, Promise | str]] = {
    AWAITS_DECISION: (
        _("No decision yet"),
        _("The city has not decided on the recognition of this unit yet."),
    ),
    REVOKED: (
        _("Recognition revoked"),
        _("A breach named in section I.2 came to light after the recognition, which was revoked by decision."),
    ),
    UNDER_80: (
        format_lazy(_("Not qualified: under {bound} points"), bound=QUALIFIED_FROM),
        format_lazy(_("The appraised points are under {bound} (section II.1)."), bound=QUALIFIED_FROM),
    ),
    Outcome.Reason.BREACH.value: (
        _("Not considered: breach"),
        _("A breach named in section I.2 was confirmed: the unit is not considered and ranks as not qualified."),
    ),
    Outcome.Reason.NOT_SUBMITTED.value: (
        _("Not qualified: no dossier"),
        _("The unit registered for the year but sent no dossier."),
    ),
    Outcome.Reason.LATE.value: (
        _("Not qualified: dossier late"),
        _("The dossier came after its day and was not admitted."),
    ),
    Outcome.Reason.INCOMPLETE.value: (
        _("Not qualified: dossier incomplete"),
        _("The dossier lacked a component and was not admitted."),
    ),
    Outcome.Reason.NOT_REGISTERED.value: (
        _("Not registered for the year"),
        _("The unit did not register for the year (section II.1)."),
    ),
}
"""Why a unit is not recognised, as the public reads it: a heading and a sentence, nothing of persons [S3-S5, S8]."""

AWAITED = (NOT_APPRAISED, UNDECIDED, NOT_DUE)
"""The reasons of those who have no level yet."""

register_problems(
    {
        "outcomes_past_the_draft": _("The results have been confirmed; only the city can return them to the draft."),
        "review_not_reconciled": _("%(unit)s: the lead has not yet confirmed the appraisal of this dossier."),
        "breach_not_settled": _("%(unit)s: a proposed breach is neither confirmed nor dismissed."),
        "outcomes_not_drafted": _("There is no draft of the year’s results waiting for the lead."),
        "outcomes_not_confirmed": _("The lead of the team has not confirmed the year’s results."),
        "results_are_your_own": _("You drafted or confirmed these results: a second person has to decide on them."),
        "breach_is_your_own": _("You recorded or confirmed this breach: a second person has to record the revocation."),
        "outcomes_not_approved": _("The city has not approved the year’s results, or they are public already."),
        "outcomes_recognised": _("Units have been recognised already: from here on a recognition can only be revoked."),
        "outcome_out_of_date": _("%(unit)s: the facts have changed since the draft. Draft the results again."),
        "registration_waits": _(
            "%(unit)s: its registration still waits (%(state)s). Receive it, or decide on it, first (Article 3.2a)."
        ),
        "registration_still_awaited": _("%(unit)s may still register (before %(before)s)."),
        "dossier_waits": _(
            "%(unit)s: its dossier came late or incomplete (%(state)s). Decide on it first (Article 3.2b)."
        ),
        "former_dossier_to_count": _(
            "%(unit)s sent no other dossier after the table was corrected: let the one that it had sent count first."
        ),
        "dossier_to_be_considered": _(
            "%(unit)s: its dossier was closed without appraisal, but no breach counts any more. Take it up again."
        ),
        "dossier_still_awaited": _("%(unit)s may still send its dossier (before %(before)s)."),
        "nobody_to_recognise": _("No unit is qualified and approved."),
        "decision_in_future": _("The date of the decision lies in the future."),
        "decision_before_assessment": _(
            "The year is assessed once the dossiers are in: no recognition can be dated before %(first)s (section I.2)."
        ),
        "decision_before_approval": _("The results stood on %(day)s: no recognition can be dated before that day."),
        "decision_after_what_followed": _(
            "A commendation or revocation of %(day)s refers to this decision: it is dated on that day or before."
        ),
        "revocation_before_breach": _(
            "The breach was confirmed on %(day)s: no revocation can be dated before that day."
        ),
        "withdrawal_before_reversal": _(
            "The breach was set aside by a decision of %(day)s: no withdrawal can be dated before that day."
        ),
        "report_missing": _("The department's report to the city is not on record yet (Article 3.1b)."),
        "report_in_the_future": _("The date of the report lies in the future."),
        "report_before_december": _(
            "The year is assessed in December: no report can be dated before %(day)s (section I.2)."
        ),
        "report_before_confirmation": _(
            "The team's lead confirmed the results on %(day)s: no report can be dated before that day."
        ),
        "report_after_approval": _("The city approved the results on %(day)s: the report is of that day or before."),
        "paper_corrected_already": _("This version has been corrected already: correct the one that stands."),
        "correction_without_reason": _("Say why the version on record is corrected."),
        "unit_not_qualified": _("%(unit)s is not qualified."),
        "outcome_not_approved": _("%(unit)s: the city has not approved this result, or it is public already."),
        "unit_in_breach": _("%(unit)s: a breach has been confirmed. Return the results to the draft first."),
        "unit_already_recognised": _("%(unit)s has been recognised already."),
        "unit_not_recognised": _("%(unit)s is qualified, but its decision is not recorded yet."),
        "nobody_to_commend": _("No unit recognised at Level 4 waits for its commendation."),
        "unit_below_level_4": _("%(unit)s is not recognised at Level 4 (section II.2, step 4)."),
        "unit_already_commended": _("The commendation of %(unit)s is on record already."),
        "commendation_before_recognition": _("The commending decision cannot be older than the recognition."),
        "recognition_already_revoked": _("The recognition of %(unit)s has been revoked already."),
        "breach_of_another_unit": _("The breach is not one of %(unit)s."),
        "breach_not_confirmed": _("The breach of %(unit)s is not confirmed."),
        "breach_known_before": _("The breach of %(unit)s was confirmed before the recognition."),
        "breach_still_counts": _("The breach that led to the revocation has not been set aside."),
        "revocation_withdrawn_already": _("The revocation has been withdrawn already."),
        "withdrawal_incomplete": _("Give the number of the decision and its justification."),
        "withdrawal_before_revocation": _("The withdrawing decision cannot be older than the revocation."),
        "revocation_before_recognition": _("The revoking decision cannot be older than the recognition."),
        "plan_over": _("The result of %(year)s is public: this plan stays as it was carried out."),
        "plan_drafted_already": _("The plan has tasks already."),
        "plan_nothing_lost": _("No points were lost that a plan could gain."),
        "plan_task_without_text": _("Say what is to be done."),
        "plan_task_without_person": _("Name the person of the unit who is responsible."),
        "plan_task_too_late": _("The plan ends on %(last)s: choose that day or an earlier one."),
        "plan_task_day_past": _("This day has passed: choose today or a later one."),
        "plan_task_is_so": _("Somebody has changed this task meanwhile: it is so already."),
        "evidence_not_to_share": _(
            "“%(file)s” cannot be shown: its criterion did not earn full points, or the file is held back."
        ),
    }
)

_CONCLUSIONS: dict[Any, StrOrPromise] = dict(Outcome.Level.choices)
_CONCLUSIONS[str(Outcome.Reason.BREACH)] = Outcome.Reason.BREACH.label
register_facts("before", _CONCLUSIONS, "results.conclude_anew")
register_facts("after", _CONCLUSIONS, "results.conclude_anew")

register_facts("level", {level.value: level.label for level in Outcome.Level}, "results.publish_figure")  # type: ignore[misc]

register_verbs(
    {
        "results.draft_outcomes": _("drafted the results of %(units)s units, %(qualified)s of them qualified"),
        "results.confirm_outcomes": _("confirmed the results of %(units)s units"),
        "results.record_report": _(
            "recorded report %(number)s of %(dated)s to the city; breaches reported as open: %(open)s"
        ),
        "results.correct_report": _(
            "recorded report %(number)s of %(dated)s in the place of %(former)s: %(reason)s; "
            "breaches reported as open: %(open)s"
        ),
        "results.correct_recognition": _(
            "recorded decision %(decision)s of %(dated)s in the place of %(former)s: %(reason)s"
        ),
        "results.correct_decision": _(
            "recorded decision %(decision)s of %(dated)s in the place of %(former)s: %(reason)s"
        ),
        "results.approve_outcomes": _("approved the results of %(units)s units"),
        "results.send_back_outcomes": _("returned the results to the draft: %(reason)s"),
        "results.recognise": _("recorded the recognition at Level %(level)s by decision %(decision)s of %(dated)s"),
        "results.commend": _("recorded the commendation by decision %(decision)s of %(dated)s"),
        "results.publish_figure": _("published the unit's result: %(total)s points, %(level)s, rank %(rank)s"),
        "results.publish_outcomes": _("published the results of %(units)s units"),
        "results.start_revocation": _(
            "a breach came to light after the recognition by decision %(undone)s (section I.2)"
        ),
        "results.conclude_anew": _("concluded the unit's year again: %(before)s → %(after)s"),
        "results.withdraw_revocation": _("recorded decision %(decision)s, withdrawing the revocation %(undone)s"),
        "results.draft_plan": _("drafted the plan for the next level: %(tasks)s tasks"),
        "results.save_plan_task": _("kept a task of the plan: %(task)s (%(person)s, by %(day)s)"),
        "results.plan_task_done": _("did a task of the plan: %(task)s"),
        "results.plan_task_reopened": _("opened a task of the plan again: %(task)s"),
        "results.remove_plan_task": _("removed a task of the plan: %(task)s"),
        "results.share_evidence": _("agreed to show evidence to other units: %(criterion)s, %(file)s"),
        "results.take_back_evidence": _("took back the consent to show evidence: %(criterion)s, %(file)s"),
        "results.revoke_recognition": _("recorded decision %(decision)s of %(dated)s, revoking %(undone)s"),
    }
)

register_messages(
    {
        "results.results_published": _("The results of %(year)s are published."),
        "results.plan_task_reminded": _("%(commune)s: a task of your plan is to be done by %(last)s: %(task)s"),
        "results.revocation_due": _(
            "A breach of %(commune)s is confirmed after its recognition for %(year)s: decision %(decision)s is to be "
            "revoked (section I.2)."
        ),
        "results.withdrawal_due": _(
            "The breach of %(commune)s in %(year)s is set aside: revocation %(decision)s is to be withdrawn by "
            "decision."
        ),
    }
)

describe_messages(
    {
        "results.results_published": Kind(_("Results"), "all units' people", "the year's results are published"),
        "results.plan_task_reminded": Kind(
            _("Tasks of the plan"), "the person responsible", "a task of the plan is due in 14, 7, 3 or 1 days"
        ),
        "results.revocation_due": Kind(
            _("Recognitions to revoke"),
            "department officers and city leaders",
            "a breach is confirmed after recognition",
            urgent=True,
        ),
        "results.withdrawal_due": Kind(
            _("Recognitions to revoke"), "city leaders", "the breach behind a revocation is set aside", urgent=True
        ),
    }
)
