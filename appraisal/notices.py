"""The messages of this app and their recipients."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Role
from accounts.queries import barred_units, people_of_unit, people_with_role
from appraisal.models import Breach, Review, Visit, VisitPhoto
from appraisal.queries import deciding_member, deciding_member_of_breach
from appraisal.queries.visits import names_of
from communes.deadlines import day_words
from documents.models import StoredFile
from kernel.problems import required
from notifications.addresses import path_to
from notifications.services import close_messages, notify
from scoring.models import SelfAssessment


def review_assigned(review: Review, *, now: datetime) -> None:
    """A dossier is assigned to an appraiser: tasks to assign it are done."""
    registration = review.assessment.registration
    dossier = path_to("evidence:dossier", registration.cycle.year, registration.commune.code)
    close_messages("evidence.dossier_sent", path=dossier, now=now)
    _notify_people("appraisal.review_assigned", [review.appraiser.person], review, now=now)


def review_completed(review: Review, *, now: datetime) -> None:
    """A review waits for the lead, or for the lead's substitute; the appraiser's task is done."""
    begun = ("appraisal.review_assigned", "appraisal.review_sent_back", "appraisal.review_reopened")
    close_messages(*begun, path=_review_path(review), now=now)
    judge = deciding_member(review)
    people = [judge.person] if judge else people_with_role(Role.TEAM_LEAD)
    _notify_people("appraisal.review_completed", people, review, now=now)


def review_confirmed(review: Review, *, now: datetime) -> None:
    """The lead has decided: no task on the review is open."""
    close_messages("appraisal.review_completed", path=_review_path(review), now=now)


def second_review_assigned(review: Review, *, now: datetime) -> None:
    """The second review of a dossier is assigned to somebody."""
    _notify_people("appraisal.second_review_assigned", [required(review.second.appraiser).person], review, now=now)


def independent_scores_compared(review: Review, *, differing: int, now: datetime) -> None:
    """Both members are done: the lead resolves the differences; without any, the first appraiser continues."""
    if not differing:
        _notify_people("appraisal.opinions_agree", [review.appraiser.person], review, now=now)
        return
    judge = deciding_member(review)
    people = [judge.person] if judge else people_with_role(Role.TEAM_LEAD)
    registration = review.assessment.registration
    path = path_to("appraisal:differences", registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune, "differing": differing}
    notify(kind="appraisal.opinions_differ", people=people, path=path, now=now, **facts)


def differences_resolved(review: Review, *, now: datetime) -> None:
    """The last difference is resolved: the first appraiser continues."""
    registration = review.assessment.registration
    path = path_to("appraisal:differences", registration.cycle.year, registration.commune.code)
    close_messages("appraisal.opinions_differ", path=path, now=now)
    _notify_people("appraisal.differences_settled", [review.appraiser.person], review, now=now)


def review_sent_back(review: Review, *, reason: str, now: datetime) -> None:
    """The appraiser must check again."""
    review_confirmed(review, now=now)
    _notify_people("appraisal.review_sent_back", [review.appraiser.person], review, now=now, reason=reason)


def review_reopened(review: Review, *, reason: str, now: datetime) -> None:
    """A confirmed review must be checked again."""
    _notify_people("appraisal.review_reopened", [review.appraiser.person], review, now=now, reason=reason)


def review_set_aside(review: Review, copy: SelfAssessment, *, decision: str, now: datetime) -> None:
    """The table was corrected after the dossier was sent: its review is set aside, its members are notified [S7]."""
    registration = copy.registration
    people = [review.appraiser.person]
    second = getattr(review, "second", None)
    if second is not None and second.appraiser is not None:
        people.append(second.appraiser.person)
    path = path_to("appraisal:former_reviews", registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune, "decision": decision}
    notify(kind="appraisal.review_set_aside", people=people, path=path, now=now, **facts)


def review_orphaned(review: Review, *, who: str, now: datetime) -> None:
    """A member with this review is recused from its commune: somebody else must get it."""
    registration = review.assessment.registration
    facts = {"year": registration.cycle.year, "commune": registration.commune, "who": who}
    path = path_to("appraisal:team", registration.cycle.year)
    notify(kind="appraisal.review_orphaned", people=people_with_role(Role.OFFICER), path=path, now=now, **facts)


def breach_proposed(breach: Breach, *, now: datetime) -> None:
    """A breach waits for the lead's decision, and the commune may answer it [S4, S8]."""
    _notify_team("appraisal.breach_proposed", _judges(breach), breach, now=now)
    last = day_words(breach.answer_before)["last"] if breach.answer_before else ""
    _notify_commune("appraisal.breach_to_answer", breach, now=now, last=last)


def breach_answered(breach: Breach, *, now: datetime) -> None:
    """The commune has answered: the person who decides and the one who recorded the breach are notified."""
    _close_for_commune(breach, now=now)
    _notify_team("appraisal.breach_answered", [*_judges(breach), breach.recorded_by], breach, now=now)


def breach_resolved(breach: Breach, *, now: datetime) -> None:
    """The commune is notified of the decision and its reason."""
    _close_for_commune(breach, now=now)
    path = path_to("appraisal:breach", breach.registration.cycle.year, breach.pk)
    close_messages("appraisal.breach_proposed", "appraisal.breach_answered", path=path, now=now)
    _notify_commune(f"appraisal.breach_{breach.state}", breach, now=now, ground=breach.justification or "–")


def breach_set_aside(breach: Breach, *, decision: str, now: datetime) -> None:
    """A later decision found that it was no breach: the commune is notified [S4, S8]."""
    _notify_commune("appraisal.breach_set_aside", breach, now=now, decision=decision)


def dossier_unconsidered(breach: Breach, review: Review | None, *, justification: str, now: datetime) -> None:
    """The dossier is closed without appraisal: the commune and the appraiser are notified [S4]."""
    _notify_commune_and_team("appraisal.dossier_unconsidered", breach, review, justification=justification, now=now)


def dossier_considered(breach: Breach, review: Review | None, *, justification: str, now: datetime) -> None:
    """The dossier is reopened [S4]."""
    _notify_commune_and_team("appraisal.dossier_considered", breach, review, justification=justification, now=now)


def _notify_commune_and_team(
    kind: str, breach: Breach, review: Review | None, *, justification: str, now: datetime
) -> None:
    registration = breach.registration
    facts = {"year": registration.cycle.year, "commune": registration.commune, "ground": justification}
    place = (registration.cycle.year, registration.commune.code)
    people = people_of_unit(registration.commune.code)
    notify(kind=kind, people=people, path=path_to("evidence:dossier", *place), now=now, **facts)
    if review is not None:
        path = path_to("appraisal:summary", *place)
        notify(kind=kind, people=[review.appraiser.person], path=path, now=now, **facts)


def document_quarantined(breach: Breach, stored: StoredFile, signature: str, *, to, now: datetime) -> None:
    """A document of a breach contains a virus: the person who added it is notified."""
    path = path_to("appraisal:breach", breach.registration.cycle.year, breach.pk)
    facts = {"file": stored.name, "signature": signature}
    notify(kind="appraisal.file_quarantined", people=[to], path=path, now=now, **facts)


def answer_quarantined(breach: Breach, stored: StoredFile, signature: str, *, now: datetime) -> None:
    """A file of the commune's answer contains a virus: the commune is notified."""
    _notify_commune("appraisal.file_quarantined", breach, now=now, file=stored.name, signature=signature)


def _judges(breach: Breach) -> list:
    judge, code = deciding_member_of_breach(breach), breach.registration.commune.code
    if judge is not None:
        return [judge.person]
    return [person for person in people_with_role(Role.TEAM_LEAD) if code not in barred_units(person)]


def _notify_team(kind: str, people, breach: Breach, *, now: datetime) -> None:
    registration = breach.registration
    path = path_to("appraisal:breach", registration.cycle.year, breach.pk)
    facts = {"year": registration.cycle.year, "commune": registration.commune}
    notify(kind=kind, people=people, path=path, now=now, **facts)


def _notify_commune(kind: str, breach: Breach, *, now: datetime, **facts) -> None:
    registration = breach.registration
    year, commune = registration.cycle.year, registration.commune
    path = path_to("appraisal:own_breach", year, commune.code, breach.pk)
    facts |= {"year": year, "commune": commune, "breach": Breach.Kind(breach.kind).label}
    notify(kind=kind, people=people_of_unit(commune.code), path=path, now=now, **facts)


def _close_for_commune(breach: Breach, *, now: datetime) -> None:
    registration = breach.registration
    path = path_to("appraisal:own_breach", registration.cycle.year, registration.commune.code, breach.pk)
    close_messages("appraisal.breach_to_answer", path=path, now=now)


def _review_path(review: Review) -> str:
    registration = review.assessment.registration
    return path_to("appraisal:review", registration.cycle.year, registration.commune.code)


def _notify_people(kind: str, people, review: Review, *, now: datetime, **facts) -> None:
    registration = review.assessment.registration
    year, commune = registration.cycle.year, registration.commune
    notify(kind=kind, people=people, path=_review_path(review), now=now, year=year, commune=commune, **facts)


def visit_planned(visit: Visit, *, now: datetime) -> None:
    """The participants and the commune are notified of the day, the place and the people; nothing else [S8]."""
    _notify_of_visit("visit_planned", visit, now=now)


def visit_changed(visit: Visit, *, now: datetime) -> None:
    """The day, the place or the people of a visit have changed."""
    _notify_of_visit("visit_changed", visit, now=now)


def visit_cancelled(visit: Visit, *, now: datetime) -> None:
    """A visit is cancelled."""
    _notify_of_visit("visit_cancelled", visit, now=now, reason=visit.reason)


def visit_done(visit: Visit, *, now: datetime) -> None:
    """The appraiser of the dossier is notified of the findings, where somebody else made the visit."""
    appraiser = visit.review.appraiser.person
    if visit.ended_by_id != appraiser.pk:
        _notify_people("appraisal.visit_done", [appraiser], visit.review, now=now)


def photo_quarantined(photo: VisitPhoto, signature: str, *, now: datetime) -> None:
    """A photo contains a virus: the person who uploaded it is notified."""
    year = photo.visit.review.assessment.registration.cycle.year
    path = path_to("appraisal:visit", year, photo.visit_id)
    facts = {"file": photo.file.name, "signature": signature}
    notify(kind="appraisal.file_quarantined", people=[photo.added_by], path=path, now=now, **facts)


def _notify_of_visit(kind: str, visit: Visit, *, now: datetime, **facts) -> None:
    assessment = visit.review.assessment
    registration = assessment.of_registration
    year, commune = registration.cycle.year, registration.commune
    members = visit.members.select_related("person")
    facts |= {"year": year, "commune": commune, "place": visit.place, "who": names_of(visit)}
    facts["day"] = f"{timezone.localtime(visit.starts_at):%H:%M %d/%m/%Y}"
    team = [member.person for member in members]
    # A review that a correction of the table set aside is shown only with the former dossier.
    is_former, dossier = assessment.registration_id is None, path_to("evidence:dossier", year, commune.code)
    path = dossier if is_former else path_to("appraisal:visit", year, visit.pk)
    notify(kind=f"appraisal.{kind}", people=team, path=path, now=now, **facts)
    path = dossier if is_former else path_to("appraisal:own_visit", year, commune.code, visit.pk)
    notify(kind=f"appraisal.{kind}", people=people_of_unit(commune.code), path=path, now=now, **facts)
