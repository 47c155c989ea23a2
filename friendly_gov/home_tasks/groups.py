"""What waits for a person, and until when: each role's own tasks, composed from the layers below."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.formats import date_format, localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import COMMUNE_ROLES, Role, User
from accounts.queries import has_role
from appraisal.models import Breach, Review, SecondReview, TeamMember
from appraisal.queries import own_breaches_of, reviews_visible_to
from appraisal.queries.double_review import reviews_to_resolve, second_reviews_of
from communes.deadlines import DeadlineFacts, deadline_facts
from communes.deadlines import due as due_on
from communes.models import Cycle, Extension, Registration
from communes.queries import registration_counts
from evidence.inquiry_queries import holder_of
from evidence.models import DossierPart, Inquiry
from evidence.notices import inquiry_path
from friendly_gov.home_tasks.breaches import breach_tasks, resolution_tasks, revocation_tasks
from friendly_gov.home_tasks.dossiers import ASIDE, aside_task, undecided_tasks
from friendly_gov.home_tasks.home_task import HomeTask, HomeTaskGroup
from friendly_gov.home_tasks.results import commendation_tasks, report_tasks, result_tasks
from friendly_gov.navigation import address
from kernel.problems import required
from notifications.queries import unreached_count
from results.models import Outcome
from scoring.models import Criterion, Rubric, SelfAssessment
from scoring.queries import assessments_listed_for, criterion_rows

_SOON = 7
_PRIVILEGED = (Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER, Role.ADMINISTRATOR)
_UNSENT = (Registration.State.DRAFT, Registration.State.RETURNED, Registration.State.WITHDRAWN)


def groups_for(user, cycle: Cycle | None, *, now: datetime) -> list[HomeTaskGroup]:
    """Everything that waits for this person, role by role; as many queries for one commune as for many."""
    groups = []
    if cycle is not None:
        groups += _commune_groups(user, cycle, now)
        for role, tasks_of in _CITY.items():
            if has_role(user, role):
                groups.append(HomeTaskGroup(str(role.label), list(tasks_of(user, cycle, now))))
    if has_role(user, Role.ADMINISTRATOR):
        groups.append(HomeTaskGroup(str(Role.ADMINISTRATOR.label), list(_administrator_tasks(cycle))))
    if has_role(user, *_PRIVILEGED) and (tasks := list(_account_tasks(user))):
        groups.append(HomeTaskGroup(_("My account"), tasks))
    return groups


def _tone(due: DeadlineFacts) -> str:
    return "urgent" if due.days_left <= _SOON else ""


# -- Communes ---------------------------------------------------------------------------------------------------------


def _commune_groups(user, cycle: Cycle, now: datetime) -> list[HomeTaskGroup]:
    codes = {code for role, code in user.roles if role in COMMUNE_ROLES}
    if not codes:
        return []
    works = list(
        SelfAssessment.objects.filter(registration__cycle=cycle, registration__commune__code__in=codes)
        .select_related("registration__commune", "registration__cycle", "rubric")
        .prefetch_related("registration__extensions")
        .order_by("registration__commune__code")
    )
    signed = Counter(
        DossierPart.objects.filter(assessment__in=works, signed__isnull=False).values_list("assessment", flat=True)
    )
    published = set(
        Outcome.objects.filter(
            registration__in=[work.registration_id for work in works], state=Outcome.State.PUBLISHED
        ).values_list("registration", flat=True)
    )
    breaches = defaultdict(list)
    for breach in (
        own_breaches_of(user)
        .filter(registration__cycle=cycle)
        .exclude(state__in=[Breach.State.DISMISSED, Breach.State.SET_ASIDE])
    ):
        breaches[breach.registration_id].append(breach)
    groups = []
    for work in works:
        tasks = [*breach_tasks(breaches[work.registration_id], now)]
        tasks += _commune_tasks(work, signed[work.pk], published, now)
        groups.append(HomeTaskGroup(str(work.registration.commune), tasks))
    return groups


def _commune_tasks(work: SelfAssessment, signed: int, published: set[int], now: datetime) -> Iterator[HomeTask]:
    entry = work.registration
    place = (entry.cycle.year, entry.commune.code)
    if entry.pk in published:
        url = address("results:standing", *place)
        yield HomeTask(_("The year's result is published"), url=url, action=_("See the result"), tone="done")
    yield _registration_task(entry, place, now)
    if not entry.is_registered:
        return
    due = deadline_facts(entry, Extension.Step.SUBMISSION, now=now)
    if work.state == SelfAssessment.State.OPEN:
        yield from _preparation_tasks(work, signed, place, due)
        return
    if work.state in ASIDE:
        yield aside_task(work, place, now)
        return
    text = _("Sent at %(at)s.") % {"at": date_format(localtime(work.submitted_at), "SHORT_DATETIME_FORMAT")}
    if work.state == SelfAssessment.State.UNDER_APPRAISAL:
        text += " " + _("The appraisal team is working on it.")
    yield from _inquiry_tasks(work, now)
    url = address("evidence:receipt", *place)
    yield HomeTask(_("The dossier is sent"), text, url, _("See the receipt"), tone="done")


def _inquiry_tasks(work: SelfAssessment, now: datetime) -> Iterator[HomeTask]:
    """What the appraisal team waits for from the commune [R3, S8]."""
    holder = holder_of(work, now=now)
    if holder.inquiry is None:
        return
    due = required(holder.due)
    is_supplement = holder.inquiry.kind == Inquiry.Kind.SUPPLEMENT
    answer, explain = _("Answer the request for supplements"), _("Explain the provisional points")
    title, url = answer if is_supplement else explain, inquiry_path(holder.inquiry)
    yield HomeTask(title, holder.inquiry.note, url, _("Open it"), tone=_tone(due), due=due)


def _registration_task(entry: Registration, place: tuple[int, str], now: datetime) -> HomeTask:
    url = address("communes:registration", *place)
    state = Registration.State
    if entry.state == state.ACCEPTED:
        text = _("Aimed level: %(level)s") % {"level": entry.aimed_level}
        return HomeTask(_("Registered for the year"), text, url, _("See the registration"), tone="done")
    if entry.state == state.SUBMITTED:
        text = _("What is sent in time counts; the department will confirm that it has received it.")
        return HomeTask(_("Registered for the year"), text, url, _("See the registration"), tone="later")
    if entry.state in (state.LATE, state.REFUSED):
        text = entry.note if entry.state == state.REFUSED else _("The department decides whether it counts.")
        title = _("Your registration was sent late") if entry.state == state.LATE else _("Not registered for the year")
        return HomeTask(title, text, url, _("See the registration"), tone="later")
    due = deadline_facts(entry, Extension.Step.REGISTRATION, now=now)
    if entry.state == state.RETURNED:
        title = _("Complete the registration: the department has sent it back")
        return HomeTask(title, entry.note, url, _("Open the registration"), tone="urgent", due=due)
    text = _("Choose the level you aim at and attach the plan for the year.")
    return HomeTask(_("Register for the year"), text, url, _("Open the registration"), tone=_tone(due), due=due)


def _preparation_tasks(
    work: SelfAssessment, signed: int, place: tuple[int, str], due: DeadlineFacts
) -> Iterator[HomeTask]:
    leaves = sum(row.is_leaf for row in criterion_rows(work.rubric))
    complete = work.scored_count >= leaves
    yield HomeTask(
        _("Score yourselves, criterion by criterion"),
        _("%(scored)s of %(leaves)s criteria scored, %(total)s points so far.")
        % {"scored": work.scored_count, "leaves": leaves, "total": localize(work.total)},
        address("evidence:assessment", *place),
        _("Continue scoring") if work.scored_count else _("Begin scoring"),
        tone="done" if complete else _tone(due),
        due=None if complete else due,
        done=work.scored_count,
        of=leaves,
    )
    parts = len(DossierPart.Kind)
    yield HomeTask(
        _("Send the signed dossier"),
        _("%(signed)s of %(parts)s signed papers are in.") % {"signed": signed, "parts": parts},
        address("evidence:dossier", *place),
        _("Open the dossier"),
        tone=_tone(due) if complete else "later",
        due=due,
        done=signed,
        of=parts,
    )


# -- The department, the team, the city -------------------------------------------------------------------------------


def _officer_tasks(user, cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    entries = registration_counts(user, cycle)
    listed = address("communes:registrations", cycle.year)
    if waiting := entries[Registration.State.SUBMITTED]:
        title = ngettext(
            "%(number)s registration is to be received", "%(number)s registrations are to be received", waiting
        )
        yield HomeTask(title % {"number": waiting}, url=f"{listed}?state=submitted", action=_("Receive"), tone="urgent")
    if late := entries[Registration.State.LATE]:
        title = ngettext("%(number)s registration came late", "%(number)s registrations came late", late)
        yield HomeTask(title % {"number": late}, url=f"{listed}?state=late", action=_("Decide"), tone="urgent")
    due = due_on(cycle.register_before, now=now)
    if missing := sum(entries[state] for state in _UNSENT):
        title = _missing_entries(missing, due)
        tone = "later" if due.is_over else _tone(due)
        done = sum(entries.values()) - missing
        url = f"{listed}?late=1" if due.is_over else listed
        yield HomeTask(title % {"number": missing}, "", url, _("See who"), tone, due, done, sum(entries.values()))
    works = _work_counts(user, cycle)
    due = due_on(cycle.submit_before, now=now)
    dossiers = address("evidence:dossiers", cycle.year)
    if unsent := works[SelfAssessment.State.OPEN]:
        title = _missing_dossiers(unsent, due)
        tone = "later" if due.is_over else _tone(due)
        done = sum(works.values()) - unsent
        url = f"{dossiers}?state=open"
        yield HomeTask(title % {"number": unsent}, "", url, _("See whose"), tone, due, done, sum(works.values()))
    yield from undecided_tasks(works, dossiers)
    if waiting := works[SelfAssessment.State.SUBMITTED]:
        title = ngettext(
            "%(number)s dossier waits for an appraiser", "%(number)s dossiers wait for an appraiser", waiting
        )
        url = address("appraisal:team", cycle.year) or f"{dossiers}?state=submitted"
        due = due_on(cycle.report_before, now=now)
        yield HomeTask(title % {"number": waiting}, "", url, _("Assign"), _tone(due), due)
    yield from revocation_tasks(cycle, "results:standing")
    yield from report_tasks(cycle, now)
    yield from result_tasks(cycle, ready="")


def _appraiser_tasks(user, cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    seconds = list(_second_tasks(user, cycle, now))
    yield from seconds
    yield from resolution_tasks(user, cycle, now, part=TeamMember.Part.SECRETARY)
    reviews = reviews_visible_to(user).filter(assessment__registration__cycle=cycle, appraiser__person=user)
    reviews = reviews.exclude(state=Review.State.NOT_CONSIDERED)
    counts = Counter(reviews.order_by().values_list("state", flat=True))
    if seconds and not counts:
        return
    if not counts:
        yield HomeTask(_("No review is assigned to you yet"), _("You will get a message when one is."), tone="later")
        return
    left = counts[Review.State.ASSIGNED] + counts[Review.State.IN_PROGRESS]
    due = due_on(cycle.report_before, now=now)
    title = ngettext("%(number)s review left to finish", "%(number)s reviews left to finish", left)
    title = title % {"number": left} if left else _("All your reviews are finished")
    total = sum(counts.values())
    url = address("appraisal:reviews", cycle.year)
    tone = _tone(due) if left else "done"
    yield HomeTask(title, "", url, _("Open the reviews"), tone, due if left else None, total - left, total)


def _second_tasks(user, cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    """What this person reviews as the second of two."""
    counts = second_reviews_of(user, cycle)
    total = sum(counts.values())
    left = total - counts.get(SecondReview.State.COMPLETED, 0)
    if left:
        due = due_on(cycle.report_before, now=now)
        title = ngettext(
            "%(number)s second, independent review left to finish",
            "%(number)s second, independent reviews left to finish",
            left,
        )
        url = address("appraisal:reviews", cycle.year)
        yield HomeTask(title % {"number": left}, "", url, _("Open the reviews"), _tone(due), due, total - left, total)


def _lead_tasks(user, cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    seen = reviews_visible_to(user).filter(assessment__registration__cycle=cycle)
    seen = seen.exclude(state=Review.State.NOT_CONSIDERED)
    counts = Counter(seen.order_by().values_list("state", flat=True))
    due = due_on(cycle.report_before, now=now)
    if ready := counts[Review.State.COMPLETED]:
        title = ngettext("%(number)s finished review to confirm", "%(number)s finished reviews to confirm", ready)
        url = address("appraisal:reviews", cycle.year)
        done = counts[Review.State.RECONCILED]
        total = sum(counts.values())
        yield HomeTask(
            title % {"number": ready}, "", f"{url}?state=completed", _("Confirm"), _tone(due), due, done, total
        )
    if differing := seen.filter(pk__in=reviews_to_resolve(cycle)).count():
        title = ngettext(
            "%(number)s dossier with differences to settle", "%(number)s dossiers with differences to settle", differing
        )
        url = address("appraisal:reviews", cycle.year)
        yield HomeTask(title % {"number": differing}, "", f"{url}?resolve=1", _("Settle"), _tone(due), due)
    yield from resolution_tasks(user, cycle, now)
    yield from result_tasks(cycle, ready=Outcome.State.DRAFTED)


def _leader_tasks(user, cycle: Cycle, now: datetime) -> Iterator[HomeTask]:
    yield from revocation_tasks(cycle, "results:revocation")
    yield from result_tasks(cycle, ready=Outcome.State.CONFIRMED)
    yield from commendation_tasks(cycle)
    yield HomeTask(
        _("The ranking as it stands today"),
        _("Every unit, with its points, level and reason."),
        address("results:ranking", cycle.year),
        _("Open the ranking"),
        "later",
    )


def _missing_entries(number: int, due: DeadlineFacts) -> str:
    """Before the day has passed nobody has failed to register [R1]."""
    if due.is_over:
        return ngettext("%(number)s unit has not registered", "%(number)s units have not registered", number)
    return ngettext("%(number)s unit may still register", "%(number)s units may still register", number)


def _missing_dossiers(number: int, due: DeadlineFacts) -> str:
    """Before the day has passed no dossier is missing [R2]."""
    if due.is_over:
        return ngettext("%(number)s dossier has not come", "%(number)s dossiers have not come", number)
    return ngettext("%(number)s dossier is still to come", "%(number)s dossiers are still to come", number)


def _work_counts(user, cycle: Cycle) -> Counter:
    """Registered communes' self-assessments by state."""
    works = assessments_listed_for(user).filter(
        registration__cycle=cycle, registration__state__in=Registration.REGISTERED
    )
    return Counter(works.order_by().values_list("state", flat=True))


def _administrator_tasks(cycle: Cycle | None) -> Iterator[HomeTask]:
    people = address("accounts:people")
    if cycle is None:
        text = _("Once it is open, every unit can register.")
        yield HomeTask(_("No year is open yet"), text, address("scoring:open_cycle"), _("Open a year"), "urgent")
    invited = User.objects.filter(is_active=True, last_login=None).count()
    idle = User.objects.filter(Q(is_active=True) & Q(memberships=None)).count()
    if invited:
        title = ngettext("%(number)s person has never signed in", "%(number)s people have never signed in", invited)
        yield HomeTask(title % {"number": invited}, _("Their invitations can be sent again."), people, _("See people"))
    if idle:
        title = ngettext("%(number)s person has no role", "%(number)s people have no role", idle)
        yield HomeTask(title % {"number": idle}, _("Give a role, or disable the account."), people, _("See people"))
    if unreached := unreached_count():
        title = ngettext(
            "%(number)s person is not reached by mail", "%(number)s people are not reached by mail", unreached
        )
        text, mails = _("The mail server refused what was sent to them."), address("accounts:undeliverable")
        yield HomeTask(title % {"number": unreached}, text, mails, _("See the mails"))
    drafts = Rubric.objects.filter(state=Rubric.State.DRAFT).count()
    if drafts:
        title = ngettext("%(number)s scoring table is a draft", "%(number)s scoring tables are drafts", drafts)
        yield HomeTask(title % {"number": drafts}, "", address("scoring:rubrics"), _("See the tables"))
    yield from _assumed_tasks(cycle)
    yield HomeTask(
        _("Invite people"), _("One by one, or from a spreadsheet."), address("accounts:invite"), _("Invite"), "later"
    )


def _assumed_tasks(cycle: Cycle | None) -> Iterator[HomeTask]:
    """Figures of the table in force that the scan of the decree had lost."""
    assumed = Criterion.objects.filter(
        rubric__cycles_in_force__cycle=cycle,
        is_leaf=True,
        provenance=Criterion.Provenance.ASSUMED,
        confirmation=None,
    )
    waiting = list(assumed.order_by("sort_key").values_list("rubric__code", "code")) if cycle else []
    if waiting:
        title = ngettext(
            "%(number)s figure of the scoring table is still to be confirmed",
            "%(number)s figures of the scoring table are still to be confirmed",
            len(waiting),
        )
        text = _("The scan of the decision lost them. Compare them with the signed original.")
        url = address("scoring:figure", *waiting[0])
        yield HomeTask(title % {"number": len(waiting)}, text, url, _("Compare the figures"))


def _account_tasks(user) -> Iterator[HomeTask]:
    """Who decides for others signs in with two steps."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        text = _("Your role can change much: protect it with a code from your phone.")
        yield HomeTask(_("Turn on two-step sign-in"), text, address("mfa_index"), _("Turn it on"), "later")


_CITY = {
    Role.OFFICER: _officer_tasks,
    Role.APPRAISER: _appraiser_tasks,
    Role.TEAM_LEAD: _lead_tasks,
    Role.CITY_LEADER: _leader_tasks,
}
