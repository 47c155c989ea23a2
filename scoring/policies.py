"""When points may be entered, and what a table still lacks: every reason with its clause."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from accounts.models import User
from communes.deadlines import day_words, due, effective_before, is_over, rest_day
from communes.models import Cycle, Extension
from kernel.deadlines import lies_ahead
from kernel.problems import Problem, required
from scoring.core import THRESHOLDS, TOTAL, NotApplicable
from scoring.models import MAX_HINT, Criterion, Rubric, RubricDecision, SelfAssessment
from scoring.queries import CriterionRow, unconfirmed_figures

_SENT = {
    SelfAssessment.State.LATE: "dossier_undecided",
    SelfAssessment.State.INCOMPLETE: "dossier_undecided",
    SelfAssessment.State.REFUSED: "dossier_refused",
    SelfAssessment.State.NOT_CONSIDERED: "dossier_not_considered",
}


def scoring_problems(assessment: SelfAssessment, *, now: datetime) -> Iterator[Problem]:
    """Why this commune cannot score now: not registered [R4], dossier sent, or too late [R2], with the way out."""
    registration = assessment.registration
    if not registration.is_registered:
        yield Problem("not_registered", where="registration", clause="R4")
        return
    if assessment.state == SelfAssessment.State.RETURNED:
        before = required(assessment.complete_before)
        if not lies_ahead(before, now=now):
            params = day_words(before)
            yield Problem("dossier_completion_over", where="deadline", clause="R2", params=params)
        return
    if assessment.state != SelfAssessment.State.OPEN:
        yield Problem(_SENT.get(assessment.state, "dossier_sent_already"), where="state", clause="R2")
        return
    if is_over(registration, Extension.Step.SUBMISSION, now=now):
        params = day_words(effective_before(registration, Extension.Step.SUBMISSION))
        yield Problem("submission_too_late", where="deadline", clause="R2", params=params)


def points_problems(
    points: Decimal | None, *, max_points: Decimal, step: Decimal, kept: Decimal | None, where: str
) -> Iterator[Problem]:
    """Why these points are not allowed on a criterion: outside 0..max, or off the step [S1, S2]. None clears them."""
    if points is None or (0 <= points <= max_points and not points % step):
        return
    params = {"max": max_points, "step": step, "kept": kept}
    yield Problem("points_outside" if kept is None else "points_outside_kept", where=where, clause="S1", params=params)


# A save that would overwrite another: the page shows both values, and the person chooses.
CONFLICTS = frozenset({"changed_meanwhile", "changed_in_own_window"})


class Changed(Protocol):
    """A score with its last change."""

    points: Any
    changed_at: Any


def conflict(score: Changed, changed_by: User | None, *, by: User, where: str) -> Problem:
    """What stands in the way of a save from an outdated page: who changed it, or that it was this person elsewhere."""
    params = {"who": str(changed_by or "–"), "when": score.changed_at, "points": score.points}
    if changed_by == by:
        return Problem("changed_in_own_window", where=where, params=params)
    return Problem("changed_meanwhile", where=where, params=params)


def claim_problems(criterion: CriterionRow, reason: str) -> Iterator[Problem]:
    """Why a commune cannot claim that a criterion does not apply: it applies to all, or no reason is given [S9]."""
    if not criterion.applies_when:
        yield Problem("criterion_applies_to_all", where=criterion.code, clause="S9")
    if not reason.strip():
        yield Problem("claim_without_reason", where=criterion.code, clause="S9")


def rescaling_problems(rubric: Rubric, criteria: Iterable[Criterion]) -> Iterator[Problem]:
    """Where exceptions are left out, at least one criterion must always apply [S9]."""
    if rubric.not_applicable != NotApplicable.RESCALE:
        return
    if not any(criterion.max_points and not criterion.applies_when_vi for criterion in criteria):
        yield Problem("nothing_left_to_rescale", clause="S9")


def figure_problems(code: str, figures: Mapping[str, tuple[int | None, int | None, str]]) -> Iterator[Problem]:
    """Why these threshold figures are not allowed: no threshold, incomplete, no whole, part above whole [A21, A26].

    Each ratio is (numerator, denominator, source); an entirely empty one is cleared.
    """
    threshold = THRESHOLDS.get(code)
    if threshold is None or not figures.keys() <= set(threshold.ratios):
        yield Problem("criterion_without_threshold", where=code, clause="S2")
        return
    for key, (part, whole, source) in figures.items():
        if part is None and whole is None and not source.strip():
            continue
        if part is None:
            yield Problem("ratio_part_missing", where=f"{key}_part", clause="S2")
        if whole is None:
            yield Problem("ratio_whole_missing", where=f"{key}_whole", clause="S2")
        elif whole <= 0:
            yield Problem("ratio_whole_not_above_0", where=f"{key}_whole", clause="S2")
        elif part is not None and part > whole and not threshold.may_exceed:
            yield Problem("ratio_part_above_whole", where=f"{key}_part", clause="S2")
        if not source.strip():
            yield Problem("ratio_source_missing", where=f"{key}_source", clause="S8")


def opening_warnings(rubric: Rubric, dates: dict[str, date]) -> Iterator[Problem]:
    """Warnings before a year is opened: figures illegible in the scan, last accepted days that are no working days.

    `dates` are the three "before this day" dates by the cycle's field [R1-R3].
    """
    assumed = unconfirmed_figures(rubric)
    if assumed:
        yield Problem("figures_assumed", where="rubric", clause="S7", params={"count": assumed})
    for field, before in dates.items():
        if rest := rest_day(before):
            yield Problem(f"weekend_{field}", where=field, clause="R1-R3", params=day_words(before) | {"rest": rest})


def editing_problems(rubric: Rubric, *, seen_version: int | None = None, by: User | None = None) -> Iterator[Problem]:
    """Why this version cannot be edited: it is published [S7], or its points changed meanwhile, perhaps by `by`."""
    if rubric.state != Rubric.State.DRAFT:
        yield Problem("rubric_not_a_draft", where=rubric.code, clause="S7")
    elif seen_version is not None and rubric.version != seen_version:
        params = {"who": str(rubric.changed_by or "–"), "when": rubric.changed_at}
        is_own = by is not None and rubric.changed_by == by
        yield Problem("rubric_changed_in_own_window" if is_own else "rubric_changed_meanwhile", params=params)


def decision_problems(*, number: str, dated_on: date | None, file: object, now: datetime) -> Iterator[Problem]:
    """Why this decision cannot put a table into use: number, date or file missing, or the date in the future [S7]."""
    if not number.strip():
        yield Problem("decision_number_missing", where="number", clause="S7")
    if dated_on is None:
        yield Problem("decision_day_missing", where="dated_on", clause="S7")
    else:
        yield from _day_ahead(dated_on, now=now)
    if file is None:
        yield Problem("decision_file_missing", where="file", clause="S7")


def dating_problems(decision: RubricDecision, *, dated_on: date, now: datetime) -> Iterator[Problem]:
    """Why the date of a decision cannot be filled in: it is already known, or it is in the future [S7]."""
    if decision.dated_on is not None:
        yield Problem("decision_dated_already", where="dated_on", params={"day": decision.dated_on})
    yield from _day_ahead(dated_on, now=now)


def correcting_decision_problems(*, number: str, dated_on: date, reason: str, now: datetime) -> Iterator[Problem]:
    """Why the decision on a table cannot be corrected so: no number, no reason, or a date in the future [S7]."""
    if not number.strip():
        yield Problem("decision_number_missing", where="number", clause="S7")
    if not reason.strip():
        yield Problem("decision_correction_without_reason", where="reason", clause="S7")
    yield from _day_ahead(dated_on, now=now)


def correction_problems(cycle: Cycle, old: Rubric, new: Rubric, *, now: datetime) -> Iterator[Problem]:
    """Why a version cannot be put into a running year: not in use by a decision of the city, copied from another table,
    meant for later years, or the dossiers are due [S7, A18]."""
    decision = getattr(new, "decision", None)
    if new.state != Rubric.State.PUBLISHED:
        yield Problem("rubric_not_published", where=new.code, clause="S7", params={"code": new.code})
    elif decision is None or decision.dated_on is None or decision.file_id is None:
        yield Problem("correction_without_decision", where=new.code, clause="S7")
    if not _comes_from(new, old):
        yield Problem("correction_of_another_table", where=new.code, clause="S7", params={"code": old.code})
    if new.applies_from_year > cycle.year:
        params = {"code": new.code, "year": new.applies_from_year}
        yield Problem("rubric_applies_later", where=new.code, clause="S7", params=params)
    if due(cycle.submit_before, now=now).is_over:
        yield Problem("correction_too_late", where=new.code, clause="S7", params=day_words(cycle.submit_before))


def _comes_from(new: Rubric, old: Rubric) -> bool:
    """True where `new` was copied from `old`, or from a copy of it."""
    if new.base_id == old.pk:
        return True
    bases, above = dict(Rubric.objects.values_list("pk", "base")), new.base_id
    while above is not None and above != old.pk:
        above = bases[above]
    return above == old.pk


def _day_ahead(day: date, *, now: datetime) -> Iterator[Problem]:
    if lies_ahead(day, now=now):
        yield Problem("decision_day_ahead", where="dated_on", clause="S7")


def criterion_points_problems(
    points: Mapping[str, Decimal], *, criteria: Iterable[str], step: Decimal
) -> Iterator[Problem]:
    """Why these points are not allowed on a draft's criteria.

    No such criterion [S7], below 0, above 100, or off the step [S1].

    A draft may total more or less than 100 while it is edited; only publication demands exactly 100.
    """
    known = set(criteria)
    for code, value in points.items():
        if code not in known:
            yield Problem("rubric_leaf_unknown", where=code, clause="S7")
        elif value < 0:
            yield Problem("rubric_points_negative", where=code, clause="S1")
        elif value > TOTAL:
            yield Problem("rubric_points_above_total", where=code, clause="S7")
        elif value % step:
            yield Problem("rubric_points_off_step", where=code, clause="S1", params={"step": step})


def partial_step_problems(criteria: Iterable[Criterion], *, step: Decimal) -> Iterator[Problem]:
    """Why the partial steps of criteria are not allowed: not whole percents from 0 to 100, or off the step [S2]."""
    for criterion in criteria:
        for percent in criterion.partial_steps:
            if not isinstance(percent, int) or not 0 <= percent <= 100:
                yield Problem("partial_step_outside", where=criterion.code, clause="S2", params={"percent": percent})
            elif criterion.max_points * percent / 100 % step:
                params = {"percent": percent, "points": criterion.max_points * percent / 100, "step": step}
                yield Problem("partial_step_off_step", where=criterion.code, clause="S2", params=params)


def hint_problems(
    changed: Mapping[str, str], *, versions: Mapping[str, int], seen: Mapping[str, int], is_open: bool
) -> Iterator[Problem]:
    """Why drafted hints cannot be saved: the guidance is issued, or a text does not fit its criterion [S2, S7]."""
    if changed and not is_open:
        yield Problem("guidance_is_issued", where="guidance", clause="S7")
    for code, text in changed.items():
        if code not in versions:
            yield Problem("hint_criterion_unknown", where=code, params={"criterion": code})
        elif versions[code] != seen.get(code, 0):
            yield Problem("guidance_changed_meanwhile", where=code)
        if len(text) > MAX_HINT:
            yield Problem("workbook_words_long", where=code, params={"limit": MAX_HINT})


def guidance_issuing_problems(rubric: Rubric) -> Iterator[Problem]:
    """Why the guidance on a table cannot be issued: the table itself is not published yet [S7]."""
    if rubric.state == Rubric.State.DRAFT:
        yield Problem("guidance_of_draft", where="paper", clause="S7", params={"code": rubric.code})
