"""Entries of the trail by unit: which there are, and whose they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.apps import apps
from django.db.models import CharField, ForeignKey, Model, OneToOneField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import Role, User
from accounts.queries import has_role
from appraisal.models import Review, ReviewScore
from audit.models import Entry
from communes.models import Commune, Registration
from communes.queries import registrations_visible_to
from results.queries import result_details_visible_to
from scoring.models import SelfAssessment, SelfScore

# The steps of a unit's year that its own people may read from the day they are taken.
STEPS = (
    *("communes.submit_registration", "communes.submit_registration_late", "communes.withdraw_registration"),
    *("communes.accept_registration", "communes.return_registration", "communes.refuse_registration"),
    *("communes.admit_registration", "communes.grant_extension", "communes.refuse_extension"),
    *("evidence.submit_dossier", "evidence.send_as_it_stands", "evidence.take_in_dossier", "evidence.return_dossier"),
    *("evidence.refuse_dossier", "evidence.count_former_dossier", "scoring.reopen_dossier"),
    *("appraisal.send_supplement_request", "appraisal.leave_unconsidered", "appraisal.consider_again"),
    *("appraisal.open_explanation", "appraisal.reply_to_explanation", "appraisal.reconcile_review"),
    *("results.publish_figure", "results.recognise", "results.commend", "results.revoke_recognition"),
    *("results.withdraw_revocation", "results.conclude_anew"),
)
# What the team enters: for its unit once its result is published.
VERDICTS = (
    *("appraisal.enter_review_score", "appraisal.explain_review_score"),
    *("appraisal.accept_exception", "appraisal.complete_review"),
)
_OURS = ("communes", "scoring", "evidence", "appraisal", "results")
_DEPTH = 5


@cache
def unit_paths() -> dict[str, str]:
    """The lookup from each kind of target to its commune's registration, or to its commune."""
    paths = {}
    for model in apps.get_models():
        if model._meta.app_label in _OURS and (path := _path(model)):
            paths[model._meta.label_lower] = path
    return paths


def _path(model: type[Model]) -> str:
    """The shortest way over foreign keys to a commune, by breadth."""
    waiting: list[tuple[type[Model], str]] = [(model, "")]
    for here, path in waiting:
        if here is Commune:
            return path or "pk"
        fields = [field for field in here._meta.fields if isinstance(field, ForeignKey | OneToOneField)]
        for field in fields if path.count("__") < _DEPTH else ():
            related = field.related_model
            if isinstance(related, type) and related._meta.app_label in _OURS:
                waiting.append((related, f"{path}__{field.name}" if path else field.name))
    return ""


def about_units(codes: Collection[str] | QuerySet) -> Q:
    """Entries about anything of these communes, by official code."""
    units = Commune.objects.filter(code__in=codes)
    wanted = Q()
    for label, path in unit_paths().items():
        keys = apps.get_model(label)._base_manager.order_by().filter(**{f"{path}__in": units})
        wanted |= Q(target_type=label, target_key__in=keys.annotate(as_text=Cast("pk", CharField())).values("as_text"))
    return wanted


def _of(registrations: QuerySet[Registration]) -> Q:
    """Entries about these registrations, their self-assessments and reviews."""
    asked = registrations.order_by()
    parts: tuple[tuple[type[Model], Q], ...] = (
        (Registration, Q(pk__in=asked.values("pk"))),
        (SelfAssessment, Q(registration__in=asked.values("pk")) | Q(former_registration__in=asked.values("pk"))),
        (Review, Q(assessment__registration__in=asked.values("pk"))),
    )
    wanted = Q()
    for model, where in parts:
        keys = model._base_manager.order_by().filter(where).annotate(as_text=Cast("pk", CharField())).values("as_text")
        wanted |= Q(target_type=model._meta.label_lower, target_key__in=keys)
    return wanted


def places_of(entries: Collection[Entry]) -> dict[int, tuple[str, int]]:
    """The unit's code and the year of each entry of `steps_seen_by`, by the entry's key; at most three queries."""
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for model, former, present in (
        (Registration, "", ""),
        (SelfAssessment, "former_registration__", "registration__"),
        (Review, "assessment__former_registration__", "assessment__registration__"),
    ):
        label = model._meta.label_lower
        keys = {entry.target_key for entry in entries if entry.target_type == label}
        for path in dict.fromkeys((former, present)) if keys else ():
            rows = model._base_manager.filter(pk__in=keys).exclude(**{f"{path}commune": None})
            for key, *place in rows.values_list("pk", f"{path}commune__code", f"{path}cycle__year"):
                places[label, str(key)] = (place[0], place[1])
    return {entry.pk: places[entry.target_type, entry.target_key] for entry in entries}


def provable_by(user: User) -> QuerySet[Entry]:
    """The entries whose proof this person may have: all, or those about units that they may read."""
    entries = Entry.objects.select_related("link")
    if has_role(user, Role.ADMINISTRATOR):
        return entries
    steps = Q(verb__in=STEPS) & _of(registrations_visible_to(user))
    return entries.filter(steps | (Q(verb__in=VERDICTS) & _of(result_details_visible_to(user))))


def steps_seen_by(user: User) -> QuerySet[Entry]:
    """The steps of the units' years that this person may read; an administrator too sees no other entries here."""
    return Entry.objects.filter(_of(registrations_visible_to(user)), verb__in=STEPS)


def steps_of(registration: Registration) -> list[Entry]:
    """The unit's year on the trail, the first step first."""
    entries = Entry.objects.filter(_of(Registration.objects.filter(pk=registration.pk)), verb__in=STEPS)
    return list(entries.select_related("actor", "link").order_by("recorded_at", "pk"))


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A criterion's figures, each with who entered it and when."""

    code: str
    title: str
    self_points: Decimal | None
    self_by: str
    self_at: datetime | None
    points: Decimal | None
    by: str
    at: datetime | None


def traced_figures(assessment: SelfAssessment) -> list[TracedFigure]:
    """Every figure of the unit's result, from the unit's own points to the team's; two queries."""
    own = SelfScore.objects.filter(assessment=assessment).select_related("criterion", "changed_by")
    scores = ReviewScore.objects.filter(review__assessment=assessment).select_related("changed_by")
    team = {score.criterion_id: score for score in scores}
    return [_traced(score, team.get(score.criterion_id)) for score in own.order_by("criterion__sort_key")]


def _traced(own: SelfScore, team: ReviewScore | None) -> TracedFigure:
    return TracedFigure(
        code=own.criterion.code,
        title=own.criterion.title,
        self_points=own.points,
        self_by=str(own.changed_by or ""),
        self_at=own.changed_at,
        points=team.points if team else None,
        by=str(team.changed_by or "") if team else "",
        at=team.changed_at if team else None,
    )
