"""Samples of this app's papers, with invented contents, for the preview of a text that the office owns."""

from datetime import date

from appraisal.letters import breach_notice, letter_to_unit
from appraisal.models import Breach
from appraisal.team_decision import decision_of_team
from communes.issuers import FRIENDLY, team_head
from communes.paper_names import paper_name
from communes.sample_papers import SCHEME, YEAR, sample_entry
from documents.papers import Block, Paper, Signature, blocks_of
from papers.kinds import Typed
from papers.texts import words_of


def sample_breach() -> Paper:
    """A notice of a breach."""
    breach = Breach(
        registration=sample_entry(),
        kind=Breach.Kind.UNRESOLVED_CASES,
        facts="......",
        source="......",
        occurred_on=date(YEAR, 12, 31),
    )
    return breach_notice(breach, Typed())


def sample_inquiry() -> Paper:
    """A request for supplements, without its table."""
    unit = paper_name(sample_entry().commune)
    return letter_to_unit(
        title="",
        subject=f"V/v bổ sung tài liệu minh chứng {FRIENDLY} năm {YEAR}",
        unit=unit,
        year=YEAR,
        body=tuple(blocks_of(words_of("inquiry_closing", until=f"ngày 31 tháng 12 năm {YEAR}"))),
        typed=Typed(),
    )


def sample_team_decision() -> Paper:
    """The decision that sets up a team, without its annex."""
    return decision_of_team(SCHEME, YEAR, members=7, typed=Typed())


def sample_visit() -> Paper:
    """The record of a visit, without its findings."""
    return Paper(
        title="",
        kind="Biên bản",
        abstract=("Kiểm tra thực tế kết quả xây dựng", f"{FRIENDLY} năm {YEAR}"),
        body=(Block("text", "......"), Block("text", words_of("visit_closing"))),
        head=team_head(symbol=f"BB-{words_of('team_symbol')}", dated=None, year=YEAR),
        signatures=(Signature(("Đại diện đơn vị",)), Signature(("Đại diện đoàn kiểm tra",))),
    )
