"""A paper for a reader: its subject, its version, its sections."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from audit.proofs import latest_root
from documents.papers import Check, Paper
from papers.codes import as_written, is_ours
from papers.kinds import CheckedPaper, PaperKind, Section, Typed, cited, code_lookups, paper_kinds
from papers.models import Draft
from papers.sections import SectionText, section_texts
from papers.texts import texts_read_once


@dataclass(frozen=True, slots=True)
class VisiblePaper:
    """One paper with its kind, its subject, and its latest version, where one was begun."""

    key: str
    kind: PaperKind
    subject: str
    about: Any
    draft: Draft | None

    @property
    def is_issued(self) -> bool:
        return self.draft is not None and self.draft.issued_at is not None


def visible_paper(user, kind: str, subject: str, *, now: datetime) -> VisiblePaper | None:
    """The paper of that kind on that subject, if this person may see it; None otherwise."""
    known = paper_kinds.get(kind)
    about = known.find(user, subject, now) if known else None
    if known is None or about is None:
        return None
    return VisiblePaper(kind, known, subject, about, latest_draft(kind, subject))


def latest_draft(kind: str, subject: str) -> Draft | None:
    """The latest version of a paper."""
    drafts = Draft.objects.filter(kind=kind, subject=subject, is_latest=True)
    return drafts.select_related("signed", "corrects", "changed_by", "issued_by").first()


def signer_before(user, kind: str) -> Mapping[str, Any]:
    """The signer whom this person last typed into a paper of this kind."""
    named = Draft.objects.filter(kind=kind, changed_by=user).exclude(signer_name="").order_by("-changed_at", "-pk")
    return named.values("signer_title", "signer_name").first() or {}


def is_issued(kind: str, subject: str) -> bool:
    """True where a version of that paper was issued."""
    return Draft.objects.filter(kind=kind, subject=subject, issued_at__isnull=False).exists()


def former_versions(draft: Draft | None) -> list[Draft]:
    """The issued versions that this one corrects, the newest first; versions are corrected in one line."""
    if draft is None or draft.corrects_id is None:
        return []
    others = Draft.objects.filter(kind=draft.kind, subject=draft.subject, pk__lt=draft.pk)
    return list(others.select_related("signed", "issued_by").order_by("-pk"))


def drafted_sections(paper: VisiblePaper) -> tuple[Section, ...]:
    """Its sections from the data, always in Vietnamese."""
    with translation.override("vi"), texts_read_once():
        return paper.kind.sections(paper.about)


def sections_of(paper: VisiblePaper) -> list[SectionText]:
    """Its present sections: drafted, or typed."""
    return section_texts(drafted_sections(paper), paper.draft.sections if paper.draft else {})


def described(paper: VisiblePaper) -> Paper:
    """The paper in its present state."""
    with texts_read_once(), translation.override("vi"):
        return _described(paper)


def _described(paper: VisiblePaper) -> Paper:
    texts = {section.key: section.text for section in sections_of(paper)}
    draft = paper.draft
    known = (draft.number, draft.dated, draft.signer_title, draft.signer_name) if draft else ("", None, "", "")
    check = check_of(draft.code) if draft and paper.kind.is_public else None
    return with_root(paper.kind.describe(paper.about, Typed(*known, texts=texts, check=check)))


def with_root(paper: Paper) -> Paper:
    """The paper with the root of the trail that was signed last (decision 79); unchanged where none is signed."""
    return replace(paper, root=root_line())


def root_line() -> str:
    """The line at the end of minutes and decisions; "" where no root is signed."""
    root = latest_root()
    if root is None:
        return ""
    day = timezone.localtime(root.signed_at)
    return f"Nhật ký của Cổng, gốc số {root.number} ký ngày {day:%d/%m/%Y}: {root.digest}"


def check_address(code: str) -> str:
    """The public URL for verifying the paper with this code."""
    return f"{settings.PORTAL_URL}{reverse('papers:check', args=[code])}"


def check_of(code: str) -> Check:
    """What a paper with this code bears, so that anybody may verify it."""
    return Check(check_address(code), code)


def checked_paper(code: str) -> CheckedPaper | None:
    """The issued paper with this code; None for a code without an issued paper."""
    code = as_written(code)
    if not is_ours(code):
        return None
    papers = (lookup(code) for lookup in code_lookups)
    return _checked_draft(code) or next((paper for paper in papers if paper), None)


def _checked_draft(code: str) -> CheckedPaper | None:
    draft = Draft.objects.filter(code=code).exclude(issued_at=None).select_related("signed", "corrected_by").first()
    kind = paper_kinds.get(draft.kind) if draft else None
    if draft is None or kind is None or not kind.is_public:
        return None
    standing = draft.standing
    if standing == "issued" and kind.stands is not None and not kind.stands(draft.subject):
        standing = "revoked"
    later = draft.corrected_by if standing == "corrected" else None
    successor = cited(later.number, later.dated) if later else ""
    digest = draft.signed.sha256 if draft.signed else ""
    return CheckedPaper(str(kind.name), draft.number, draft.dated, standing, digest, successor)
