"""A paper as its office finishes it: typed into, following the data, issued, corrected, revoked, checked by anybody."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Export
from kernel.refusals import Refused
from papers import services
from papers.codes import as_written, is_ours, new_code
from papers.kinds import Section
from papers.models import Draft
from papers.queries import checked_paper, described, sections_of, visible_paper
from papers.sections import section_texts
from results.issued_papers import decisions_of
from results.models import Recognition
from results.paper_kinds import unit_key
from results.paper_services import correct_decision
from tests.decree.acts import signed_copy
from tests.factories.accounts import city_leader, head_of, officer
from tests.factories.documents import PDF, StoredFileFactory
from tests.kept_rows import kept
from tests.papers.reading import asked_file, text_of
from tests.results.building import whole_year
from tests.results.test_services import DECISION, PUBLISHED, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KIND = "results.result_letter"


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


@kept(at=PUBLISHED, sets_clock=True)
def year():
    return publish(whole_year())


@pytest.fixture
def key(year):
    return unit_key(year.units["level_3"])


def at_hand(by, key, now, kind=KIND):
    return visible_paper(by, kind, key, now=now)


def written(by, key, now, **typed):
    paper = at_hand(by, key, now)
    fields = {"number": "", "dated": None, "signer_title": "", "signer_name": "", "texts": {}}
    return services.write_paper(
        paper=paper, **(fields | typed), seen=paper.draft.version if paper.draft else 0, by=by, now=now
    )


def issued(by, key, now, number="12/SNV"):
    file = SimpleUploadedFile("ky.pdf", PDF)
    return services.issue_paper(
        paper=at_hand(by, key, now), number=number, dated=date(2026, 12, 28), file=file, by=by, now=now
    )


# -- Sections that follow the data ------------------------------------------------------------------------------------


def section(text):
    return (Section("a", "Mục", text),)


def test_a_section_that_nobody_edited_follows_the_data():
    assert section_texts(section("Có 12 đơn vị."), {})[0].text == "Có 12 đơn vị."


def test_unedited_lines_follow_and_edited_ones_are_marked():
    edited = {"a": {"basis": "Có 112 đơn vị.\nCòn 2 đơn vị.\nHết.", "text": "Có 112 đơn vị.\nCòn hai đơn vị.\nHết."}}

    result = section_texts(section("Có 113 đơn vị.\nCòn 1 đơn vị.\nHết."), edited)[0]

    assert result.text == "Có 113 đơn vị.\nCòn hai đơn vị.\nHết."
    assert result.moved == (("Còn 2 đơn vị.", "Còn 1 đơn vị."),)


def test_lines_added_by_the_data_come_where_nothing_was_touched():
    edited = {"a": {"basis": "Một.\nHai.", "text": "Một.\nHai.\nViết thêm."}}

    result = section_texts(section("Một.\nMột rưỡi.\nHai."), edited)[0]

    assert result.text == "Một.\nMột rưỡi.\nHai.\nViết thêm."
    assert result.moved == ()


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_reading_a_paper_writes_nothing(client, year, key):
    client.force_login(officer())

    assert client.get(reverse("papers:paper", args=[KIND, key])).status_code == 200
    assert Draft.objects.filter(kind=KIND).count() == 0


def test_what_is_typed_stands_and_what_is_not_stays_dotted(year, key, now):
    by = officer()
    written(by, key, now, number="15", signer_name="Người Thử", texts={"closing": "Đề nghị thực hiện."})

    paper = described(at_hand(by, key, now))

    assert paper.head.number_line.startswith("Số: 15/")
    assert paper.signatures[0].name == "Người Thử"
    assert paper.body[-1].text == "Đề nghị thực hiện."
    assert "ngày\u00a0.... tháng" in paper.head.place_and_date


def test_the_signer_whom_a_person_typed_last_is_offered_for_the_next_paper_of_the_kind(client, year, key, now):
    by, other = officer(), officer()
    written(by, key, now, signer_title="PHÓ GIÁM ĐỐC", signer_name="Người Thử")
    next_one = reverse("papers:paper", args=[KIND, unit_key(year.units["level_2"])])

    offered = []
    for person in (by, other):
        client.force_login(person)
        offered.append(client.get(next_one).context["form"]["signer_name"].value())

    assert offered == ["Người Thử", None]


def test_a_text_that_says_what_the_draft_says_is_not_kept(year, key, now):
    by = officer()
    texts = {one.key: one.text for one in sections_of(at_hand(by, key, now))}

    assert written(by, key, now, texts=texts).sections == {}


def test_a_second_editor_sees_the_conflict(year, key, now):
    by = officer()
    paper = at_hand(by, key, now)
    written(by, key, now, number="1")

    fields = {"number": "2", "dated": None, "signer_title": "", "signer_name": "", "texts": {}}
    with pytest.raises(Refused) as refusal:
        services.write_paper(paper=paper, **fields, seen=0, by=by, now=now)

    assert [problem.code for problem in refusal.value.problems] == ["paper_changed_since"]


def test_the_page_saves_and_the_worker_makes_both_forms(client, year, key):
    client.force_login(officer())
    address = reverse("papers:paper", args=[KIND, key])

    page = client.post(address, {"number": "77", "dated": "28/12/2026", "seen": "0"}, follow=True)
    files = {
        form: asked_file(client, reverse("papers:request_file", args=[KIND, key, form])) for form in ("pdf", "docx")
    }

    assert page.status_code == 200
    text = text_of(files["pdf"])
    assert "Số: 77/SNV" in text
    assert Draft.objects.get(kind=KIND).code in text.partition("Mã tra cứu: ")[2]
    assert files["docx"][:2] == b"PK"
    assert set(Export.objects.values_list("kind", flat=True)) == {"papers.paper"}


# -- Issuing ----------------------------------------------------------------------------------------------------------


def test_an_issued_paper_no_longer_changes(year, key, now):
    by = officer()
    issued(by, key, now)

    with pytest.raises(Refused) as refusal:
        written(by, key, now, number="13")

    assert [problem.code for problem in refusal.value.problems] == ["paper_is_issued"]


def test_anybody_sees_what_an_issued_paper_is_and_nothing_else(client, year, key, now):
    by = officer()
    draft = written(by, key, now)
    assert client.get(reverse("papers:check", args=[draft.code])).status_code == 404
    issued(by, key, now)

    page = client.get(reverse("papers:check_by_code"), {"code": draft.code.lower().replace("-", " ")})
    shown = page.content.decode()

    assert page.status_code == 200
    assert page.context["checked"].standing == "issued"
    assert "12/SNV" in shown
    assert Draft.objects.get(kind=KIND).signed.sha256 in shown
    assert str(year.units["level_3"].commune) not in shown


def test_a_corrected_paper_stands_until_the_new_version_is_issued(year, key, now):
    by = officer()
    first = issued(by, key, now)
    second = services.correct_paper(paper=at_hand(by, key, now), reason="Sai số", by=by, now=now)

    assert checked_paper(first.code).standing == "issued"
    issued(by, key, now, number="13/SNV")

    assert (checked_paper(first.code).standing, checked_paper(first.code).successor) == (
        "corrected",
        "13/SNV (28/12/2026)",
    )
    assert checked_paper(second.code).standing == "issued"


def test_a_revoked_paper_says_so(year, key, now):
    by = officer()
    draft = issued(by, key, now)
    with pytest.raises(Refused):
        services.revoke_paper(paper=at_hand(by, key, now), reason=" ", by=by, now=now)
    services.revoke_paper(paper=at_hand(by, key, now), reason="Ban hành nhầm", by=by, now=now)

    assert checked_paper(draft.code).standing == "revoked"


def test_a_decision_is_checked_by_the_code_that_its_draft_bore(year, now):
    leader = city_leader()
    draft = Draft.objects.get(kind="results.recognition")
    decision = decisions_of(year.cycle)[0]

    correct_decision(decision=decision, **(DECISION | {"file": signed_copy()}), reason="Sai ngày", by=leader, now=now)

    assert checked_paper(draft.code).standing == "corrected"
    assert Draft.objects.filter(kind="results.recognition", is_latest=True).count() == 1


def test_a_certificate_no_longer_stands_once_its_recognition_is_revoked(year, now, settings):
    settings.CERTIFICATES = True
    leader, entry = city_leader(), year.units["level_3"]
    at_city = visible_paper(leader, "results.certificate", unit_key(entry), now=now)
    facts = {"number": "GCN-03", "dated": date(2026, 12, 28), "file": signed_copy()}
    draft = services.issue_paper(paper=at_city, **facts, by=leader, now=now)
    assert checked_paper(draft.code).standing == "issued"

    Recognition.objects.filter(outcome__registration=entry).update(state=Recognition.State.REVOKED)

    assert checked_paper(draft.code).standing == "revoked"


# -- Codes ------------------------------------------------------------------------------------------------------------


def test_a_code_is_ours_only_whole():
    code = new_code()
    other = code[:-1] + ("A" if code[-1] != "A" else "B")

    assert is_ours(code)
    assert not is_ours(other)
    assert not is_ours("x")
    assert as_written(code.lower().replace("-", " ")) == code


def test_codes_are_drawn_by_chance():
    assert len({new_code() for _ in range(200)}) == 200


def test_a_unit_reads_its_result_letter_once_it_is_issued(client, year, key, now):
    entry = year.units["level_3"]
    client.force_login(head_of(entry.commune))
    letter, standing = reverse("papers:paper", args=[KIND, key]), reverse("results:standing", args=[2026, "30002"])
    assert client.get(letter).status_code == 403
    assert letter not in client.get(standing).text

    draft = issued(officer(), key, now)

    page = client.get(letter)
    assert (page.status_code, "12/SNV" in page.text, "<textarea" in page.text) == (200, True, False)
    assert letter in client.get(standing).text
    assert client.post(letter, {}).status_code == 403
    signed = client.get(reverse("papers:signed", args=[KIND, key, draft.code]))
    assert signed.getvalue() == PDF
    signed.close()


def test_what_another_service_recorded_is_issued_and_its_correction_is_a_version(now):
    facts = {"kind": "results.report", "subject": "2026", "dated": date(2026, 12, 20), "signed": StoredFileFactory()}
    facts |= {"by": officer(), "now": now}
    former = services.note_issued(**facts, number="1/BC-SNV")
    version = services.note_issued(**facts, number="2/BC-SNV", reason="Ghi sai số")

    former.refresh_from_db()
    assert (former.number, former.is_latest, version.number, version.is_latest) == ("1/BC-SNV", False, "2/BC-SNV", True)
    assert (version.corrects, version.reason) == (former, "Ghi sai số")
