"""The office's registry and the hand-over of a year: numbers typed or imported, the package, what keeps files."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.models import Entry
from documents.services import make_export, request_export
from evidence import services as evidence_services
from kernel.refusals import Refused
from records import services
from records.exports import ARCHIVE_PACKAGE
from records.models import RegistryEntry, Release
from records.package import COLUMNS, LIST, SUMS
from records.package_check import package_faults
from records.policies import entry_problems, release_problems
from records.registry import registry_rows
from tests.factories.accounts import officer
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.results import OutcomeFactory
from tests.kept_rows import kept
from tests.papers.test_drafts import issued, unit_key
from tests.results.building import whole_year
from tests.results.test_services import PUBLISHED, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


@kept(at=PUBLISHED, sets_clock=True)
def year():
    return publish(whole_year())


def pdf(name="so.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def released(year, now, kind="handed_over", number="01/BBGN"):
    return services.record_release(
        cycle=year.cycle, kind=kind, number=number, dated=date(2026, 12, 28), file=pdf(), by=officer(), now=now
    )


def filled(client, year, *values):
    """The registry's workbook with these values in the last three columns of its first rows."""
    list_page = reverse("records:registry", args=[2026])
    book = openpyxl.load_workbook(io.BytesIO(client.get(list_page, {"as": "xlsx"}).content))
    sheet = book.active
    for row, (number, day, office) in enumerate(values, start=2):
        sheet.cell(row, 8, number), sheet.cell(row, 9, day), sheet.cell(row, 10, office)
    output = io.BytesIO()
    book.save(output)
    return SimpleUploadedFile("so.xlsx", output.getvalue())


def test_the_registry_holds_what_arrived_and_left_each_once(year, now):
    by = officer()
    issued(by, unit_key(year.units["level_3"]), now)
    rows = registry_rows(by, year.cycle)
    keys = [row.document.registry_key for row in rows]

    assert len(keys) == len(set(keys))
    assert "Đăng ký và kế hoạch" in {row.document.kind for row in rows}
    assert [row.document.number for row in rows if row.document.kind == "Thông báo kết quả"] == ["12/SNV"]
    assert all(row.entry is None for row in rows)


def test_a_number_is_typed_with_its_trail_and_not_for_a_day_ahead(client, year, now):
    by = officer()
    client.force_login(by)
    key = registry_rows(by, year.cycle)[0].document.registry_key
    address = reverse("records:entry", args=[2026, key])

    ahead = client.post(address, {"number": "125", "registered_on": "29/12/2026", "office": "Sở Nội vụ"})
    assert ahead.status_code == 422
    assert not RegistryEntry.objects.exists()
    client.post(address, {"number": "125", "registered_on": "28/12/2026", "office": "Sở Nội vụ"})
    client.post(address, {"number": "126", "registered_on": "28/12/2026", "office": "Sở Nội vụ"})

    assert RegistryEntry.objects.get().number == "126"
    facts = [one.facts["was"] for one in Entry.objects.filter(verb="records.enter_number").order_by("pk")]
    assert facts == ["–", "125 28/12/2026 Sở Nội vụ"]
    assert "126" in client.get(reverse("records:registry", args=[2026])).text
    assert client.get(reverse("records:entry", args=[2026, "nothing"])).status_code == 404


@pytest.mark.parametrize("state", ["drafted", "approved"])
def test_a_year_is_released_once_its_results_are_decided_and_on_a_day_that_has_come(state, now):
    outcome = OutcomeFactory(**{state: True} if state == "approved" else {})
    cycle, today, tomorrow = outcome.registration.cycle, date(2026, 12, 28), date(2026, 12, 29)
    is_open = ["release_year_open"] * (state == "drafted")

    assert [one.code for one in release_problems(cycle, dated=today, now=now)] == is_open
    assert [one.code for one in release_problems(cycle, dated=tomorrow, now=now)] == [*is_open, "release_day_ahead"]
    assert [one.code for one in entry_problems(registered_on=today, now=now)] == []
    assert [one.code for one in entry_problems(registered_on=tomorrow, now=now)] == ["registry_day_ahead"]


def test_numbers_come_by_workbook_all_or_none(client, year):
    client.force_login(officer())
    address = reverse("records:registry", args=[2026])
    day = date(2026, 12, 1)

    broken = filled(client, year, ("1", day, "Sở Nội vụ"), ("2", "hôm qua", "Sở Nội vụ"), ("3", day, ""))
    answer = client.post(address, {"workbook": broken})
    assert answer.status_code == 422
    assert [f"{row}" for row in (3, 4) if str(row) in answer.text] == ["3", "4"]
    assert not RegistryEntry.objects.exists()

    client.post(address, {"workbook": filled(client, year, ("1", day, "Sở Nội vụ"), ("2", "02/12/2026", "Sở Nội vụ"))})
    assert list(RegistryEntry.objects.order_by("number").values_list("number", "registered_on")) == [
        ("1", day),
        ("2", date(2026, 12, 2)),
    ]


def made_package(year, now):
    by = officer()
    issued(by, unit_key(year.units["level_3"]), now)
    facts = {"year": 2026}
    export = request_export(kind=ARCHIVE_PACKAGE, facts=facts, language="vi", by=by, now=now)
    make_export(export_id=export.pk, now=now)
    export.refresh_from_db()
    return export


def test_the_package_lists_every_document_with_its_hash_and_is_whole(year, now, tmp_path, capsys):
    row = registry_rows(officer(), year.cycle)[0]
    services.enter_number(
        cycle=year.cycle,
        document=row.document.registry_key,
        number="77",
        registered_on=date(2026, 12, 1),
        office="Sở Nội vụ",
        by=officer(),
        now=now,
    )
    export = made_package(year, now)
    assert (export.made_at, export.done) == (now, export.whole)
    with export.file.open() as file:
        content = file.read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read(LIST).decode("utf-8-sig"))))
        about = archive.read("DOC-TRUOC.txt").decode()
        ranking = next(one for one in rows if one["loai"] == "Bảng xếp hạng")
        with pikepdf.open(io.BytesIO(archive.read(ranking["tep"]))) as made, made.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("2", "U")
    assert [name for name in COLUMNS if f"- {name}:" not in about] == []
    assert (ranking["dinh_dang"], ranking["so_trang"].isdecimal()) == ("PDF/A-2u", True)
    assert [one["so_ky_hieu"] for one in rows if one["loai"] == "Thông báo kết quả"] == ["12/SNV"]
    assert "77" in {one["so_dang_ky"] for one in rows}

    path = tmp_path / "goi.zip"
    path.write_bytes(content)
    call_command("check_archive", str(path))
    assert "whole" in capsys.readouterr().out


@pytest.fixture(scope="module")
def small():
    """A whole package of one file, as its parts by name."""
    body = PDF
    digest = hashlib.sha256(body).hexdigest()
    values = dict.fromkeys(COLUMNS, "") | {
        "stt": "1",
        "loai": "Báo cáo",
        "tac_gia": "Sở",
        "trich_yeu": "Về việc",
        "tep": "van-ban-di/0001 a.pdf",
        "kich_thuoc": str(len(body)),
        "sha256": digest,
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS))
    writer.writeheader()
    writer.writerow(values)
    parts = {"van-ban-di/0001 a.pdf": body, LIST: text.getvalue().encode("utf-8-sig"), "DOC-TRUOC.txt": b"x"}
    sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    return parts | {SUMS: sums.encode()}


def faults(parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return list(package_faults(output))


def test_a_changed_package_is_detected(small, tmp_path):
    name = "van-ban-di/0001 a.pdf"
    assert faults(small) == []
    assert faults(small | {name: PDF + b"x"}) == [
        f"{name}: altered, its hash is another",
        f"{name}: hash or size in {LIST} is another",
    ]
    assert faults({key: part for key, part in small.items() if key != name}) == [
        f"{name}: missing",
        f"{name}: listed, but missing",
    ]
    assert faults(small | {"them.pdf": b"x"}) == ["them.pdf: in no list of hashes", f"them.pdf: not in {LIST}"]
    assert faults({LIST: b""}) == [f"{SUMS}: missing", "DOC-TRUOC.txt: missing"]
    assert list(package_faults(io.BytesIO(b"no zip"))) == ["this is no ZIP file, or it is damaged"]

    path = tmp_path / "goi.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(CommandError):
        call_command("check_archive", str(path))


def test_a_release_is_written_and_of_a_decided_year(client, year, now):
    client.force_login(officer())
    address = reverse("records:archive", args=[2026])
    typed = {"kind": "handed_over", "number": "01/BBGN", "dated": "29/12/2026", "file": pdf()}
    assert client.post(address, typed).status_code == 422
    client.post(address, typed | {"dated": "28/12/2026", "file": pdf()})

    release = Release.objects.get()
    assert (release.kind, release.number, release.file.name) == ("handed_over", "01/BBGN", "so.pdf")
    assert "01/BBGN" in client.get(address).text
    given = client.get(reverse("records:release_file", args=[2026, release.pk]))
    assert given.getvalue() == PDF
    given.close()


def test_an_undecided_year_is_not_released(now):
    built = whole_year()
    with pytest.raises(Refused) as refusal:
        released(built, now)
    assert [problem.code for problem in refusal.value.problems] == ["release_year_open"]


def test_no_evidence_of_a_year_goes_before_it_was_handed_over_or_released(year, now):
    long_on = now.replace(year=2040)
    work = year.units["silent"].self_assessment
    EvidenceItemFactory(score=work.scores.first())
    assert evidence_services.delete_expired(now=long_on) == []
    assert evidence_services.kept_years(now=long_on) == [2026]

    released(year, now)

    assert evidence_services.kept_years(now=long_on) == []
    assert [one.count for one in evidence_services.delete_expired(now=long_on)] == [1]
