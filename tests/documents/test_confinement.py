"""Foreign bytes are read only in the sandbox: what a reader cannot do, its limits, and what is not tried again."""

import io
import os
import socket
import threading
import time
import zlib
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from openpyxl import Workbook

from documents import services
from documents.kinds import DOCX
from documents.models import FailedReading, StoredFile
from documents.readers import TOO_LARGE, NotReadError, limits
from documents.sandbox.reading import Reader, UnreadableError, kept_waiting, read, read_bytes
from documents.workbooks import Formula, SentWorkbook
from tests.documents.test_pictures import encoded, scene
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED
from tests.factories.office import open_xml


def trial(name, **limits):
    return Reader(name, f"tests.documents.readings:{name}", **({"seconds": 2, "megabytes": 64} | limits))


def why_not(reader, **options):
    with pytest.raises(UnreadableError) as unread:
        read(reader, io.BytesIO(b"abc"), **options)
    return unread.value


def test_a_reading_has_nothing_of_the_portals_and_its_answer_is_plain(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    shown, made = read_bytes(trial("tell"), io.BytesIO(b"abc"), back={"a": [1]})

    assert (shown["back"], shown["size"], made) == ({"a": [1]}, 3, b"cba")
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(shown["environment"])


def test_it_reaches_no_network_no_program_and_writes_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        reached = why_not(trial("reach"), port=listening.getsockname()[1])
    written = why_not(trial("write"), path=str(tmp_path / "x"))
    started = why_not(trial("start"))

    assert (reached.why, written.why, started.why) == ("broken", "broken", "broken")
    assert not (tmp_path / "x").exists()
    assert all("Error" in refused.message for refused in (reached, written, started))


def test_it_takes_no_more_time_and_memory_than_it_is_given():
    began = time.monotonic()
    assert why_not(trial("spin", seconds=1)).why == "too_slow"
    # Three times its second, and five times as long again where other work keeps the CPU busy.
    assert time.monotonic() - began < 20
    assert why_not(trial("hoard"), megabytes=100).why == "too_large"
    assert read(trial("hoard"), io.BytesIO(), megabytes=10) == 10 * 2**20


def test_the_import_of_a_reader_is_no_time_of_the_files():
    assert read(Reader("slow", "tests.documents.slow_import:tell", seconds=1), io.BytesIO(b"abc")) == 3


def test_the_time_for_which_a_process_waits_for_the_processor_is_known():
    number = int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    handle = os.pidfd_open(os.getpid())
    shown = kept_waiting(handle)
    os.close(handle)

    assert number <= shown < number + 60
    assert kept_waiting(handle) == 0


def test_a_reader_that_exits_or_raises_reports_broken_and_the_next_one_runs():
    assert [why_not(trial("crash")).why, why_not(trial("fail")).why] == ["broken", "broken"]
    assert read(trial("tell"), io.BytesIO(b"ab"), back=1)["size"] == 2


def test_a_missing_reader_is_our_fault_and_not_the_files():
    with pytest.raises(RuntimeError):
        read(Reader("none", "documents.readers.pictures:none"), io.BytesIO())


def test_many_threads_read_at_once():
    listed = []
    threads = [
        threading.Thread(
            target=lambda size=size: listed.append(read(trial("tell"), io.BytesIO(b"x" * size), back=size)["size"])
        )
        for size in range(1, 9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(listed) == list(range(1, 9))


# -- Bounds ------------------------------------------------------------------------------------------------------------


def jpeg_of_many_scans(count=200):
    """A progressive JPEG whose last scan is repeated."""
    output = io.BytesIO()
    scene(160, 80).save(output, "JPEG", progressive=True)
    body = output.getvalue()
    last = body.rindex(b"\xff\xda")
    return body[:-2] + body[last:-2] * count + b"\xff\xd9"


def pdf_that_unpacks_to(megabytes, *, twice):
    body = zlib.compress(bytes(megabytes * 2**20), 9)
    filters = [pikepdf.Name.FlateDecode]
    if twice:
        body, filters = zlib.compress(body, 9), filters * 2
    output = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page()
        stream = pikepdf.Stream(document, b"")
        stream.write(body, filter=pikepdf.Array(filters), decode_parms=pikepdf.Array([None] * len(filters)))
        page.obj.Contents = document.make_indirect(stream)
        document.save(output, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return output.getvalue()


def pdf_of_packed_objects(megabytes, *, twice=False, kind=b"/ObjStm"):
    """One packed object among very many spaces."""
    packing = zlib.compressobj(9)
    body = packing.compress(b"5 0 <</A 1>>")
    body += b"".join(packing.compress(b" " * 2**20) for _ in range(megabytes)) + packing.flush()
    filters = b"/FlateDecode"
    if twice:
        body, filters = zlib.compress(body, 9), b"[/FlateDecode /FlateDecode]"
    head = b"<</Type%s/N 1/First 4/Filter %s/Length %d>>" % (kind, filters, len(body))
    return b"%PDF-1.5\n4 0 obj\n" + head + b"stream\r\n" + body + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "shape", [{}, {"twice": True}, {"kind": b"/Obj#53tm"}, {"kind": b"/XRef"}], ids=["once", "twice", "escaped", "list"]
)
def test_what_a_pdf_unpacks_to_be_opened_is_counted_before_a_reader_opens_it(shape):
    limits.limit_packed_objects(io.BytesIO(pdf_of_packed_objects(1, **shape)))
    with pytest.raises(NotReadError) as beyond:
        limits.limit_packed_objects(io.BytesIO(pdf_of_packed_objects(60, **shape)))
    assert beyond.value.why == TOO_LARGE


def pdf_of_many_objects(count=210_000):
    """No list says where they are."""
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n<</A 1>>\nendobj\n" % number for number in range(count))


def test_packed_objects_are_found_wherever_they_lie(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PACKED", 2**20)
    blanks, body = b"%" + b" " * 2**20 + b"\n", pdf_of_packed_objects(2)
    for place in (0, 3, 4, 5):
        with pytest.raises(NotReadError):
            limits.limit_packed_objects(io.BytesIO(blanks * place + body))
    # Where one window ends and the next begins.
    for short in range(60, 80):
        with pytest.raises(NotReadError):
            limits.limit_packed_objects(io.BytesIO(b" " * (4 * 2**20 - short) + body))


def docx_of_many_members(count=60_000):
    """Its list of members names the first one over and over."""
    body = open_xml("word/document.xml")
    end = body.rindex(b"PK\x05\x06")
    start = int.from_bytes(body[end + 16 : end + 20], "little")
    listed = body[start:end] * count
    tail = body[end : end + 12] + len(listed).to_bytes(4, "little") + body[end + 16 :]
    return body[:start] + listed + tail


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "media_type"),  # made by the test: a worker that runs others would make them all
    [
        (jpeg_of_many_scans, "image/jpeg"),
        (partial(pdf_that_unpacks_to, 300, twice=False), "application/pdf"),
        (partial(pdf_that_unpacks_to, 300, twice=True), "application/pdf"),
        (partial(pdf_of_packed_objects, 60, twice=True), "application/pdf"),
        (pdf_of_many_objects, "application/pdf"),
        (partial(pdf_that_unpacks_to, 10, twice=False), "application/pdf"),
        (docx_of_many_members, DOCX.media_type),
    ],
    ids=["scans", "unpacked", "unpacked twice", "packed objects", "objects", "repeated", "members"],
)
def test_what_breaks_the_bounds_is_judged_once_and_read_by_nobody(make, media_type):
    stored = StoredFileFactory(body=make(), media_type=media_type)
    services.inspect_content(inspection_id=stored.inspection_id, now=ADDED)
    preview = services.make_preview(inspection_id=stored.inspection_id, now=ADDED)
    stored = StoredFile.objects.get(pk=stored.pk)

    assert (stored.inspection.refused, preview.state, preview.why) == ("too_large", "cannot", "too_large")
    assert not FailedReading.objects.exists()
    with pytest.raises(UnreadableError):
        services.read_stored(reader=trial("tell"), stored=stored, now=ADDED, back=1)


def test_scans_are_those_of_the_picture_and_not_of_what_follows_it():
    plain = encoded(scene(), "JPEG")
    assert limits.scans_of(plain + b"\xff\xda" * 5000) == limits.scans_of(plain) == 1
    with pytest.raises(NotReadError) as beyond:
        limits.limit_scans(jpeg_of_many_scans(), 100)
    assert beyond.value.why == TOO_LARGE


@pytest.mark.django_db
def test_a_reader_that_failed_is_not_run_again_until_its_next_version():
    stored = StoredFileFactory(body=encoded(scene(), "JPEG"), media_type="image/jpeg")
    for _ in range(2):
        with pytest.raises(UnreadableError):
            services.read_stored(reader=trial("fail"), stored=stored, now=ADDED)
    noted = FailedReading.objects.get()
    assert (noted.reader, noted.version, noted.why) == ("fail", 1, "broken")
    # The same name, a newer version, and now it can.
    learnt = Reader("fail", "tests.documents.readings:tell", version=2)
    assert services.read_stored(reader=learnt, stored=stored, now=ADDED, back=1)["back"] == 1
    assert not FailedReading.objects.exists()


def test_a_row_with_a_number_beyond_all_others_is_read_at_once_and_formulas_are_marked():
    book = open_workbook({"A1": "=1+1", "B1": "text", "A1048576": 7})
    began = time.process_time()
    sheet = SentWorkbook(book)
    rows = list(sheet.rows(sheet.sheets[0]))

    assert time.process_time() - began < 5
    assert [number for number, _cells in rows] == [1, 2**20]
    assert (isinstance(rows[0][1][0], Formula), isinstance(rows[0][1][1], Formula)) == (True, False)


def open_workbook(cells):
    book, output = Workbook(), io.BytesIO()
    for place, value in cells.items():
        book.active[place] = value
    book.save(output)
    output.seek(0)
    return output
