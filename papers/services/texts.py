"""Services on the texts that the office owns."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.refusals import refuse_if
from papers.models import TextVersion
from papers.office_texts import office_texts
from papers.policies import text_writing_problems


@transaction.atomic
def write_text(*, key: str, text: str, seen: int, by: User, now: datetime) -> TextVersion | None:
    """Save another version of a text; None where nothing changed. `seen` is the version that the page showed.

    Raises:
        Refused: papers cannot use the text, or somebody else changed it meanwhile.
    """
    last = _last(key)
    text = "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())
    refuse_if(text_writing_problems(office_texts[key], text, last, seen=seen))
    if text == (last.text if last and last.text else office_texts[key].built_in):
        return None
    return _saved(key, text, last, verb="papers.write_text", by=by, now=now)


@transaction.atomic
def restore_text(*, key: str, by: User, now: datetime) -> TextVersion | None:
    """Take the built-in text back; None where it is used already."""
    last = _last(key)
    if last is None or not last.text:
        return None
    return _saved(key, "", last, verb="papers.restore_text", by=by, now=now)


def _last(key: str) -> TextVersion | None:
    versions = TextVersion.objects.select_for_update(of=("self",), no_key=True)
    return versions.filter(key=key).order_by("-number").first()


def _saved(key: str, text: str, last: TextVersion | None, *, verb: str, by: User, now: datetime) -> TextVersion:
    number = last.number + 1 if last else 1
    version = TextVersion.objects.create(key=key, number=number, text=text, written_at=now, written_by=by)
    before = last.text if last and last.text else office_texts[key].built_in
    record(verb, by=by, now=now, on=version, label=str(office_texts[key].name), was=before, text=text)
    return version
