"""The terms of the assessment in both languages: for the public page, docs/glossary.md and the test of the catalogues.

One term for one thing, on every page, in papers, mails, workbooks and guides.
"""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from communes.models import Commune
from communes.paper_names import KIND_WORDS
from kernel.names import name_key
from kernel.problems import StrOrPromise


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with its one name per language; `unused` are names that it never has.

    Terms that only people who sign in meet are not `is_public`.
    """

    english: str
    vietnamese: str
    meaning: StrOrPromise
    code: str = ""
    unused: tuple[str, ...] = ()
    is_public: bool = True

    @property
    def anchor(self) -> str:
        """The same in both languages, so that a link to a term stays valid."""
        return slugify(self.english)


TERMS = (
    Term(
        "Friendly Government",
        "Chính quyền thân thiện",
        _("what the programme of Decision 5049/QĐ-UBND assesses: how well a unit serves its people"),
    ),
    Term(
        "scoring table",
        "bảng thang điểm",
        _("the 100-point table of the decision, in a version"),
        "`Rubric`",
        ("bảng tiêu chí", "bảng điểm số"),
    ),
    Term("group of criteria", "nhóm tiêu chí", _("one of the four parts of the scoring table, I to IV")),
    Term(
        "criterion",
        "tiêu chí",
        _("a row of the scoring table that earns points"),
        "`Criterion`; a *leaf* only inside `scoring.core`",
        ("leaf", "leaves"),
    ),
    Term(
        "registration",
        "đăng ký",
        _("a unit's application for a year, with its plan; only registered units are assessed (Article 3.2a)"),
        "`Registration`",
    ),
    Term(
        "self-assessment",
        "tự chấm điểm",
        _("the points that a unit gives itself, criterion by criterion (Article 3.2b)"),
        "`SelfAssessment`",
    ),
    Term("explanation", "thuyết minh", _("the note that a unit writes beside its points"), "`SelfScore.explanation`"),
    Term("evidence", "minh chứng", _("a file or web page that proves what a criterion asks for"), "`EvidenceItem`"),
    Term("dossier", "hồ sơ", _("the four components that a unit sends to the city (section II)"), "`Dossier`"),
    Term(
        "appraisal team",
        "tổ thẩm định",
        _("the people whom the city appoints each year to check every dossier (Article 3.1b)"),
    ),
    Term("appraisal", "thẩm định", _("the points that the appraisal team gives; these count"), "`Review`"),
    Term(
        "review desk",
        "trang thẩm định",
        _("the page on which a dossier is appraised"),
        "`appraisal:review`",
        ("bàn thẩm định",),
        is_public=False,
    ),
    Term(
        "reason",
        "lý do",
        _("why the appraisal team gives other points, or why something is returned or refused"),
        "`reason`",
    ),
    Term("answer", "giải trình", _("what a unit replies to provisional points or to a recorded breach"), "`Hearing`"),
    Term("difference", "chênh lệch", _("the appraised points less the self-assessed points")),
    Term(
        "not applicable",
        "không áp dụng",
        _("a content that did not occur in the unit that year; the appraisal team accepts or rejects the claim"),
        "`not_applicable`",
    ),
    Term("level", "mức", _("what the appraised points lead to, from Level 1 to Level 4 (section II.1)"), "`Level`"),
    Term("rank", "hạng", _("a unit's place among the ranked units of a year, by appraised points")),
    Term(
        "not qualified",
        "không đạt chuẩn",
        _("no level: too few points, no registration, no dossier, or a breach (sections I.2 and II.1)"),
        "`Level.NOT_QUALIFIED`",
        ("dù bao nhiêu điểm", "bất kể số điểm"),
    ),
    Term("not due yet", "chưa đến hạn", _("the unit's deadline has not passed, so nothing is said about it")),
    Term(
        "breach", "vi phạm", _("one of the two grounds of section I.2 for which a unit is not considered"), "`Breach`"
    ),
    Term("recognition", "công nhận", _("the city's decision that a unit has reached a level"), "`Recognition`"),
    Term("commendation", "khen thưởng", _("the decision that commends a unit recognised at Level 4"), "`Commendation`"),
    Term("revocation", "thu hồi", _("the decision that undoes a recognition"), "`Revocation`"),
    Term(
        "decision of the city",
        "quyết định của UBND thành phố",
        _("recognition, commendation, revocation or its withdrawal, as issued"),
        "`CityDecision`",
    ),
    Term("deadline", "thời hạn", _("the last moment that is accepted"), "`deadline`", ("hạn chót",)),
    Term("unit", "đơn vị", _("a commune, ward or special zone"), "`Commune`"),
    Term("commune", KIND_WORDS[Commune.Kind.COMMUNE], _("a rural unit"), "`Kind.COMMUNE`"),
    Term("ward", KIND_WORDS[Commune.Kind.WARD], _("an urban unit"), "`Kind.WARD`"),
    Term("special zone", KIND_WORDS[Commune.Kind.SPECIAL_ZONE], _("a unit on islands"), "`Kind.SPECIAL_ZONE`"),
    Term(
        "former province",
        "tỉnh, thành cũ",
        _("the former Hải Dương or the former Hải Phòng, to which the unit's area belonged before July 2025"),
        "`FormerProvince`",
    ),
    Term(
        "city leader",
        "lãnh đạo UBND thành phố",
        _("who approves, recognises and revokes for the People's Committee of the city"),
        "`Role.CITY_LEADER`",
    ),
    Term(
        "Department of Home Affairs",
        "Sở Nội vụ",
        _("the department that receives the dossiers, runs the appraisal and reports to the city"),
        "`Role.OFFICER`",
    ),
    Term(
        "open data",
        "dữ liệu mở",
        _("the published results as files and by API, for everybody to use again"),
    ),
    Term("message", "thông báo", _("what the portal tells a person"), "`Message`", ("tin báo",), is_public=False),
    Term(
        "administrator",
        "quản trị viên",
        _("who keeps accounts and the table"),
        "`Role.ADMINISTRATOR`",
        ("người quản trị",),
        is_public=False,
    ),
    Term("receipt", "giấy biên nhận", _("what the portal gives for a sent dossier"), "", ("giấy tiếp nhận",)),
    Term("person addressed", "đồng chí", _("how a page speaks to its reader"), "", ("bạn",), is_public=False),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as a page in one language shows it, with its name in the other one."""

    anchor: str
    name: str
    other_name: str
    other_language: str
    meaning: StrOrPromise


def entries_in(language: str) -> list[Entry]:
    """The public terms in the alphabet's order of this language."""
    entries = [_entry(term, language) for term in TERMS if term.is_public]
    return sorted(entries, key=lambda entry: name_key(entry.name.lower()))


def _entry(term: Term, language: str) -> Entry:
    names = {"vi": term.vietnamese, "en": term.english}
    other = "en" if language == "vi" else "vi"
    return Entry(term.anchor, names[language], names[other], other, term.meaning)
