"""A breach is heard before it is confirmed: its documents, the commune's answer, and who decides [S4, S8]."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.services.recusals import recuse
from appraisal import services
from appraisal.models import Breach, BreachAnswer, BreachDocument, TeamMember
from appraisal.policies import answering_problems, confirming_breach_problems
from appraisal.queries import deciding_member_of_breach
from audit.models import Entry
from documents.models import Inspection
from documents.signals import file_quarantined
from kernel.refusals import Refused
from notifications.models import Message
from tests.factories.accounts import appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    BreachDocumentFactory,
    BreachFactory,
    TeamMemberFactory,
    elements_of,
)
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import PDF
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
BEFORE = date(2026, 12, 11)


def codes(problems):
    return [problem.code for problem in problems]


def propose(registration=None, **facts):
    registration = registration or RegistrationFactory(accepted=True)
    words = {
        "kind": "unresolved_cases",
        "facts": "Tập trung đông người",
        "source": "12/BC",
        "by": officer(),
        "now": NOW,
    }
    words |= {"elements": elements_of("unresolved_cases"), "occurred_on": date(2026, 9, 1)}
    return services.record_breach(registration=registration, **words | facts)


def kinds_of_messages(person):
    return sorted(Message.objects.filter(person=person).values_list("kind", flat=True))


def test_the_commune_has_whole_days_and_the_year_may_set_how_many():
    registration = RegistrationFactory(accepted=True)
    first = propose(registration)
    services.set_breach_terms(cycle=registration.cycle, answer_days=2, by=officer(), now=NOW)

    assert (first.answer_before, propose(registration).answer_before) == (BEFORE, date(2026, 12, 8))


@pytest.mark.parametrize(
    ("now", "refused"),
    [
        (datetime(2026, 12, 10, 16, 59, 59, tzinfo=UTC), ["breach_answer_awaited"]),
        (datetime(2026, 12, 10, 17, 0, tzinfo=UTC), []),
    ],
)
def test_nothing_is_confirmed_while_the_commune_may_answer(now, refused):
    breach = BreachFactory(answer_before=BEFORE)
    late = ["breach_answer_too_late"] if not refused else []

    assert codes(confirming_breach_problems(breach, now=now)) == refused
    assert codes(answering_problems(breach, text="Có", now=now)) == late


def test_a_breach_from_before_hearings_is_confirmed_as_before():
    assert codes(confirming_breach_problems(BreachFactory(), now=NOW)) == []


def test_an_answer_is_given_once_and_opens_the_decision():
    breach = propose()
    head, lead = head_of(breach.registration.commune), team_lead()

    services.answer_breach(breach=breach, text=" Vụ việc đã giải quyết xong. ", by=head, now=NOW)
    with pytest.raises(Refused) as refusal:
        services.answer_breach(breach=breach, text="", by=head, now=NOW)

    assert codes(refusal.value.problems) == ["breach_answered_already", "breach_answer_empty"]
    assert BreachAnswer.objects.get().text == "Vụ việc đã giải quyết xong."
    settled = services.confirm_breach(breach=breach, justification="Đã xem giải trình", by=lead, now=NOW)
    assert settled.state == Breach.State.CONFIRMED
    assert kinds_of_messages(head) == ["appraisal.breach_confirmed"]
    assert kinds_of_messages(lead) == ["appraisal.breach_answered"]


def test_people_of_the_commune_are_notified_of_the_proposal_and_of_a_dismissal():
    registration = RegistrationFactory(accepted=True)
    editor = editor_of(registration.commune)
    breach = propose(registration)

    services.dismiss_breach(breach=breach, justification="Không thuộc thẩm quyền của xã", by=team_lead(), now=NOW)

    assert kinds_of_messages(editor) == ["appraisal.breach_dismissed", "appraisal.breach_to_answer"]
    with pytest.raises(Refused) as refusal:
        services.add_breach_documents(breach=breach, files=[], shared=True, by=officer(), now=NOW)
    assert codes(refusal.value.problems) == ["breach_dismissed_already"]


def test_the_lead_decides_the_secretary_in_a_recused_leads_place_and_any_lead_without_a_team():
    registration = RegistrationFactory(accepted=True)
    alone = BreachFactory(registration=registration)
    assert deciding_member_of_breach(alone) is None
    team = AppraisalTeamFactory(cycle=registration.cycle)
    lead = TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD)
    secretary = TeamMemberFactory(team=team, person=appraiser(), part=TeamMember.Part.SECRETARY)
    assert deciding_member_of_breach(alone) == lead

    recuse(person=lead.person, unit_code=registration.commune.code, reason="Người nhà", by=lead.person, now=NOW)

    assert deciding_member_of_breach(alone) == secretary
    propose(registration)
    assert (kinds_of_messages(lead.person), kinds_of_messages(secretary.person)) == ([], ["appraisal.breach_proposed"])


def test_the_secretary_settles_over_http_and_another_lead_does_not(client, at):
    breach = BreachFactory()
    team = AppraisalTeamFactory(cycle=breach.registration.cycle)
    lead = TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD).person
    secretary = TeamMemberFactory(team=team, person=appraiser(), part=TeamMember.Part.SECRETARY).person
    recuse(person=lead, unit_code=breach.registration.commune.code, reason="Người nhà", by=lead, now=NOW)
    page = reverse("appraisal:dismiss_breach", args=[breach.registration.cycle.year, breach.pk])
    result = []
    for person in (lead, team_lead(), secretary):
        client.force_login(person)
        result.append(client.post(page, {"justification": "Không phải vi phạm"}).status_code)

    assert result == [404, 403, 302]


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_no_page_says_that_days_are_over_which_still_run(client, at):
    at(2026, 12, 5)
    breach = propose()
    services.dismiss_breach(breach=breach, justification="Không thuộc thẩm quyền của xã", by=team_lead(), now=NOW)
    client.force_login(officer())
    address = reverse("appraisal:breach", args=[breach.registration.cycle.year, breach.pk])
    over = "đơn vị không giải trình"

    assert over not in client.get(address).text
    at(2026, 12, 30)
    assert over in client.get(address).text


def test_the_commune_reads_what_is_shared_and_answers_with_files(client, at):
    at(2026, 12, 5)
    breach = propose()
    shared = BreachDocumentFactory(breach=breach).file
    hidden = BreachDocumentFactory(breach=breach, is_shared=False).file
    place = [2026, breach.registration.commune.code, breach.pk]
    client.force_login(editor_of(breach.registration.commune))

    page = client.get(reverse("appraisal:own_breach", args=place))
    assert (shared.name in page.text, str(hidden.public_id) in page.text) == (True, False)
    files = [reverse("appraisal:own_breach_file", args=[*place, file.public_id]) for file in (shared, hidden)]
    assert client.get(files[1]).status_code == 404

    answer = reverse("appraisal:answer_breach", args=place)
    refused = client.post(answer, {"text": "", "files": [SimpleUploadedFile("gt.pdf", PDF)]})
    kept = refused.context["kept"][0].public_id
    sent = client.post(answer, {"text": "Đã xử lý xong", "kept": str(kept)})
    assert (refused.status_code, sent.status_code) == (422, 302)
    assert [row.file.name for row in BreachAnswer.objects.get().files.all()] == ["gt.pdf"]

    client.force_login(officer())
    seen = client.get(reverse("appraisal:breach", args=[2026, breach.pk]))
    assert "Đã xử lý xong" in seen.text
    taken = client.get(reverse("appraisal:breach_document", args=[2026, breach.pk, kept]))
    assert b"".join(taken) == PDF


def test_an_officer_adds_documents_and_shares_them_one_by_one(client, at):
    at(2026, 12, 5)
    breach = propose()
    client.force_login(officer())
    client.post(
        reverse("appraisal:add_breach_documents", args=[2026, breach.pk]),
        {"documents": [SimpleUploadedFile(name, PDF) for name in ("a.pdf", "b.pdf")]},
    )
    first, _ = BreachDocument.objects.all()
    place = [2026, breach.pk, first.file.public_id]
    for _ in range(2):
        client.post(reverse("appraisal:share_breach_document", args=place), {"shared": "1"})

    result = list(BreachDocument.objects.values_list("file__name", "is_shared"))
    assert result == [("a.pdf", True), ("b.pdf", False)]
    assert Entry.objects.filter(verb="appraisal.share_breach_document").count() == 1


def test_a_confirmed_breach_stands_on_the_communes_own_pages(client, at):
    at(2026, 12, 20)
    registration = RegistrationFactory(accepted=True, cycle=CycleFactory(year=2026))
    from_pages = {}
    for state in ({}, {"confirmed": True}):
        BreachFactory(registration=registration, **state)
    client.force_login(head_of(registration.commune))
    SelfAssessmentFactory(registration=registration)
    for name in ("dossier", "assessment"):
        page = client.get(reverse(f"evidence:{name}", args=[2026, registration.commune.code]))
        from_pages[name] = [comment.tone for comment in page.context["page_comments"]]

    assert {name: sorted(tones) for name, tones in from_pages.items()} == {
        "dossier": ["bad", "warn"],
        "assessment": ["bad", "warn"],
    }


def test_the_person_who_added_an_infected_document_is_notified():
    sender = officer()
    document = BreachDocumentFactory(added_by=sender)
    file_quarantined.send(sender=Inspection, inspection=document.file.inspection, now=NOW)

    assert kinds_of_messages(sender) == ["appraisal.file_quarantined"]
