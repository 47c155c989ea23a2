"""Samples of this app's papers, with invented contents, for the preview of a text that the office owns."""

from datetime import date

from communes.decision_papers import decision_bases, decision_paper
from communes.extension_letters import extension_letter
from communes.issuers import FRIENDLY, city
from communes.models import Commune, Cycle, Extension, Registration
from communes.registration_letters import registration_letter
from documents.papers import Paper
from papers.kinds import Section, Typed
from papers.texts import words_of

YEAR = 2026
SCHEME = "Quyết định số ....../QĐ-UBND"


def sample_entry() -> Registration:
    """The entry of a unit that does not exist; it is never saved."""
    days = {name: date(YEAR, 12, 31) for name in ("register_before", "submit_before", "report_before")}
    return Registration(cycle=Cycle(year=YEAR, **days), commune=Commune(name="Ví Dụ", kind=Commune.Kind.COMMUNE))


def sample_extension() -> Paper:
    """A letter of extension."""
    extension = Extension(
        registration=sample_entry(),
        step=Extension.Step.REGISTRATION,
        before=date(YEAR, 12, 31),
        reason="......",
    )
    return extension_letter(extension, Typed())


def sample_registration() -> Paper:
    """A letter of registration."""
    return registration_letter(sample_entry(), Typed())


def sample_decision() -> Paper:
    """A decision of recognition, without its annex."""
    articles = (
        f"Điều 1. Công nhận xã, phường, đặc khu trên địa bàn {city()} đạt chuẩn {FRIENDLY} năm {YEAR}.",
        f"Điều 2. {words_of('decision_in_force')}",
        f"Điều 3. {words_of('recognition_execution')}",
    )
    sections = (
        Section("bases", "Căn cứ", decision_bases(SCHEME, YEAR)),
        Section("articles", "Nội dung quyết định", "\n".join(articles)),
    )
    return decision_paper(year=YEAR, about=(f"Công nhận {FRIENDLY}", f"năm {YEAR}"), sections=sections, typed=Typed())
