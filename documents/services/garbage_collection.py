"""Delete what was stored and is unreferenced: files that no row refers to, and bytes that no file refers to.

The former came with refused forms, or were replaced; the latter with transactions that were rolled back.
"""

from datetime import datetime, timedelta

from documents.models import Discarded, StoredFile, address_of
from documents.queries import loose_files
from documents.services.deletion import discard_files
from documents.services.verification import orphans_of, walked_folders

# How long a file is kept for its refused form to be sent again.
PATIENCE = timedelta(days=1)


def collect_files(*, now: datetime) -> tuple[int, int]:
    """Delete unreferenced files and bytes; returns how many of each. Bytes are deleted like discarded ones.

    Safe to run at any time and to repeat.
    """
    files = discard_files(files=loose_files().filter(stored_at__lte=now - PATIENCE), now=now)
    storage, strays = StoredFile._meta.get_field("content").storage, 0
    for folder in walked_folders(storage):
        for address in orphans_of(storage, folder, now=now):
            sha256 = address.rpartition("/")[2]
            if address == address_of(sha256):
                facts = {"size": storage.size(address), "discarded_at": now}
                strays += Discarded.objects.get_or_create(sha256=sha256, defaults=facts)[1]
    return files, strays
