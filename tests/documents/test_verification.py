"""Verification of the store: files really damaged, on a folder and in a bucket."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from documents import services
from documents.models import Finding, Verification, address_of
from documents.queries import last_verification
from documents.services.verification import OvertakenError
from tests.factories.documents import PDF, StoredFileFactory
from tests.stores import machine_clock

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(params=["folder", "bucket"])
def store(request):
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return default_storage


@pytest.fixture
def later(pinned_clock):
    """Two hours later, by the clock of the disk or the bucket: nothing in the store is recent any more."""
    now = machine_clock() + timedelta(hours=2)
    pinned_clock.move_to(now)
    return now


def verified(**options) -> tuple[str, int]:
    """The command's output, and its exit code."""
    out = io.StringIO()
    try:
        call_command("verify_evidence", stdout=out, **options)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def overwrite(address: str, body: bytes) -> None:
    default_storage.delete(address)
    default_storage.save(address, ContentFile(body))


def test_a_whole_store_is_found_whole(store, later):
    files = [StoredFileFactory() for _ in range(3)]
    StoredFileFactory(body=PDF)
    StoredFileFactory(body=PDF, name="lan-hai.pdf")

    printed, code = verified()

    size = sum(file.size for file in files) + len(PDF)
    assert (printed, code) == (f"4 contents, {size} bytes read: 0 missing, 0 altered, 0 orphaned.\n", 0)
    assert last_verification().files_count == 4


def test_what_is_gone_changed_or_belongs_to_nobody_is_named(store, later):
    whole, gone, changed, cut = (StoredFileFactory() for _ in range(4))
    default_storage.delete(gone.content.name)
    overwrite(changed.content.name, b"\0" * changed.size)
    with cut.content.open() as content:
        half = content.read(cut.size // 2)
    overwrite(cut.content.name, half)
    stray = address_of(hashlib.sha256(b"stray").hexdigest())
    default_storage.save(stray, ContentFile(b"stray"))
    default_storage.save("content/ghi-chu.txt", ContentFile(b"?"))
    misplaced = f"content/00/00/{whole.sha256}"
    default_storage.save(misplaced, ContentFile(b"?"))

    printed, code = verified()

    result = set(Finding.objects.values_list("kind", "address"))
    assert code == 1
    assert result == {
        ("missing", gone.content.name),
        ("altered", changed.content.name),
        ("altered", cut.content.name),
        ("orphaned", stray),
        ("orphaned", "content/ghi-chu.txt"),
        ("orphaned", misplaced),
    }
    assert all(f"{kind} {address}\n" in printed for kind, address in result)
    assert printed.endswith("1 missing, 2 altered, 3 orphaned.\n")


def test_one_changed_bit_is_enough(later, settings):
    stored = StoredFileFactory(body=PDF)
    path = Path(settings.MEDIA_ROOT, stored.content.name)
    path.chmod(0o600)
    path.write_bytes(bytes([PDF[0] ^ 1]) + PDF[1:])

    assert verified()[1] == 1
    assert list(Finding.objects.values_list("kind", flat=True)) == ["altered"]


def test_bytes_that_came_just_now_are_not_yet_orphans(monkeypatch):
    """Their row may be under way in another transaction."""
    default_storage.save(address_of("ab" * 32), ContentFile(b"just now"))

    assert verified()[1] == 0


def test_broken_off_it_goes_on_where_it_was(later, monkeypatch):
    files = sorted((StoredFileFactory() for _ in range(4)), key=lambda file: file.sha256)
    default_storage.delete(files[0].content.name)
    opened = []
    read = type(default_storage._wrapped)._open

    def noted(self, name, mode="rb"):
        if len(opened) == 3 and not broken:
            broken.append(name)
            raise OSError("the disk does not answer")
        opened.append(name)
        return read(self, name, mode)

    broken: list[str] = []
    monkeypatch.setattr(type(default_storage._wrapped), "_open", noted)
    with pytest.raises(OSError, match="does not answer"):
        verified()
    half = Verification.objects.get()
    printed, code = verified()

    assert (half.files_count, half.position, half.finished_at) == (3, files[2].sha256, None)
    assert opened == [file.content.name for file in files]
    assert (Verification.objects.count(), code) == (1, 1)
    assert "4 contents" in printed
    assert Finding.objects.get().address == files[0].content.name


def test_a_run_of_so_many_minutes_stops_and_the_next_goes_on(later):
    for _ in range(3):
        StoredFileFactory()

    printed, code = verified(minutes=0)
    middle = Verification.objects.get()

    assert (printed, code, middle.files_count) == ("1 read; the next run goes on from there.\n", 0, 1)
    assert verified()[0].startswith("3 contents")
    assert Verification.objects.count() == 1


def test_begun_again_nothing_is_gone_on_with(later):
    StoredFileFactory()
    StoredFileFactory()
    verified(minutes=0)

    assert verified(restart=True)[0].startswith("2 contents")
    assert Verification.objects.count() == 2


def test_two_runs_at_once_do_not_count_twice(later):
    StoredFileFactory()
    StoredFileFactory()
    first = services.begin_verification(now=later)
    second = services.begin_verification(now=later)

    services.verify_next(verification=first, now=later)

    assert first == second
    with pytest.raises(OvertakenError):
        services.verify_next(verification=second, now=later)
    assert Verification.objects.get().files_count == 1


class Noting(io.BytesIO):
    """Bytes that note how much of them is asked for at a time."""

    sizes: set[int] = set()

    def read(self, size=-1):
        self.sizes.add(size)
        return super().read(size)


def test_a_file_is_read_in_pieces(later, monkeypatch):
    body = PDF + b"%" * (3 * 2**20)
    StoredFileFactory(body=body)
    monkeypatch.setattr(type(default_storage._wrapped), "_open", lambda *args: Noting(body))

    assert verified()[1] == 0
    assert Noting.sizes == {2**20}
