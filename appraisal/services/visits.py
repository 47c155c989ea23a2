"""Visits on site: planned and announced, recorded criterion by criterion on a phone, then locked [R3, S8]."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from appraisal import notices, policies
from appraisal.models import Review, TeamMember, Visit, VisitItem, VisitPhoto
from appraisal.services.locks import lock_dossier
from audit.services import record, record_once
from communes.models import Cycle
from communes.services.locks import lock_cycle
from documents.models import StoredFile
from documents.pictures import taken_at
from documents.services import discard_files
from kernel.names import name_key
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.models import Criterion

_ENTRY = "review__assessment__registration"


@transaction.atomic
def plan_visit(
    *,
    review: Review,
    starts_at: datetime,
    place: str,
    members: Iterable[TeamMember],
    criteria: Mapping[str, str],
    by: User,
    now: datetime,
) -> Visit:
    """Plan a visit of the commune of this review; participants and commune are notified of the day and the people.

    `criteria` maps the codes of the criteria to check to what to look at there, or "".

    Raises:
        Refused: the review is confirmed, the day is past, nobody or nothing is named, or a member is recused [S8].
    """
    lock_cycle(review.assessment.registration.cycle_id)
    review, members = required(lock_dossier(review.assessment_id).review), list(members)
    facts: dict[str, Any] = {"starts_at": starts_at, "members": members, "criteria": list(criteria)}
    refuse_if(policies.planning_visit_problems(review, **facts, now=now))
    visit = Visit(review=review, starts_at=starts_at, place=place.strip(), planned_at=now, planned_by=by)
    visit.full_clean()
    visit.save()
    _set_members_and_criteria(visit, members, criteria)
    _record("plan_visit", visit, by, now, day=_day(visit), who=_names(members))
    notices.visit_planned(visit, now=now)
    return visit


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    starts_at: datetime,
    place: str,
    members: Iterable[TeamMember],
    criteria: Mapping[str, str],
    by: User,
    now: datetime,
) -> Visit:
    """Change the day, place, people or list of criteria; notes of criteria that stay on the list are kept.

    Raises:
        Refused: as `plan_visit`; the visit is done or cancelled; or a removed criterion has
            notes.
    """
    lock_cycle(visit.review.assessment.registration.cycle_id)
    visit, members = _locked(visit), list(members)
    problems = [*policies.visit_problems(visit), *policies.unlisting_problems(visit, list(criteria))]
    facts: dict[str, Any] = {
        "starts_at": starts_at,
        "members": members,
        "criteria": list(criteria),
        "kept": visit.starts_at,
    }
    refuse_if([*problems, *policies.planning_visit_problems(visit.review, **facts, now=now)])
    announced = (visit.starts_at, visit.place, {member.pk for member in visit.members.all()})
    visit.starts_at, visit.place = starts_at, place.strip()
    visit.full_clean(exclude=["review"])
    visit.save()
    _set_members_and_criteria(visit, members, criteria)
    _record("change_visit", visit, by, now, day=_day(visit), who=_names(members))
    if announced != (visit.starts_at, visit.place, {member.pk for member in members}):
        notices.visit_changed(visit, now=now)
    return visit


def leave_visits(*, cycle: Cycle, code: str, person: User, by: User, now: datetime) -> None:
    """Remove a newly recused person from planned visits there; other participants and the commune are notified [S8].

    Runs in the caller's transaction, under the year's lock.
    """
    planned = Visit.objects.filter(state=Visit.State.PLANNED, review__assessment__registration__cycle=cycle)
    planned = planned.filter(review__assessment__registration__commune__code=code, members__person=person)
    for visit in planned.order_by("pk"):
        visit = _locked(visit)
        visit.members.remove(*visit.members.filter(person=person))
        _record("leave_visit", visit, by, now, who=str(person))
        notices.visit_changed(visit, now=now)


@transaction.atomic
def cancel_visit(*, visit: Visit, reason: str, by: User, now: datetime) -> Visit:
    """Cancel a planned visit with a reason; everybody who was notified of it is notified again.

    Raises:
        Refused: it is done or cancelled, or no reason is given.
    """
    visit = _locked(visit)
    problems = list(policies.visit_problems(visit))
    if not reason.strip():
        problems.append(Problem("visit_reason_missing", where="reason"))
    refuse_if(problems)
    visit.cancel(by=by, at=now, reason=reason.strip())
    visit.full_clean(exclude=["review"])
    visit.save()
    _record("cancel_visit", visit, by, now, reason=visit.reason)
    notices.visit_cancelled(visit, now=now)
    return visit


@transaction.atomic
def note_visit_item(
    *, visit: Visit, criterion: str, seen: str, remark: str, seen_version: int, by: User, now: datetime
) -> VisitItem:
    """Record the finding on a criterion on site. Sending the same again changes nothing.

    Raises:
        Refused: the visit is locked, or it was changed meanwhile (`visit_item_changed`, or by this person in another
            window: `visit_item_changed_in_own_window`).
        VisitItem.DoesNotExist: the criterion is not on the list.
    """
    visit = _locked(visit)
    item = visit.items.select_related("criterion", "changed_by").get(criterion__code=criterion)
    remark = remark.strip()
    refuse_if(policies.visit_problems(visit))
    if (item.seen, item.remark) == (seen, remark):
        return item
    if item.version != seen_version:
        facts: dict[str, Any] = {"who": str(item.changed_by), "what": str(item.get_seen_display() or "–")}
        code = "visit_item_changed_in_own_window" if item.changed_by == by else "visit_item_changed"
        refuse_if([Problem(code, where=criterion, params=facts)])
    before = item.seen
    item.seen, item.remark, item.version = seen, remark, item.version + 1
    item.changed_by, item.changed_at = by, now
    item.full_clean(exclude=["visit", "criterion"])
    item.save()
    if before == item.seen:
        _record("remark_on_visit_item", visit, by, now, criterion=criterion)
    else:
        _record("note_visit_item", visit, by, now, criterion=criterion, before=before or "–", after=item.seen or "–")
    return item


@transaction.atomic
def remark_on_visit(*, visit: Visit, remarks: str, seen_version: int, by: User, now: datetime) -> Visit:
    """Save the remarks on the visit as a whole. Sending the same again changes nothing.

    Raises:
        Refused: the visit is locked, or they were changed meanwhile (`visit_remarks_changed`).
    """
    visit, remarks = _locked(visit), remarks.strip()
    refuse_if(policies.visit_problems(visit))
    if visit.remarks == remarks:
        return visit
    if visit.version != seen_version:
        refuse_if([Problem("visit_remarks_changed", where="remarks")])
    visit.remarks, visit.version = remarks, visit.version + 1
    visit.full_clean(exclude=["review"])
    visit.save()
    _record("remark_on_visit", visit, by, now)
    return visit


def add_visit_photo(
    *, visit: Visit, file: StoredFile, by: User, now: datetime, criterion: str = "", caption: str = ""
) -> VisitPhoto:
    """Add a photo of the visit, of one criterion or of the whole; with the time that the camera recorded.

    Raises:
        Refused: the visit is locked, or the file is no picture.
        VisitItem.DoesNotExist: the criterion is not on the list.
    """
    # Read before anything is locked, because it may take a second or two.
    taken = taken_at(file)
    with transaction.atomic():
        return _add_photo(visit, file, by, now, criterion, caption, taken)


def _add_photo(
    visit: Visit, file: StoredFile, by: User, now: datetime, criterion: str, caption: str, taken: datetime | None
) -> VisitPhoto:
    visit = _locked(visit)
    refuse_if(policies.visit_photo_problems(visit, file))
    item = visit.items.get(criterion__code=criterion) if criterion else None
    photo = VisitPhoto(visit=visit, item=item, file=file, caption=caption.strip(), taken_at=taken)
    photo.added_by, photo.added_at = by, now
    photo.full_clean(exclude=["visit", "item"])
    photo.save()
    _record("add_visit_photo", visit, by, now, criterion=criterion or "–", file=file.name)
    return photo


@transaction.atomic
def remove_visit_photo(*, photo: VisitPhoto, by: User, now: datetime) -> None:
    """Remove a photo before the visit is done; its file leaves the store a day later.

    Raises:
        Refused: the visit is locked.
    """
    visit = _locked(photo.visit)
    refuse_if(policies.visit_problems(visit))
    file = photo.file
    photo.delete()
    discard_files(files=[file], now=now)
    _record("remove_visit_photo", visit, by, now, file=file.name)


@transaction.atomic
def finish_visit(*, visit: Visit, by: User, now: datetime) -> Visit:
    """Mark the visit as done: it can no longer be changed, and the appraiser's page shows the findings.

    Raises:
        Refused: it is locked, its day has not come, there are no findings, or a remark is missing.
    """
    visit = _locked(visit)
    refuse_if(policies.finishing_visit_problems(visit, list(visit.items.select_related("criterion")), now=now))
    visit.finish(by=by, at=now)
    visit.full_clean(exclude=["review"])
    visit.save()
    seen = visit.items.exclude(seen="").count()
    _record("finish_visit", visit, by, now, seen=seen, criteria=visit.items.count(), photos=visit.photos.count())
    notices.visit_done(visit, now=now)
    return visit


def _set_members_and_criteria(visit: Visit, members: list[TeamMember], criteria: Mapping[str, str]) -> None:
    """The people and the list of criteria; notes of a criterion that stays on the list are kept."""
    visit.members.set(members)
    visit.items.exclude(criterion__code__in=criteria).delete()
    rows = Criterion.objects.filter(rubric=visit.review.assessment.rubric_id, is_leaf=True, code__in=criteria)
    known = {item.criterion_id: item for item in visit.items.all()}
    for criterion in rows:
        item = known.get(criterion.pk) or VisitItem(visit=visit, criterion=criterion)
        item.look_for = criteria[criterion.code].strip()
        item.full_clean(exclude=["visit", "criterion"])
        item.save()


def _locked(visit: Visit) -> Visit:
    """The visit with its review under the dossier's lock, which is taken first; all three are read after it."""
    rows = Visit.objects.select_for_update(of=("review__assessment", "review", "self"), no_key=True)
    needed = (f"{_ENTRY}__commune", f"{_ENTRY}__cycle", "review__assessment__rubric", "review__appraiser__person")
    return rows.select_related(*needed).get(pk=visit.pk)


def _names(members: list[TeamMember]) -> str:
    return ", ".join(sorted((str(member.person) for member in members), key=name_key))


def _day(visit: Visit) -> str:
    return f"{timezone.localtime(visit.starts_at):%d/%m/%Y %H:%M}"


def _record(verb: str, visit: Visit, by: User, now: datetime, **facts: object) -> None:
    label = str(visit.review.assessment.registration.commune)
    if verb in ("remark_on_visit", "remark_on_visit_item"):  # saved as they are typed
        record_once(f"appraisal.{verb}", by=by, now=now, on=visit, label=label, same="criterion", **facts)
    else:
        record(f"appraisal.{verb}", by=by, now=now, on=visit, label=label, **facts)
