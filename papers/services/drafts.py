"""Services on a paper: edit, issue with its signed copy, revoke, correct by another version."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record, record_once
from documents.models import StoredFile
from documents.services import store_file
from kernel.problems import required
from kernel.refusals import refuse_if
from papers.kinds import paper_kinds
from papers.models import Draft
from papers.policies import editing_problems, issuing_problems, undoing_problems
from papers.queries import VisiblePaper, drafted_sections, sections_of


@transaction.atomic
def write_paper(
    *,
    paper: VisiblePaper,
    number: str,
    dated: date | None,
    signer_title: str,
    signer_name: str,
    texts: Mapping[str, str],
    seen: int,
    by: User,
    now: datetime,
) -> Draft:
    """Save the typed text; a section that is emptied, or equals its draft, follows the data.

    `seen` is the version that the page showed.

    Raises:
        Refused: the paper was issued, or somebody else changed it meanwhile.
        ValidationError: a value does not fit its field.
    """
    draft = _locked(paper)
    refuse_if(editing_problems(draft, seen=seen))
    draft = draft or Draft(kind=paper.key, subject=paper.subject)
    draft.number, draft.dated = number.strip(), dated
    draft.signer_title, draft.signer_name = signer_title.strip(), signer_name.strip()
    draft.sections = _edited(paper, draft, texts)
    return _saved(draft, "papers.write_paper", by=by, now=now)


@transaction.atomic
def begin_paper(*, paper: VisiblePaper, by: User, now: datetime) -> Draft:
    """The paper's row, so that its file has a code; created where nobody has typed anything yet."""
    draft = _locked(paper)
    if draft is not None:
        return draft
    return _saved(Draft(kind=paper.key, subject=paper.subject), "papers.write_paper", by=by, now=now)


@transaction.atomic
def issue_paper(
    *,
    paper: VisiblePaper,
    number: str,
    dated: date,
    file: UploadedFile,
    signed: int | None = None,
    by: User,
    now: datetime,
) -> Draft:
    """Record the signed copy as the issued paper, with its number and date; it never changes after that.

    What the issue of this kind of paper brings about is done in the same transaction. `signed` is the version whose
    text the file was compared with, where it was.

    Raises:
        Refused: it was already issued, is recorded elsewhere, was changed since that version, its date is in the
            future, or the file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    draft = _locked(paper)
    problems = issuing_problems(draft, paper.kind, dated=dated, now=now, signed=signed)
    refuse_if([*problems, *paper.kind.issuing_problems(paper.about)])
    draft = draft or Draft(kind=paper.key, subject=paper.subject)
    draft.number, draft.dated, draft.issued_at, draft.issued_by = number.strip(), dated, now, by
    draft.signed = store_file(upload=file, by=by, now=now)
    _saved(draft, "papers.issue_paper", by=by, now=now)
    paper.kind.on_issue(draft, paper.about, by=by, now=now)
    return draft


@transaction.atomic
def revoke_paper(*, paper: VisiblePaper, reason: str, by: User, now: datetime) -> Draft:
    """Revoke an issued paper; it stays readable.

    Raises:
        Refused: it is not issued, or no reason is given.
    """
    draft = _locked(paper)
    refuse_if(undoing_problems(draft, paper.kind, reason=reason))
    draft = required(draft)
    draft.revoked_at, draft.revoked_by, draft.reason = now, by, reason.strip()
    return _saved(draft, "papers.revoke_paper", by=by, now=now)


@transaction.atomic
def correct_paper(*, paper: VisiblePaper, reason: str, by: User, now: datetime) -> Draft:
    """Begin a new version of an issued paper with its text; the old one is valid until the new one is issued.

    Raises:
        Refused: it is not issued, or no reason is given.
    """
    former = _locked(paper)
    refuse_if(undoing_problems(former, paper.kind, reason=reason))
    return _succeed(required(former), reason=reason, by=by, now=now)


@transaction.atomic
def note_issued(
    *,
    kind: str,
    subject: str,
    number: str,
    dated: date,
    signed: StoredFile,
    reason: str = "",
    by: User,
    now: datetime,
) -> Draft:
    """Store what another service has recorded as issued, in its transaction; a correction makes another version."""
    drafts = Draft.objects.select_for_update(of=("self",), no_key=True)
    draft = drafts.filter(kind=kind, subject=subject, is_latest=True).first()
    if draft is not None and draft.issued_at:
        draft = _succeed(draft, reason=reason or number, by=by, now=now)
    draft = draft or Draft(kind=kind, subject=subject)
    draft.number, draft.dated, draft.signed = number, dated, signed
    draft.issued_at, draft.issued_by = now, by
    return _saved(draft, "papers.issue_paper", by=by, now=now)


def _succeed(former: Draft, *, reason: str, by: User, now: datetime) -> Draft:
    former.is_latest = False
    former.save(update_fields=["is_latest"])
    version = Draft(kind=former.kind, subject=former.subject, corrects=former, reason=reason.strip())
    for kept in ("number", "dated", "signer_title", "signer_name", "sections"):
        setattr(version, kept, getattr(former, kept))
    return _saved(version, "papers.correct_paper", by=by, now=now)


def _locked(paper: VisiblePaper) -> Draft | None:
    drafts = Draft.objects.select_for_update(of=("self",), no_key=True)
    return drafts.filter(kind=paper.key, subject=paper.subject, is_latest=True).first()


def _edited(paper: VisiblePaper, draft: Draft, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The sections that differ from their draft, each with the draft that they were made from."""
    edited = {}
    drafted = {section.key: section.text for section in drafted_sections(paper)}
    for section in sections_of(paper):
        typed = "\n".join(line.rstrip() for line in texts.get(section.key, section.text).strip().splitlines())
        if typed and typed.split() != drafted[section.key].split():
            kept = draft.sections.get(section.key)
            is_same = kept is not None and typed.split() == section.text.split()
            edited[section.key] = kept if is_same and kept else {"text": typed, "basis": drafted[section.key]}
    return edited


def _saved(draft: Draft, verb: str, *, by: User, now: datetime) -> Draft:
    draft.changed_at, draft.changed_by, draft.version = now, by, draft.version + 1
    draft.full_clean(exclude=["signed"])
    draft.save()
    kind = paper_kinds.get(draft.kind)
    facts = {"paper": draft.kind, "subject": draft.subject, "number": draft.number, "reason": draft.reason}
    label = f"{kind.name if kind else draft.kind} {draft.subject}"
    if verb == "papers.write_paper":
        record_once(verb, by=by, now=now, on=draft, label=label, **facts)
    else:
        record(verb, by=by, now=now, on=draft, label=label, **facts)
    return draft
