"""[dossier] One set a criterion (procedure, step 2; read as "theo quy định của cổng", A27).

"Mỗi tiêu chí là một tập tài liệu riêng biệt": a set for each numbered row that carries an evidence cell. Its documents
are numbered through it and lie in one folder, whichever of its contents they prove.
"""

import pytest
from django.utils import translation

from evidence.archive import members_of
from evidence.dossier_pdf.contents import contents_of
from evidence.dossier_pdf.dividers import Bound, Layout
from evidence.papers import dossier_facts
from scoring.queries import criterion_rows
from scoring.services.loading import load_rubric
from tests.decree.acts import midday
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept

SETS = (
    ["I.1", "I.2", "I.3"]
    + ["II.1", "II.2", "II.3", "II.4", "II.5", "II.6", "II.7.1", "II.7.2", "II.8"]
    + [f"III.{part}.{place}" for part, last in ((1, 4), (2, 6)) for place in range(1, last + 1)]
    + [f"IV.{place}" for place in range(1, 8)]
)


@kept
def work():
    """A dossier on the decree's table: two contents of I.1, two rows of III.2 and both of II.7 proved."""
    table, _new = load_rubric(DOCUMENT, by=None, now=midday(1, 5))
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=table, scores={})
    for criterion, names in {
        "I.1.1": ["một.pdf", "hai.pdf"],
        "I.1.10": ["ba.pdf"],
        "II.7.1": ["bốn.pdf"],
        "II.7.2": ["năm.pdf"],
        "III.2.1": ["sáu.pdf"],
        "III.2.2": ["bảy.pdf"],
    }.items():
        for place, name in enumerate(names, start=1):
            score = work.scores.get(criterion__code=criterion)
            EvidenceItemFactory(score=score, position=place, file=StoredFileFactory(name=name))
    return work


@pytest.mark.django_db
def test_the_sets_are_the_numbered_rows_that_carry_an_evidence_cell(work):
    assert [code for code in dict.fromkeys(row.evidence_set for row in criterion_rows(work.rubric)) if code] == SETS


@pytest.mark.django_db
def test_the_archive_has_one_folder_a_set_numbered_through(work):
    paths = [member.path for member in members_of(work, reader=editor_of(work.registration.commune))]

    assert [path.removeprefix("4. Minh chứng/") for path in paths] == [
        "I/I.1/01 I.1.1 một.pdf",
        "I/I.1/02 I.1.1 hai.pdf",
        "I/I.1/03 I.1.10 ba.pdf",
        "II/II.7/II.7.1/01 bốn.pdf",
        "II/II.7/II.7.2/01 năm.pdf",
        "III/III.2/III.2.1/01 sáu.pdf",
        "III/III.2/III.2.2/01 bảy.pdf",
    ]


@pytest.mark.django_db
def test_the_book_lists_the_whole_set_before_it(work):
    contents = contents_of(work)
    bound = {entry.key: Bound(pages=1) for entry in contents.entries}
    layout = Layout(contents, bound, {})

    listed = {s.chapter.code: [line.number for line in s.items] for s in layout.sections if s.items}
    assert listed == {
        "I.1": [1, 2, 3],
        "I.1.1": [1, 2],
        "I.1.10": [3],
        "II.7.1": [1],
        "II.7.2": [1],
        "III.2.1": [1],
        "III.2.2": [1],
    }
    by_key = {line.label.partition(". ")[0]: line.aside for line in layout.lines}
    assert (by_key["I.1"], by_key["I.1.1"], by_key["III.2"]) == ("3 tài liệu", "2 tài liệu", "")


@pytest.mark.django_db
def test_the_papers_count_and_number_sets(work):
    with translation.override("vi"):
        facts = dossier_facts(work)

    assert (facts.sets_count, facts.files_count) == (5, 7)
    rows = {row.code: row for row in facts.rows}
    assert [number for number, _ in rows["I.1.10"].numbered_files] == [3]
    assert (rows["I.1.10"].evidence_set, rows["III.2.2"].evidence_set) == ("I.1", "III.2.2")
