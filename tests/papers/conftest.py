"""A commune with the longest name, the real 69 criteria, points short here and there.

Files with names as people give.
"""

from datetime import date
from decimal import Decimal

import pytest

from communes.models import Commune
from scoring.models import Rubric
from tests.conftest import decree
from tests.factories.accounts import UserFactory
from tests.factories.communes import CommuneFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept
from tests.papers.samples import MadePaper, made_papers
from tests.results.building import whole_year
from tests.results.test_services import brought_to

SHORT = {"I.2.2": "1.5", "I.3.3": "0", "III.1.4.2": "1.25", "IV.7": "0"}


@kept(after=decree)
def assessment(_):
    """Nguyễn Bỉnh Khiêm: 93,75 points of its own giving (Level 3), one criterion with two files."""
    commune = Commune.objects.get(name="Nguyễn Bỉnh Khiêm")
    made = SelfAssessmentFactory(
        registration=RegistrationFactory(commune=commune, accepted=True), rubric=Rubric.objects.get(), scores="full"
    )
    for score in made.scores.select_related("criterion"):
        if score.criterion.code in SHORT:
            score.points = Decimal(SHORT[score.criterion.code])
            score.explanation = "Chưa bố trí đủ kinh phí\nđể thực hiện"
            score.save()
        if score.criterion.code == "I.1.1":
            for name in (
                "Quyết định số 12 về danh mục thủ tục hành chính công khai.pdf",
                "ảnh_bảng_niêm_yết_20260301.jpg",
            ):
                EvidenceItemFactory(score=score, file=StoredFileFactory(name=name))
    return made


@pytest.fixture
def part_of(assessment):
    """`part_of("letter", number="125")`: a paper of that dossier."""

    def make(kind, **fields):
        return DossierPartFactory(assessment=assessment, kind=kind, **fields)

    return make


@pytest.fixture
def dossier_part_of(part_of):
    """`part_of`, where another module's name hides it."""
    return part_of


DATED = date(2026, 11, 20)
_MADE: dict[str, MadePaper] = {}


@pytest.fixture
def year(at, settings):
    """A year with every outcome once, published, after all that papers tell of."""
    settings.CERTIFICATES = True
    built = whole_year()
    brought_to(built, "published", at(2026, 12, 28))
    return built


@pytest.fixture
def every_paper(request, at):
    """Every paper by its name, described once for all tests of a process: what is described hangs on no database."""
    if not _MADE:
        for one in (CommuneFactory, UserFactory):
            one.reset_sequence(0, force=True)  # their names stand in the papers
        _MADE.update(made_papers(request.getfixturevalue("year"), at(2026, 12, 28)))
    return _MADE
