"""The dossier as one ZIP: the decree's order, safe names, nothing whole in memory, one missing file breaks no other."""

import hashlib
import io
import os
import subprocess
import tracemalloc
import unicodedata
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from documents.checks import archive_name
from documents.models import Inspection
from evidence.archive import members_of, streamed
from scoring.models import Rubric
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import EvidenceItemFactory, complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.once  # what it says does not hang on the database

UNSAFE = set('\\/:*?"<>|')


@pytest.fixture
def work(db):
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10", "I.2": "14"})


def put(work, criterion, name, position=1, **fields):
    score = work.scores.get(criterion__code=criterion)
    return EvidenceItemFactory(score=score, position=position, file=StoredFileFactory(name=name), **fields)


def packed(work, at, reader=None) -> zipfile.ZipFile:
    content = b"".join(
        streamed(
            members_of(work, reader=reader or officer()), title="Hồ sơ 2026 – Phường Thử", made_at=at(2026, 11, 22)
        )
    )
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def test_papers_come_first_then_each_criterion_as_a_set_in_its_order(work, at):
    complete_dossier(work)
    work.scores.get(criterion__code="I.1").evidence_items.all().delete()
    put(work, "I.1", "hai.pdf", position=2)
    put(work, "I.1", "một.pdf", position=1)

    names = packed(work, at).namelist()

    assert [name.partition("/")[0] for name in names[:3]] == ["1. Tờ trình", "2. Báo cáo", "3. Bảng tự chấm điểm"]
    assert [name for name in names if "I.1" in name] == [
        "4. Minh chứng/I/I.1/01 một.pdf",
        "4. Minh chứng/I/I.1/02 hai.pdf",
    ]
    assert names[-1] == "MỤC LỤC.txt"


def test_the_list_of_contents_cites_each_document_as_an_office_would(work, at):
    put(work, "I.1", "qd.pdf", number="12/QĐ-UBND", issuer="UBND xã An Lão")

    contents = packed(work, at).read("MỤC LỤC.txt").decode("utf-8-sig")

    assert "Quyết định số 12/QĐ-UBND" in contents
    assert "1 tệp" in contents
    assert "I.1 Nội dung I.1\r\n4. Minh chứng/I/I.1/01 qd.pdf\t" in contents


def test_removed_files_stay_out(work, at):
    item = put(work, "I.1", "bo.pdf")
    item.removed_at, item.removed_by = at(2026, 11, 20), officer()
    item.save()

    assert packed(work, at).namelist() == ["MỤC LỤC.txt"]


def test_a_lost_file_is_named_and_the_others_are_there(work, at):
    lost, kept = put(work, "I.1", "mat.pdf"), put(work, "I.2", "con.pdf")
    lost.file.content.storage.delete(lost.file.content.name)

    archive = packed(work, at)

    assert [name.rpartition("/")[2] for name in archive.namelist()] == ["01 con.pdf", "MỤC LỤC.txt"]
    with kept.file.content.open() as content:
        assert archive.read(archive.namelist()[0]) == content.read()
    contents = archive.read("MỤC LỤC.txt").decode("utf-8-sig")
    assert "Không đọc được: 1 tệp" in contents
    assert "mat.pdf" in contents


def test_what_is_infected_stays_out_and_is_named(work, at):
    infected = put(work, "I.1", "virus.pdf")
    put(work, "I.2", "sach.pdf")
    Inspection.objects.filter(pk=infected.file.inspection.pk).update(
        state=Inspection.State.INFECTED, reason="Eicar", scanned_at=at(2026, 11, 21)
    )

    archive = packed(work, at)

    assert [name.rpartition("/")[2] for name in archive.namelist()] == ["01 sach.pdf", "MỤC LỤC.txt"]
    contents = archive.read("MỤC LỤC.txt").decode("utf-8-sig")
    assert "bị cách ly, không gửi kèm: 1 tệp" in contents
    assert "virus.pdf" in contents


def test_a_large_file_goes_through_in_pieces(work, at):
    """Fifty megabytes are sent while at most a tenth of them is in memory at any moment."""
    item = put(work, "I.1", "lon.pdf")
    storage, name = item.file.content.storage, item.file.content.name
    storage.delete(name)
    storage.save(name, ContentFile(b"x" * 50_000_000))
    members = members_of(work, reader=officer())

    tracemalloc.start()
    sent = sum(len(piece) for piece in streamed(members, title="Hồ sơ", made_at=at(2026, 11, 22)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent > 50_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize(("count", "state"), [(1, "open"), (3, "open")])
def test_it_costs_three_queries_at_any_size(work, count, state, django_assert_num_queries):
    for place in range(count):
        put(work, "I.1", f"{place}.pdf", position=place)

    person = officer()
    with django_assert_num_queries(3):
        members_of(work, reader=person)


def test_the_commune_and_the_department_take_it_home(client, work, at):
    at(2026, 11, 22)
    put(work, "I.1", "một.pdf")
    client.force_login(editor_of(work.registration.commune))

    answer = client.get(reverse("evidence:archive", args=[2026, work.registration.commune.code]))

    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert (answer["Content-Type"], len(names)) == ("application/zip", 2)


NAMES = (
    "Quyết định về việc ban hành quy chế tiếp công dân, giải quyết khiếu nại, tố cáo năm 2026 " * 2 + ".pdf",
    "ữ" * 150 + ".docx",
    "CON.pdf",
    "biên bản. .pdf",
    "hoặc?*<>|:.pdf",
    "..\\..\\ngoai.pdf",
    "ảnh.PDF",
    "ẢNH.pdf",
)


@pytest.fixture
def unpacked(work, at, tmp_path):
    """The archive on disk, of a dossier whose names try every system, with what it is to hold."""
    complete_dossier(work)
    part = work.parts.get(kind="letter")
    part.signed = StoredFileFactory(name="NUL.pdf")
    part.save()
    work.scores.get(criterion__code="I.1").evidence_items.all().delete()
    for place, name in enumerate(NAMES, start=1):
        put(work, "I.1", name, position=place)
    members = members_of(work, reader=officer())
    path = tmp_path / "ho-so.zip"
    path.write_bytes(b"".join(streamed(members, title="Hồ sơ", made_at=at(2026, 11, 22))))
    return path, {member.path: member.file.sha256 for member in members}


@pytest.mark.parametrize(
    "command", [("unzip", "-q", "{zip}", "-d", "{to}"), ("7z", "x", "-y", "-o{to}", "{zip}"), ("python",)]
)
def test_every_file_comes_out_whole_under_its_name(unpacked, tmp_path, command):
    path, wanted = unpacked
    to = tmp_path / "ra"
    if command == ("python",):
        zipfile.ZipFile(path).extractall(to)
    else:
        listed = [part.format(zip=path, to=to) for part in command]
        subprocess.run(
            listed, check=True, capture_output=True, env=os.environ | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        )

    result = {str(file.relative_to(to)): file.read_bytes() for file in to.rglob("*") if file.is_file()}
    assert result.pop("MỤC LỤC.txt").decode("utf-8-sig").startswith("Hồ sơ")
    assert {name: hashlib.sha256(body).hexdigest() for name, body in result.items()} == wanted


def test_no_path_is_too_long_and_no_name_is_one_that_windows_keeps(unpacked):
    _path, wanted = unpacked
    parts = [part for path in wanted for part in path.split("/")]

    assert max(map(len, wanted)) <= 150
    assert max(len(part.encode()) for part in parts) <= 200
    assert not [part for part in parts if part.endswith((".", " ")) or UNSAFE & set(part)]
    assert not [part for part in parts if part.partition(".")[0].strip().upper() in {"CON", "NUL", "AUX", "PRN"}]
    assert len({path.casefold() for path in wanted}) == len(wanted)


@pytest.mark.usefixtures("decree")
def test_the_deepest_criterion_of_the_decree_has_space_for_a_name():
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=Rubric.objects.get())
    put(work, "III.1.2.2", "ữ" * 150 + ".pdf")

    (member,) = members_of(work, reader=officer())

    assert member.path.startswith("4. Minh chứng/III/III.1/III.1.2/01 III.1.2.2 ữữữ")
    assert member.path.endswith("ữ.pdf")
    assert len(member.path) <= 150


@given(st.text(max_size=300))
def test_every_name_is_one_that_every_system_takes(text):
    name = archive_name(text)

    assert 0 < len(name) <= 100
    assert len(name.encode()) <= 200
    assert not UNSAFE & set(name)
    assert not any(unicodedata.category(char).startswith("C") for char in name)
    assert name.strip(" ") == name
    assert name not in (".", "..")


def test_the_ending_of_a_long_name_is_kept():
    assert archive_name("a" * 300 + ".pdf").endswith("a.pdf")
