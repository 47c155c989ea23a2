"""The kinds of papers: each app registers its own, and one page serves them all (decision 61)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from documents.papers import Check, Paper
from kernel.hooks import Hook, KeyedHook
from kernel.problems import Problem, StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper that its office may edit; `text` is the draft from the data, one paragraph per line."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What an office typed: number, date, signer; `texts` has the text of each section, typed or drafted."""

    number: str = ""
    dated: date | None = None
    signer_title: str = ""
    signer_name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    check: Check | None = None

    def authority(self, default: str) -> tuple[str, ...]:
        """The lines above the signer's name: as typed ("KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"), else the office's own."""
        lines = (line.strip() for line in (self.signer_title or default).split("/"))
        return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper: how it is found, who owns it, its contents.

    `find` returns the subject of the paper if the person may see it, or None; `sections` the drafts; `describe` the
    paper; `back` the page where its office does that step; `file_name` that of its files. A paper that `is_public`
    has a code by which anybody may verify it. One that `is_recorded_elsewhere` is issued by the service that records
    it, on the page `back`. One that `is_made_by_portal` has nothing to edit or to issue. `may_read_issued` are those
    who read it once it is issued. `stands` says whether the paper's subject is still valid:
    where it is not, whoever verifies the paper is told that it was revoked. `issuing_problems` gives the reasons of its
    own against issuing a paper on a subject; `on_issue` runs in the transaction that records the paper as issued.
    """

    name: StrOrPromise
    find: Callable[[Any, str, datetime], Any | None]
    may_read: Callable[[Any, Any], bool]
    may_write: Callable[[Any, Any], bool]
    sections: Callable[[Any], tuple[Section, ...]]
    describe: Callable[[Any, Typed], Paper]
    back: Callable[[Any], str]
    file_name: Callable[[Any], str]
    about: Callable[[Any], str] = str
    is_public: bool = True
    is_recorded_elsewhere: bool = False
    is_made_by_portal: bool = False
    stands: Callable[[str], bool] | None = None
    may_read_issued: Callable[[Any, Any], bool] | None = None
    issuing_problems: Callable[[Any], Iterable[Problem]] = lambda about: ()
    on_issue: Callable[..., None] = lambda draft, about, *, by, now: None


@dataclass(frozen=True, slots=True)
class PaperLink:
    """The link to a paper from the page where its office does that step."""

    name: StrOrPromise
    kind: str
    subject: str


def paper_link(kind: str, subject: str) -> PaperLink:
    """The link to the paper of that kind on that subject."""
    return PaperLink(paper_kinds[kind].name, kind, subject)


paper_kinds = KeyedHook[str, PaperKind]()


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """Everything that the public sees of an issued paper by its code.

    `standing` is "issued", "corrected" or "replaced" (by `successor`, where one is issued), or "revoked"; `digest` is
    the SHA-256 of the signed copy.
    """

    name: str
    number: str
    dated: date | None
    standing: str
    digest: str
    successor: str = ""


def cited(number: str, dated: date | None) -> str:
    """ "12/TTr-UBND (20/11/2026)", as far as it was typed."""
    return f"{number} ({dated:%d/%m/%Y})".strip() if dated else number


# Papers that an app stores itself, with their code: each finds the issued one with that code, or None.
code_lookups = Hook[Callable[[str], CheckedPaper | None]]()
