"""Self-assessments, evidence and the submission of dossiers in a demonstration year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from appraisal.models import ReviewScore
from communes.models import Registration
from documents.models import StoredFile
from documents.services import store_file
from evidence.models import DossierPart, EvidenceItem
from evidence.services import refuse_dossier, return_dossier, send_as_it_stands, submit_dossier
from friendly_gov.demonstration import words
from friendly_gov.demonstration.files import picture, scanned_paper
from friendly_gov.demonstration.profiles import Scenario
from kernel.problems import required
from scoring.core import applied_totals
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import policy_of, table_of

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear

_CHANGED = ("version", "changed_by", "changed_at")


def assess(demo: DemoYear, *, finished: bool) -> None:
    """Each registered commune enters points, explanations and evidence; those that finish send their dossier [R2]."""
    assessments = SelfAssessment.objects.filter(
        registration__cycle=demo.cycle, registration__state__in=Registration.REGISTERED
    )
    for number, assessment in enumerate(
        assessments.select_related("registration__commune", "registration__cycle", "rubric").order_by("pk")
    ):
        profile = demo.profiles[assessment.registration.commune.code]
        unfinished = profile.scenario is Scenario.NOT_SUBMITTED or (
            not finished and not _is_early(profile.scenario, number)
        )
        share = demo.chance.choice([0, 15, 40, 55, 62, 68]) if unfinished else len(profile.self_points)
        work_on(demo, assessment, share)
        if not unfinished:
            hand_in(demo, assessment, profile.scenario)


def _is_early(scenario: Scenario, number: int) -> bool:
    """Units that send early: a fifth of them, and those whose outcome must be visible before the deadline."""
    return scenario is not Scenario.LATE and (
        number % 5 == 0 or scenario in (Scenario.INCOMPLETE, Scenario.NOT_CONSIDERED)
    )


def work_on(demo: DemoYear, assessment: SelfAssessment, criteria_count: int) -> None:
    """Score the first `criteria_count` criteria, with explanations and files."""
    code = assessment.registration.commune.code
    points = demo.profiles[code].self_points
    editor = demo.people.editors[code]
    scores = list(assessment.scores.select_related("criterion").order_by("criterion__sort_key")[:criteria_count])
    for score in scores:
        score.points = points[score.criterion.code]
        score.explanation = demo.chance.choice(words.EXPLANATIONS[score.criterion.group_code])
        _perhaps_claim(score, int(code))
        score.version = 1
        score.changed_by, score.changed_at = editor, demo.moment(11, demo.chance.randrange(1, 20))
    SelfScore.objects.bulk_update(scores, ["points", "explanation", "not_applicable", *_CHANGED])
    remember_totals(assessment, scores)
    _prove(demo, scores, _files_of(demo, assessment, demo.moment(11, 2)), editor)


def _perhaps_claim(score: SelfScore, number: int) -> None:
    """Some communes had no land recovered: they claim the exception where they would have full points anyway [S9]."""
    if number % 15 == 0 and score.criterion.applies_when_vi and score.points == score.max_points:
        score.not_applicable, score.explanation = True, words.DOES_NOT_APPLY[score.criterion.code]


def remember_totals(work, scores: Iterable[SelfScore | ReviewScore]) -> None:
    """Compute totals with `scoring.core`, for a self-assessment or a review."""
    rubric = work.rubric if isinstance(work, SelfAssessment) else work.assessment.rubric
    points = {score.criterion.code: score.points for score in scores}
    excepted = {score.criterion.code for score in scores if score.not_applicable}
    totals = applied_totals(table_of(rubric), points, excepted=excepted, policy=policy_of(rubric))
    work.total, work.scored_count = totals.total, len(points)
    work.group_totals = {code: f"{value:.2f}" for code, value in totals.groups.items()}
    work.excepted_count, work.excepted_points = len(excepted), totals.by_exception
    work.save(update_fields=["total", "group_totals", "scored_count", "excepted_count", "excepted_points"])


def _files_of(demo: DemoYear, assessment: SelfAssessment, now: datetime) -> list[StoredFile]:
    """The commune's own papers and pictures, each stored as a real file."""
    commune = assessment.registration.commune
    uploads = [
        scanned_paper(f"{title} {commune.name}", [title, str(commune), f"Năm {demo.cycle.year}"])
        for title in words.PAPERS
    ]
    uploads += [picture(f"{title} {commune.name}", f"{title} - {commune}", n) for n, title in enumerate(words.PICTURES)]
    return [store_file(upload=upload, by=demo.people.editors[commune.code], now=now) for upload in uploads]


def _prove(demo: DemoYear, scores: list[SelfScore], files: list[StoredFile], editor) -> None:
    items = []
    for score in scores:
        if score.points and not score.not_applicable:
            chosen, at = demo.chance.sample(files, demo.chance.choice([1, 1, 2, 3])), required(score.changed_at)
            items += [
                EvidenceItem(score=score, file=file, position=place, added_at=at, added_by=editor)
                for place, file in enumerate(chosen, start=1)
            ]
    EvidenceItem.objects.bulk_create(items)


def hand_in(demo: DemoYear, assessment: SelfAssessment, scenario: Scenario) -> None:
    """Attach the signed papers and send the dossier as the head of the commune: some late, some without a paper.

    Late or incomplete dossiers wait for the department's decision.
    """
    sent = demo.moment(12, 2) if scenario is Scenario.LATE else demo.moment(11, demo.chance.randrange(20, 23), 14)
    kinds = list(DossierPart.Kind)
    _sign(demo, assessment, kinds[:1] if scenario is Scenario.INCOMPLETE else kinds, sent)
    by = demo.people.heads[assessment.registration.commune.code]
    if scenario in words.AS_IT_STANDS:
        send_as_it_stands(assessment=assessment, reason=words.AS_IT_STANDS[scenario], by=by, now=sent)
    else:
        submit_dossier(assessment=assessment, by=by, now=sent)


def _sign(demo: DemoYear, assessment: SelfAssessment, kinds: Iterable[DossierPart.Kind], sent: datetime) -> None:
    commune = assessment.registration.commune
    editor = demo.people.editors[commune.code]
    for number, kind in enumerate(kinds, start=1):
        upload = scanned_paper(f"{words.SIGNED[kind]}-{commune.code}", [str(kind.label).capitalize(), str(commune)])
        DossierPart.objects.update_or_create(
            assessment=assessment,
            kind=kind,
            defaults={
                "number": f"{100 + number}/UBND",
                "dated": sent.date(),
                "signer_title": "Chủ tịch",
                "signed": store_file(upload=upload, by=editor, now=sent),
                "signed_at": sent,
                "signed_by": editor,
            },
        )


def decide_on_shortcomings(demo: DemoYear) -> None:
    """Incomplete dossiers get days to complete, which pass unused; those and the late ones are not admitted [R2]."""
    waiting = SelfAssessment.objects.filter(registration__cycle=demo.cycle, state__in=SelfAssessment.UNDECIDED)
    for assessment in waiting.select_related("registration__commune", "registration__cycle").order_by("pk"):
        decided: dict[str, Any] = {"assessment": assessment, "by": demo.people.officer}
        if assessment.state == SelfAssessment.State.INCOMPLETE:
            return_dossier(**decided, reason=words.COMPLETE_IT, now=demo.moment(11, 24))
        refuse_dossier(**decided, reason=words.NOT_ADMITTED, now=demo.moment(12, 8))
