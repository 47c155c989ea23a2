"""The pages of the dossier's papers: typing, drafting, the PDF."""

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Entry
from evidence.models import DossierPart
from evidence.papers.states import paper_state
from evidence.services.papers import draft_report_text, fingerprint, part_of, signer_before
from tests.factories.accounts import UserFactory
from tests.factories.evidence import DossierPartFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.papers.reading import content_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def assessment():
    return SelfAssessmentFactory(scores={"I.1": "10", "I.2": "13.5"})


@pytest.fixture
def address(assessment):
    def to(name, kind="report"):
        return reverse(f"evidence:{name}", args=[2026, assessment.registration.commune.code, kind])

    return to


@pytest.fixture
def editor_client(client, assessment):
    client.force_login(person(Role.COMMUNE_EDITOR, assessment.registration.commune.code))
    return client


def person(role, unit_code=""):
    user = UserFactory()
    user.memberships.create(role=role, unit_code=unit_code, granted_at=user.date_joined)
    return user


def test_what_is_saved_stands_and_its_pdf_is_made(editor_client, address, assessment):
    answer = editor_client.post(address("save_paper"), {"number": "88", "text": "Đã làm xong.", "signer_name": ""})

    part = assessment.parts.get()
    assert (answer.status_code, answer.url) == (302, address("paper"))
    assert (part.number, part.text) == ("88", "Đã làm xong.")
    assert "Đã làm xong." in text_of(content_of(part.rendered))


def test_what_is_refused_stays_typed(editor_client, address, assessment):
    answer = editor_client.post(address("save_paper"), {"dated": "31/31/2026", "text": "Chưa gửi được"})

    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Chưa gửi được"
    assert list(answer.context["form"].errors) == ["dated"]
    assert assessment.parts.count() == 0


def test_while_somebody_writes_the_paper_saves_itself_as_one_act(editor_client, address, assessment):
    seen = fingerprint(part_of(assessment, "report"))
    for text in ("Đã", "Đã làm", "Đã làm xong."):
        typed = {"number": "88", "text": text, "seen": seen}
        answer = editor_client.post(address("save_paper"), typed, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        seen = answer.context["seen"]

    part = assessment.parts.get()
    assert (part.text, part.rendered, part.rendering_since) == ("Đã làm xong.", None, None)
    assert Entry.objects.filter(verb="evidence.edit_paper").count() == 1


def test_what_saved_itself_is_no_second_editors_work(editor_client, address, assessment):
    seen = fingerprint(part_of(assessment, "report"))
    typed = {"text": "Tôi tự viết", "seen": seen}
    editor_client.post(address("save_paper"), typed, headers={"HX-Request": "true"})

    again = editor_client.post(address("save_paper"), typed)
    asked = editor_client.post(address("draft_paper"), typed).context["form"]

    assert again.status_code == 302
    assert asked["seen"].value() == fingerprint(assessment.parts.get())


def test_a_refused_save_while_writing_says_why_and_changes_nothing(editor_client, address, assessment):
    typed = {"dated": "31/31/2026", "text": "Chưa"}
    answer = editor_client.post(address("save_paper"), typed, headers={"HX-Request": "true"})

    assert (answer.status_code, "field-error" in answer.text, assessment.parts.count()) == (422, True, 0)


def test_the_page_begins_with_the_draft_and_the_signer_of_another_paper(editor_client, address, assessment):
    DossierPartFactory(assessment=assessment, kind="letter", signer_title="CHỦ TỊCH", signer_name="Phạm Thị Mẫu")

    form = editor_client.get(address("paper")).context["form"]

    assert form["text"].value() == draft_report_text(assessment)
    assert (form["signer_title"].value(), form["signer_name"].value()) == ("CHỦ TỊCH", "Phạm Thị Mẫu")
    editor_client.post(address("save_paper"), {"text": form["text"].value(), "seen": form["seen"].value()})
    assert assessment.parts.get(kind="report").text == ""  # as drafted: it follows the scores
    of_unit = {"registration__commune": assessment.registration.commune, "registration__cycle__year": 2027}
    assert signer_before(SelfAssessmentFactory(**of_unit), "report")["signer_name"] == "Phạm Thị Mẫu"


def test_a_second_editor_keeps_what_was_typed(editor_client, address, assessment):
    DossierPartFactory(assessment=assessment, kind="report", text="Người khác đã viết")

    answer = editor_client.post(address("save_paper"), {"text": "Tôi viết", "seen": "0" * 16})

    assert (answer.status_code, answer.context["form"]["text"].value()) == (422, "Tôi viết")
    assert assessment.parts.get().text == "Người khác đã viết"


def test_the_draft_fills_an_empty_field_and_saves_nothing(editor_client, address, assessment):
    answer = editor_client.post(address("draft_paper"), {"text": "", "number": "5"})

    assert "Tổng số điểm tự chấm: 23,5/100\u00a0điểm" in answer.context["form"]["text"].value()
    assert (answer.context["form"]["number"].value(), assessment.parts.count()) == ("5", 0)


def test_the_draft_replaces_typed_text_only_on_a_yes(editor_client, address):
    asked = editor_client.post(address("draft_paper"), {"text": "Tôi tự viết"})
    agreed = editor_client.post(address("draft_paper"), {"text": "Tôi tự viết", "replace": "yes"})

    assert (asked.context["form"]["text"].value(), asked.context["asks_to_replace"]) == ("Tôi tự viết", True)
    assert agreed.context["form"]["text"].value().startswith("Thực hiện Quyết định")


def test_asking_for_a_pdf_answers_where_it_stands(editor_client, address):
    answer = editor_client.post(address("render_paper", "table"), headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.strip()[:8]) == (200, b"<section")
    assert f'href="{address("paper_file", "table")}"' in answer.content.decode()


def test_a_sent_dossier_refuses_with_the_reason(client):
    sent = SelfAssessmentFactory(scores="full", submitted=True)
    code = sent.registration.commune.code
    client.force_login(person(Role.COMMUNE_HEAD, code))

    answer = client.post(reverse("evidence:render_paper", args=[2026, code, "table"]))

    assert (answer.status_code, answer.context["refusal"].problems[0].code) == (422, "paper_locked")


def test_the_pdf_comes_as_a_download_or_in_its_frame(editor_client, address):
    assert editor_client.get(address("paper_file", "letter")).status_code == 404
    editor_client.post(address("render_paper", "letter"))

    download = editor_client.get(address("paper_file", "letter"))
    framed = editor_client.get(address("paper_file", "letter"), {"inline": "1"})

    assert download["Content-Disposition"].startswith("attachment")
    assert framed["Content-Disposition"].startswith("inline")
    assert (framed["X-Frame-Options"], framed["Content-Type"]) == ("SAMEORIGIN", "application/pdf")
    assert b"".join(framed.streaming_content).startswith(b"%PDF-")
    assert b"".join(download.streaming_content).startswith(b"%PDF-")


def test_an_unknown_paper_is_not_found(editor_client, address):
    assert editor_client.get(address("paper", "decree")).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "expected"),
    [
        (Role.COMMUNE_EDITOR, True, (200, 302)),
        (Role.COMMUNE_HEAD, True, (200, 302)),
        (Role.COMMUNE_HEAD, False, (404, 404)),
        # Not sent yet: nobody but the commune sees it.
        (Role.OFFICER, False, (404, 404)),
        (Role.ADMINISTRATOR, False, (404, 404)),
    ],
)
def test_who_reads_and_who_writes(client, assessment, address, role, own, expected):
    commune = role in (Role.COMMUNE_EDITOR, Role.COMMUNE_HEAD)
    unit = assessment.registration.commune.code if own else "00000" if commune else ""
    client.force_login(person(role, unit))

    assert (client.get(address("paper")).status_code, client.post(address("save_paper")).status_code) == expected


def test_the_department_reads_the_papers_of_a_sent_dossier(client):
    sent = SelfAssessmentFactory(scores="full", submitted=True)
    client.force_login(person(Role.OFFICER))

    answer = client.get(reverse("evidence:paper", args=[2026, sent.registration.commune.code, "letter"]))

    assert (answer.status_code, answer.context["may_edit"]) == (200, False)


def test_the_page_takes_few_queries(editor_client, address, assessment, django_assert_num_queries):
    for kind in DossierPart.Kind:
        editor_client.post(address("render_paper", kind.value))

    with django_assert_num_queries(11):
        editor_client.get(address("paper"))


def test_the_word_twin_is_a_download_of_what_stands(editor_client, address):
    answer = editor_client.get(address("paper_word"))

    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert answer["Content-Disposition"].startswith('attachment; filename="bao-cao-')
    assert editor_client.get(address("paper_word", "table")).content[:2] == b"PK"


@pytest.mark.parametrize(
    ("kind", "text", "silent"),
    [
        ("letter", "Tổng 23,5/100 điểm", False),
        ("letter", "Tổng 23,50 điểm.", False),
        ("letter", "Tổng 23,55 điểm", True),
        ("letter", "Tổng 123,5", True),
        ("letter", "", False),
        ("table", "Một", False),
    ],
)
def test_a_typed_text_with_another_total_is_pointed_out(assessment, now, kind, text, silent):
    DossierPartFactory(assessment=assessment, kind=kind, text=text)

    assert paper_state(assessment, kind, now=now).silent_on_total is silent


@pytest.fixture
def now(at):
    return at(2026, 11, 20)
