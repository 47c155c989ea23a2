"""Why a paper cannot be edited, issued, signed or undone, each reason at its boundary."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import rules

from accounts.models import User
from kernel.deadlines import deadline
from papers import policies
from papers.models import Draft, TextVersion
from papers.office_texts import OfficeText, TextGroup

pytestmark = pytest.mark.once

DAY = date(2026, 12, 28)
NOW = datetime(2026, 12, 28, 2, tzinfo=deadline(DAY).tzinfo)
ELSEWHERE, HERE = (SimpleNamespace(is_recorded_elsewhere=one) for one in (True, False))
WRITTEN = Draft(version=3)
ISSUED = Draft(version=3, number="12/SNV", dated=DAY, issued_at=NOW)
REVOKED = Draft(version=3, number="12/SNV", dated=DAY, issued_at=NOW, revoked_at=NOW)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(("draft", "seen", "expected"), [
    (None, 0, []),
    (WRITTEN, 3, []),
    (WRITTEN, 2, ["paper_changed_since"]),
    (ISSUED, 3, ["paper_is_issued"]),
])  # fmt: skip
def test_a_paper_is_edited_as_it_was_read_and_until_it_is_issued(draft, seen, expected):
    assert codes(policies.editing_problems(draft, seen=seen)) == expected


@pytest.mark.parametrize(("draft", "kind", "days", "expected"), [
    (None, HERE, 0, []),
    (WRITTEN, HERE, 0, []),
    (WRITTEN, HERE, 1, ["paper_dated_ahead"]),
    (ISSUED, HERE, 0, ["paper_is_issued"]),
    (WRITTEN, ELSEWHERE, 0, ["paper_recorded_elsewhere"]),
])  # fmt: skip
def test_a_paper_is_issued_once_by_its_own_service_and_on_a_day_that_has_come(draft, kind, days, expected):
    assert codes(policies.issuing_problems(draft, kind, dated=DAY + timedelta(days), now=NOW)) == expected


@pytest.mark.parametrize(("draft", "expected"), [
    (None, ["signing_number_missing", "signing_day_missing"]),
    (Draft(number="12/SNV"), ["signing_day_missing"]),
    (Draft(dated=DAY), ["signing_number_missing"]),
    (ISSUED, []),
])  # fmt: skip
def test_number_and_day_stand_in_what_is_signed(draft, expected):
    assert codes(policies.signing_problems(draft)) == expected


@pytest.mark.parametrize(("draft", "kind", "reason", "expected"), [
    (ISSUED, HERE, "Nhầm số", []),
    (ISSUED, HERE, " ", ["paper_undone_without_reason"]),
    (ISSUED, ELSEWHERE, "Nhầm số", ["paper_recorded_elsewhere"]),
    (None, HERE, "Nhầm số", ["paper_not_issued"]),
    (WRITTEN, HERE, "Nhầm số", ["paper_not_issued"]),
    (REVOKED, HERE, "Nhầm số", ["paper_not_issued"]),
])  # fmt: skip
def test_only_what_is_in_force_is_undone_and_with_a_reason(draft, kind, reason, expected):
    assert codes(policies.undoing_problems(draft, kind, reason=reason)) == expected


@pytest.mark.parametrize(("last", "seen", "expected"), [
    (None, 0, []),
    (None, 1, ["office_text_changed_since"]),
    (TextVersion(number=2), 2, []),
    (TextVersion(number=2), 1, ["office_text_changed_since"]),
])  # fmt: skip
def test_an_offices_text_is_written_over_the_version_that_was_read(last, seen, expected):
    one = OfficeText("Lời kết", TextGroup.SENTENCES, "Kính đề nghị.", sample="")
    assert codes(policies.text_writing_problems(one, "Trân trọng.", last, seen=seen)) == expected
    assert codes(policies.text_writing_problems(one, " ", last, seen=seen)) == ["office_text_empty", *expected]


@pytest.mark.parametrize("permission", ["papers.view_paper", "papers.write_paper"])
def test_what_is_no_paper_of_a_kind_nobody_reads_or_writes(permission):
    assert not rules.has_perm(permission, User(), None)
    assert not rules.has_perm(permission, User(), WRITTEN)
