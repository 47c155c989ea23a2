"""A whole year through the services: at every step each role's tasks match the rows, and no more.

The rows are read here in plain Python and by the policies, never by the queries that the first page uses.
"""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.queries import barred_units
from appraisal import services as appraisal
from appraisal.models import Breach, Review, TeamMember
from appraisal.queries import deciding_member, deciding_member_of_breach, may_answer
from communes import services as communes
from communes.deadlines import deadline_facts
from communes.models import Cycle, Registration
from documents.services import store_file
from evidence import services as evidence
from evidence.inquiry_queries import is_with_commune, question_rows
from evidence.models import Inquiry
from evidence.policies import dossier_problems
from friendly_gov.home_tasks.groups import groups_for
from kernel.deadlines import CITY_ZONE, lies_ahead
from notifications.models import Message
from results import services as results
from results.models import Outcome, Recognition
from results.paper_services import record_report
from results.policies import drafting_problems, stale_problems
from results.queries import to_be_recognised
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.services.cycles import open_cycle
from scoring.services.scores import enter_score
from tests.factories.accounts import appraiser, city_leader, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import elements_of
from tests.factories.communes import CommuneFactory
from tests.factories.documents import PDF
from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db


def day(month: int, number: int, year: int = 2026) -> datetime:
    return datetime(year, month, number, 9, 0, tzinfo=CITY_ZONE)


def pdf(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + b"% " + name.encode(), content_type="application/pdf")


class Year:
    """Two units, the department, a team of a lead, a secretary and a member, and a city leader."""

    def __init__(self) -> None:
        self.rubric = RubricFactory()
        self.units = [CommuneFactory(code="11320"), CommuneFactory(code="11323")]
        self.heads = [head_of(unit) for unit in self.units]
        self.editors = [editor_of(unit) for unit in self.units]
        self.officer, self.lead, self.leader = officer(), team_lead(), city_leader()
        self.secretary, self.member = appraiser(), appraiser()

    def works(self) -> list[SelfAssessment]:
        rows = SelfAssessment.objects.select_related("registration__commune", "registration__cycle", "rubric")
        return list(rows.order_by("registration__commune__code"))

    def work(self, number: int = 0) -> SelfAssessment:
        return self.works()[number]

    def review(self, number: int = 0) -> Review:
        return Review.objects.get(assessment=self.work(number))

    def people(self):
        return [*self.heads, *self.editors, self.officer, self.lead, self.secretary, self.member, self.leader]


def read_again(person) -> User:
    """Somebody as the next request reads them: conflicts and roles are kept for one request."""
    return User.objects.get(pk=person.pk)


def unread(person) -> list[str]:
    """The kinds of the messages that this person has not read."""
    return [message.kind for message in Message.objects.filter(person=person, read_at=None)]


def shown(person, now: datetime) -> dict[str, Counter]:
    """What the first page says that waits for this person, by the group's title: kind to number."""
    person = read_again(person)
    latest = Cycle.objects.order_by("-year").first()
    groups = groups_for(person, latest, now=now, latest=latest)
    return {
        group.title: Counter({task.kind: task.count for task in group.tasks if task.is_waiting})
        for group in groups
        if group.title != "Tài khoản của tôi"
    }


# -- What the rows say ------------------------------------------------------------------------------------------------


def of_unit(work: SelfAssessment, now: datetime) -> Counter:
    """What waits for the people of a unit."""
    entry, result = work.registration, Counter()
    over = {step: deadline_facts(entry, step, now=now).is_over for step in ("registration", "submission")}
    state = Registration.State
    if entry.state in (state.DRAFT, state.WITHDRAWN):
        if not over["registration"]:
            result["communes.register"] = 1
        elif not over["submission"]:
            result["communes.register_late"] = 1
    if entry.state == state.RETURNED and not over["registration"]:
        result["communes.complete_registration"] = 1
    if entry.is_registered:
        result += of_dossier(work, over["submission"], now)
    for breach in Breach.objects.filter(registration=entry):
        result["appraisal.answer_breach"] += may_answer(breach, now=now)
    # S6: recognised below Level 4, a unit needs a plan; this year nobody drafts one.
    recognised = Recognition.objects.filter(outcome__registration=entry, state="issued", outcome__state="published")
    result["results.plan_due"] += recognised.filter(outcome__level__in=(1, 2, 3)).count()
    return +result


def of_dossier(work: SelfAssessment, over: bool, now: datetime) -> Counter:
    state, result = SelfAssessment.State, Counter()
    if work.state == state.OPEN and not over:
        problems = Counter(problem.code for problem in dossier_problems(work, now=now))
        papers = problems.pop("part_missing", 0)
        lacking = sum(score.points is None or not score.evidence_items.exists() for score in work.scores.all())
        if lacking:
            result["evidence.criteria"] = lacking
        elif papers:
            result["evidence.papers"] = 1
        else:
            result["evidence.send"] = 1
        assert bool(lacking) == bool(problems)
    elif work.state == state.OPEN and lies_ahead(work.registration.cycle.report_before, now=now):
        result["evidence.send_late"] = 1
    elif work.state == state.RETURNED and lies_ahead(work.complete_before, now=now):
        result["evidence.complete"] = 1
    for inquiry in work.inquiries.filter(state=Inquiry.State.SENT):
        result[f"evidence.{inquiry.kind}"] += is_with_commune(inquiry, now=now)
    return result


def of_officer(works: list[SelfAssessment], now: datetime) -> Counter:
    """What waits for the department."""
    result: Counter = Counter()
    today = now.astimezone(CITY_ZONE).date()
    wanted = today.year + (today.month == 12)
    result["communes.open_year"] = not Cycle.objects.filter(year__gte=wanted).exists()
    for work in works:
        entry = work.registration
        state = entry.state
        result["communes.receive"] += state == "submitted"
        result["communes.decide_late"] += state == "late"
        returned_over = deadline_facts(entry, "registration", now=now).is_over
        result["communes.decide_incomplete"] += state == "returned" and returned_over
        if not entry.is_registered:
            continue
        for kind in ("late", "incomplete"):
            result[f"evidence.decide_{kind}"] += work.state == kind
        over = work.state == "returned" and not lies_ahead(work.complete_before, now=now)
        result["evidence.decide_returned"] += over
        result["evidence.assign"] += work.state == "submitted"
    for review in Review.objects.filter(state__in=["assigned", "in_progress"]):
        code = review.assessment.registration.commune.code
        result["appraisal.reassign"] += code in barred_units(review.appraiser.person)
    return +(result + of_results(works, now))


def of_results(works: list[SelfAssessment], now: datetime) -> Counter:
    cycle = Cycle.objects.filter(registrations__self_assessment__in=works).first()
    result: Counter = Counter()
    states = set(Outcome.objects.values_list("state", flat=True))
    if cycle and not states:
        result["results.draft"] = not list(drafting_problems(cycle, now=now))
    elif "drafted" in states:
        result["results.draft"] = bool(list(stale_problems(cycle, now=now)))
    elif "confirmed" in states:
        result["results.report"] = not cycle.departmentreports.exists()
    return result


def of_appraiser(person, now: datetime) -> Counter:
    """What waits for a member of the team: own reviews, replies, supplements; as the secretary the lead's."""
    result: Counter = Counter()
    for review in Review.objects.exclude(state="not_considered"):
        code = review.assessment.registration.commune.code
        if review.appraiser.person_id != person.pk or code in barred_units(person):
            continue
        is_out = review.assessment.state in ("supplement_requested", "explaining")
        result["appraisal.review"] += review.state in ("assigned", "in_progress") and not is_out
        rows = question_rows(review.assessment)
        result["appraisal.reply"] += any(row.waits_for_reply for row in rows)
        ended = review.assessment.inquiries.filter(kind="supplement", state__in=["answered", "lapsed"]).last()
        looked = max((score.changed_at for score in review.scores.all() if score.changed_at), default=None)
        is_open = review.state in ("assigned", "in_progress")
        result["appraisal.answered"] += bool(is_open and ended and looked and ended.ended_at > looked)
    if TeamMember.objects.filter(person=person, part="secretary").exists():
        result += of_judge(person, now)
    return +result


def of_judge(person, now: datetime) -> Counter:
    """What waits for who decides on reviews and breaches."""
    result: Counter = Counter()
    for review in Review.objects.filter(state="completed"):
        judge = deciding_member(review)
        unreplied = any(row.waits_for_reply for row in question_rows(review.assessment))
        mine = judge is not None and judge.person_id == person.pk
        result["appraisal.confirm"] += mine and review.assessment.state == "under_appraisal" and not unreplied
    for breach in Breach.objects.filter(state="proposed"):
        judge = deciding_member_of_breach(breach)
        mine = judge is not None and judge.person_id == person.pk
        result["appraisal.resolve_breach"] += mine and not may_answer(breach, now=now)
    return result


def of_lead(person, works: list[SelfAssessment], now: datetime) -> Counter:
    result = of_judge(person, now)
    if Outcome.objects.filter(state="drafted").exists():
        result["results.confirm"] = not list(stale_problems(works[0].registration.cycle, now=now))
    return +result


def of_leader(works: list[SelfAssessment]) -> Counter:
    result: Counter = Counter()
    states = set(Outcome.objects.values_list("state", flat=True))
    if not works:
        return result
    cycle = works[0].registration.cycle
    waiting = to_be_recognised(cycle).count() if states & {"approved", "published"} else 0
    result["results.approve"] = "confirmed" in states and cycle.departmentreports.exists()
    result["results.recognise"] = waiting
    result["results.publish"] = "approved" in states and not waiting
    for recognition in Recognition.objects.filter(state="issued"):
        entry = recognition.outcome.registration
        after = entry.breaches.filter(state="confirmed", settled_at__gte=recognition.issued_at)
        result["results.revoke"] += after.exists()
        result["results.commend"] += recognition.outcome.level == 4 and not hasattr(recognition, "commendation")
    return +result


def expected(year: Year, now: datetime) -> dict[int, Counter]:
    works = year.works()
    result = {}
    for number, work in enumerate(works):
        for person in (year.heads[number], year.editors[number]):
            result[person.pk] = of_unit(work, now)
    result[year.officer.pk] = of_officer(works, now)
    if works:
        result |= {person.pk: of_appraiser(read_again(person), now) for person in (year.secretary, year.member)}
        result[year.lead.pk] = of_lead(year.lead, works, now)
        result[year.leader.pk] = of_leader(works)
    return result


def check(year: Year, now: datetime, step: str, *kinds: str) -> None:
    """Every role's page beside the rows; `kinds` are known to wait for somebody at this step."""
    wanted, counted = expected(year, now), Counter()
    for person in year.people():
        if person.pk in wanted:
            page = sum(shown(person, now).values(), Counter())
            assert page == wanted[person.pk], (step, person.roles)
            counted += page
    for kind in kinds:
        assert counted[kind], (step, kind, counted)


# -- The year ---------------------------------------------------------------------------------------------------------


class Walk:
    """Acts through the services, and after each one looks at every page."""

    def __init__(self, at) -> None:
        self.year, self.at = Year(), at
        self.now = at(2026, 1, 5)

    def on(self, month: int, number: int, year: int = 2026) -> None:
        self.now = self.at(year, month, number)

    def sees(self, step: str, *kinds: str) -> None:
        check(self.year, self.now, step, *kinds)

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.get(year=2026)

    def entry(self, number: int) -> Registration:
        return self.year.work(number).registration

    def registers(self, number: int, *, late: str = "") -> None:
        head = self.year.heads[number]
        plan = store_file(upload=pdf(f"ke-hoach-{number}.pdf"), by=head, now=self.now)
        facts = {"registration": self.entry(number), "aimed_level": 2, "plan": plan, "by": head, "now": self.now}
        if late:
            communes.submit_registration_late(**facts, reason=late)
        else:
            communes.submit_registration(**facts)

    def scores(self, number: int, *, but: tuple[str, ...] = ()) -> None:
        work, by = self.year.work(number), self.year.editors[number]
        for score in work.scores.select_related("criterion"):
            code = score.criterion.code
            if code not in but and score.points is None:
                given = {"points": score.max_points, "explanation": "Đã làm.", "seen_version": score.version}
                enter_score(address=DossierAddress.of(work), criterion=code, by=by, now=self.now, **given)
                evidence.add_evidence(score=score, upload=pdf(f"{number}-{code}.pdf"), by=by, now=self.now)

    def signs(self, number: int) -> None:
        work, by = self.year.work(number), self.year.editors[number]
        for kind in ("letter", "report", "table"):
            upload = pdf(f"{kind}-{number}.pdf")
            evidence.upload_signed(assessment=work, kind=kind, upload=upload, by=by, now=self.now)

    def reviews(self, number: int, **less: str) -> None:
        review, by = self.year.review(number), self.year.review(number).appraiser.person
        for score in review.scores.select_related("criterion"):
            code = score.criterion.code
            points = Decimal(less.get(code.replace(".", "_"), score.self_points))
            comment = "Thiếu minh chứng." if points != score.self_points else ""
            facts = {"points": points, "comment": comment, "seen_version": score.version, "by": by, "now": self.now}
            address = DossierAddress.of(review.assessment)
            appraisal.enter_review_score(address=address, criterion=code, **facts)

    def completes(self, number: int) -> None:
        review = self.year.review(number)
        appraisal.complete_review(review=review, by=review.appraiser.person, now=self.now)

    def confirms(self, number: int, *, by) -> None:
        appraisal.reconcile_review(review=self.year.review(number), by=by, now=self.now)


@pytest.mark.once
@pytest.mark.long
def test_every_page_says_all_year_what_waits_and_nothing_else(at):
    walk = Walk(at)
    registering(walk)
    sending(walk)
    appraising(walk)
    concluding(walk)


def registering(walk: Walk) -> None:
    year = walk.year
    walk.sees("no year", "communes.open_year")
    open_cycle(year=2026, rubric_code=year.rubric.code, by=year.officer, now=walk.now)
    walk.sees("opened", "communes.register")
    walk.registers(0)
    walk.sees("sent", "communes.receive")
    assert unread(year.officer) == ["communes.registration_sent"]
    communes.return_registration(registration=walk.entry(0), note="Thiếu chỉ tiêu.", by=year.officer, now=walk.now)
    walk.sees("returned", "communes.complete_registration")
    assert (unread(year.officer), unread(year.heads[0])) == ([], ["communes.registration_returned"])
    walk.registers(0)
    assert unread(year.heads[0]) == []
    communes.return_registration(registration=walk.entry(0), note="Thiếu chỉ tiêu.", by=year.officer, now=walk.now)
    walk.on(2, 20)
    walk.sees("days over", "communes.decide_incomplete", "communes.register_late")
    communes.admit_registration(registration=walk.entry(0), reason="Đủ.", by=year.officer, now=walk.now)
    walk.registers(1, late="Bão.")
    walk.sees("late", "communes.decide_late")
    communes.admit_registration(registration=walk.entry(1), reason="Bão.", by=year.officer, now=walk.now)
    walk.sees("both registered", "evidence.criteria")


def sending(walk: Walk) -> None:
    year = walk.year
    walk.on(11, 20)
    walk.scores(0, but=("I.2",))
    walk.scores(1, but=("II.1",))
    walk.sees("all but one", "evidence.criteria")
    walk.scores(0)
    walk.sees("all scored", "evidence.papers")
    walk.signs(0)
    walk.signs(1)
    walk.sees("signed", "evidence.send")
    evidence.submit_dossier(assessment=year.work(0), by=year.heads[0], now=walk.now)
    walk.sees("sent", "evidence.assign")
    walk.on(12, 1)
    walk.sees("after the day", "evidence.send_late", "communes.open_year")
    evidence.send_as_it_stands(assessment=year.work(1), reason="Bão.", by=year.heads[1], now=walk.now)
    walk.sees("sent late", "evidence.decide_late")
    evidence.return_dossier(assessment=year.work(1), reason="Thiếu II.1.", by=year.officer, now=walk.now)
    walk.sees("days given", "evidence.complete")
    walk.on(12, 20)
    walk.sees("days over", "evidence.decide_returned")
    evidence.take_in_dossier(assessment=year.work(1), reason="Bão.", by=year.officer, now=walk.now)
    walk.sees("taken in", "evidence.assign")


def appraising(walk: Walk) -> None:
    year = walk.year
    form = {"decision_number": "12/QĐ-UBND", "decision_date": date(2026, 12, 2), "decision_file": pdf("qd.pdf")}
    people = {"lead": year.lead, "secretary": year.secretary, "members": [year.member]}
    team = appraisal.form_team(cycle=walk.cycle, **form, **people, by=year.officer, now=walk.now)
    member, secretary = (team.members.get(person=person) for person in (year.member, year.secretary))
    for number in (0, 1):
        appraisal.assign_review(assessment=year.work(number), member=member, by=year.officer, now=walk.now)
    walk.sees("assigned", "appraisal.review")
    conflict(walk, secretary)
    supplement(walk)
    explanation(walk)
    walk.reviews(1, II_1="0")
    walk.completes(1)
    walk.sees("second complete", "appraisal.confirm")
    lead_keeps_out(walk)


def conflict(walk: Walk, secretary: TeamMember) -> None:
    """The member keeps out of the second unit: its review goes to the secretary."""
    year = walk.year
    commune, facts = year.units[1], {"reason": "Người nhà", "by": year.member, "now": walk.now}
    appraisal.declare_conflict(cycle=walk.cycle, person=year.member, commune=commune, **facts)
    walk.sees("conflict", "appraisal.reassign")
    appraisal.assign_review(assessment=year.work(1), member=secretary, by=year.officer, now=walk.now)
    walk.sees("reassigned", "appraisal.review")


def supplement(walk: Walk) -> None:
    year = walk.year
    walk.reviews(0, I_1="4")
    walk.sees("scored", "appraisal.review")
    facts = {"wanted": "Bổ sung kế hoạch", "by": year.member, "now": walk.now}
    appraisal.ask_supplement(review=year.review(), criterion="I.1", **facts)
    letter = {"before": date(2026, 12, 24), "note": "", "by": year.member, "now": walk.now}
    appraisal.send_supplement_request(review=year.review(), **letter)
    walk.sees("asked", "evidence.supplement")
    walk.now = walk.at(2026, 12, 20, 15, 0)
    answers(walk, "supplement")
    walk.sees("answered", "appraisal.answered")
    walk.on(12, 21)
    walk.reviews(0, I_1="5")
    walk.sees("looked at", "appraisal.review")
    walk.completes(0)
    walk.sees("complete", "appraisal.confirm")


def answers(walk: Walk, kind: str) -> None:
    year = walk.year
    inquiry = year.work().inquiries.get(kind=kind)
    for question in inquiry.questions.all():
        evidence.write_answer(question=question, answer="Đã bổ sung.", by=year.editors[0], now=walk.now)
    evidence.send_answers(inquiry=inquiry, by=year.heads[0], now=walk.now)


def explanation(walk: Walk) -> None:
    year = walk.year
    letter = {"before": date(2026, 12, 26), "note": "", "by": year.lead, "now": walk.now}
    appraisal.open_explanation(review=year.review(), **letter)
    walk.sees("laid before the unit", "evidence.explanation")
    walk.on(12, 22)
    answers(walk, "explanation")
    walk.sees("explained", "appraisal.reply")
    [question] = year.work().inquiries.get(kind="explanation").questions.all()
    facts = {"reply": "Giữ điểm.", "points": None, "by": year.member, "now": walk.now}
    appraisal.reply_to_explanation(question=question, review=year.review(), **facts)
    walk.sees("replied", "appraisal.confirm")
    walk.confirms(0, by=year.lead)
    walk.sees("confirmed", "appraisal.review")


def lead_keeps_out(walk: Walk) -> None:
    """The lead sends a review back, then a breach is recorded of the first unit and dismissed."""
    year = walk.year
    appraisal.send_back_review(review=year.review(1), reason="Xem lại II.1.", by=year.lead, now=walk.now)
    walk.sees("sent back", "appraisal.review")
    walk.completes(1)
    walk.confirms(1, by=year.lead)
    walk.sees("all confirmed", "results.draft")
    breach = recorded(walk, date(2026, 12, 5))
    walk.sees("breach", "appraisal.answer_breach")
    appraisal.answer_breach(breach=breach, text="Không đúng.", by=year.heads[0], now=walk.now)
    walk.sees("breach answered", "appraisal.resolve_breach")
    appraisal.dismiss_breach(breach=breach, justification="Không đủ căn cứ.", by=year.lead, now=walk.now)
    walk.sees("breach dismissed", "results.draft")


def recorded(walk: Walk, occurred: date) -> Breach:
    return appraisal.record_breach(
        registration=walk.entry(0),
        kind="unresolved_cases",
        facts="Có kết luận.",
        source="12/KL-SNV",
        occurred_on=occurred,
        elements=elements_of("unresolved_cases"),
        by=walk.year.officer,
        now=walk.now,
    )


def concluding(walk: Walk) -> None:
    year = walk.year
    walk.on(12, 28)
    results.draft_outcomes(cycle=walk.cycle, by=year.officer, now=walk.now)
    walk.sees("drafted", "results.confirm")
    appraisal.reopen_review(review=year.review(1), reason="Sai số.", by=year.lead, now=walk.now)
    walk.reviews(1, II_1="1")
    walk.completes(1)
    walk.confirms(1, by=year.lead)
    walk.sees("draft out of date", "results.draft")
    results.draft_outcomes(cycle=walk.cycle, by=year.officer, now=walk.now)
    results.confirm_outcomes(cycle=walk.cycle, by=year.lead, now=walk.now)
    walk.sees("confirmed", "results.report")
    paper = {"decision_number": "9/BC-SNV", "decision_date": date(2026, 12, 28), "now": walk.now}
    record_report(cycle=walk.cycle, **paper, file=pdf("bc.pdf"), by=year.officer)
    walk.sees("reported", "results.approve")
    results.approve_outcomes(cycle=walk.cycle, by=year.leader, now=walk.now)
    walk.sees("approved", "results.recognise")
    outcomes = Outcome.objects.filter(level__gt=0)
    results.recognise(outcomes=outcomes, **paper, file=pdf("qd1.pdf"), by=year.leader)
    walk.sees("recognised", "results.publish")
    results.publish_outcomes(cycle=walk.cycle, by=year.leader, now=walk.now)
    walk.sees("published", "communes.open_year")
    commending_and_revoking(walk)


def commending_and_revoking(walk: Walk) -> None:
    year = walk.year
    paper = {"decision_number": "10/QĐ-UBND", "decision_date": date(2026, 12, 28), "now": walk.now}
    walk.sees("to be commended", "results.commend")
    best = Recognition.objects.filter(outcome__level=4)
    results.commend(recognitions=best, **paper, file=pdf("kt.pdf"), by=year.leader)
    walk.sees("commended", "communes.open_year")
    walk.on(3, 1, 2027)
    breach = recorded(walk, date(2026, 10, 1))
    appraisal.answer_breach(breach=breach, text="Đã nhận lỗi.", by=year.heads[0], now=walk.now)
    appraisal.confirm_breach(breach=breach, justification="Đủ căn cứ.", by=year.lead, now=walk.now)
    walk.sees("breach after recognition", "results.revoke")
    walk.on(3, 2, 2027)
    paper = {"decision_number": "3/QĐ-UBND", "decision_date": date(2027, 3, 2), "now": walk.now}
    recognition = Recognition.objects.get(outcome__registration=walk.entry(0))
    facts = {"recognition": recognition, "breach": breach, "reason": "Vi phạm.", "by": year.leader}
    assert "results.revocation_due" in unread(year.leader)
    results.revoke_recognition(**facts, **paper, file=pdf("th.pdf"))
    assert "results.revocation_due" not in [*unread(year.leader), *unread(year.officer)]
    walk.sees("revoked", "communes.open_year")
