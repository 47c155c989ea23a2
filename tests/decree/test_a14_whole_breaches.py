"""[S4, S5] A breach in the decree's full words (NT3; read as "theo quy định của cổng", A14-A16).

Late handling within competence led to it; or all three elements of discipline or prosecution came together, each with
its document. The act and the decision have a day each. A later decision may set a breach aside, and the revocation it
led to may be withdrawn; nothing is deleted.
"""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from appraisal.models import Breach, BreachReversal, FormerReversal
from appraisal.paper_words import BREACH_WORDS
from appraisal.queries import confirmed_breach_kinds
from appraisal.services import confirm_breach, correct_reversal, record_breach, set_aside_breach
from scoring.core import ELEMENTS, BreachKind, breach_year
from tests.decree.acts import refusal_codes
from tests.factories.accounts import officer, team_lead
from tests.factories.appraisal import BreachFactory, elements_of
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import PDF

pytestmark = pytest.mark.django_db

LATE, DISCIPLINE = "unresolved_cases", "discipline_or_prosecution"


@pytest.fixture
def now(at):
    return at(2026, 12, 2)


def facts(now, kind=DISCIPLINE, **changed):
    return {
        "registration": RegistrationFactory(accepted=True),
        "kind": kind,
        "facts": "Có kết luận",
        "source": "12/KL",
        "occurred_on": date(2026, 9, 1),
        "decided_on": date(2026, 10, 1) if kind == DISCIPLINE else None,
        "elements": elements_of(kind),
        "by": officer(),
        "now": now,
    } | changed


@pytest.mark.parametrize(
    ("kind", "element"), [(kind, element) for kind in (LATE, DISCIPLINE) for element in ELEMENTS[BreachKind(kind)]]
)
def test_a_breach_lacks_none_of_its_elements(now, kind, element):
    lacking = elements_of(kind) | {element.value: " "}

    codes = refusal_codes(record_breach, **facts(now, kind, elements=lacking))

    assert (codes, Breach.objects.count()) == ([f"breach_lacks_{element.value}"], 0)


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ({"decided_on": None}, ["breach_without_decision_day"]),
        ({"decided_on": date(2026, 8, 31)}, ["breach_decided_before_the_act"]),
        ({"decided_on": date(2026, 9, 1)}, []),
        ({"decided_on": date(2026, 12, 2)}, []),
        ({"decided_on": date(2026, 12, 3)}, ["breach_decided_in_the_future"]),
        ({"occurred_on": date(2025, 9, 1)}, ["breach_year_without_justification"]),
        ({"occurred_on": date(2025, 9, 1), "year_justification": "Quyết định kỷ luật ban hành năm 2026"}, []),
        ({"occurred_on": date(2025, 9, 1), "decided_on": date(2025, 10, 1)}, ["breach_of_another_year"]),
    ],
)
def test_act_and_decision_have_their_own_days(now, days, codes):
    assert refusal_codes(record_breach, **facts(now, **days)) == codes


def test_the_year_of_the_decision_is_proposed_and_of_the_act_after_recognition():
    days = {"acted_on": date(2026, 11, 1), "decided_on": date(2027, 2, 1)}

    assert breach_year(**days, after_recognition=False) == 2027
    assert breach_year(**days, after_recognition=True) == 2026
    assert breach_year(acted_on=date(2026, 11, 1), decided_on=None, after_recognition=False) == 2026


def test_the_database_confirms_no_breach_without_its_elements(now):
    breach = BreachFactory(elements={"citizens_business": "12/KL", "reprimand_or_prosecution": "13/QĐ"})

    with pytest.raises(IntegrityError, match="each of its elements"), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(state="confirmed", settled_at=now, settled_by=team_lead())


def test_the_words_are_those_of_the_decree_on_pages_and_in_papers():
    with translation.override("vi"):
        assert {kind.value: str(kind.label).lower() for kind in Breach.Kind} == {
            kind: words.lower() for kind, words in BREACH_WORDS.items()
        }
    assert "từ khiển trách trở lên hoặc bị truy cứu trách nhiệm hình sự" in BREACH_WORDS[DISCIPLINE]
    assert "thuộc thẩm quyền làm phát sinh điểm phức tạp, nổi cộm" in BREACH_WORDS[LATE]


@pytest.mark.parametrize(("day", "before"), [(2, date(2026, 12, 8)), (28, date(2026, 12, 31))])
def test_the_answer_deadline_never_passes_the_day_of_the_report(at, day, before):
    """R3"""
    assert record_breach(**facts(at(2026, 12, day), LATE)).answer_before == before


# -- Undone -----------------------------------------------------------------------------------------------------------


def undo(breach, day, *, now, **changed):
    facts = {
        "decision_number": "7/BA-HC",
        "justification": "Tòa án hủy quyết định kỷ luật",
        "decision_date": day,
    } | changed
    file = SimpleUploadedFile("ban-an.pdf", PDF, "application/pdf")
    return refusal_codes(set_aside_breach, breach=breach, file=file, by=team_lead(), now=now, **facts)


def confirmed(now):
    breach = record_breach(**facts(now, LATE))
    return confirm_breach(breach=breach, justification="", by=team_lead(), now=now + timedelta(days=10))


@pytest.mark.parametrize(
    ("day", "changed", "codes"),
    [
        (date(2026, 12, 11), {}, ["reversal_before_the_breach"]),
        (date(2026, 12, 12), {}, []),
        (date(2026, 12, 20), {}, []),
        (date(2026, 12, 21), {}, ["reversal_in_the_future"]),
        (date(2026, 12, 20), {"decision_number": ""}, ["reversal_incomplete"]),
        (date(2026, 12, 20), {"justification": " "}, ["reversal_incomplete"]),
    ],
)
def test_a_confirmed_breach_is_set_aside_by_a_later_decision(now, day, changed, codes):
    breach = confirmed(now)

    assert undo(breach, day, now=now + timedelta(days=18), **changed) == codes

    kept = Breach.objects.get()
    assert (kept.state, kept.settled_at) == ("confirmed" if codes else "set_aside", breach.settled_at)
    assert bool(confirmed_breach_kinds(breach.registration.cycle)) == bool(codes)


def test_only_a_confirmed_breach_is_set_aside(now):
    breach = record_breach(**facts(now, LATE))

    assert undo(breach, now.date(), now=now) == ["breach_not_confirmed_yet"]


def corrected(breach, day, *, now, number="17/BA-HC", reason="Ghi sai số", file=None):
    changed = {"decision_number": number, "decision_date": day, "reason": reason, "file": file}
    return refusal_codes(correct_reversal, breach=breach, **changed, by=team_lead(), now=now)


@pytest.mark.parametrize(
    ("day", "changed", "codes"),
    [
        (date(2026, 12, 11), {}, ["reversal_before_the_breach"]),
        (date(2026, 12, 12), {}, []),
        (date(2026, 12, 21), {}, ["reversal_in_the_future"]),
        (date(2026, 12, 19), {"number": " "}, ["reversal_incomplete"]),
        (date(2026, 12, 19), {"reason": " "}, ["reversal_correction_without_reason"]),
    ],
)
def test_the_decision_that_set_it_aside_is_corrected_by_the_same_rules(now, day, changed, codes):
    breach, later = confirmed(now), now + timedelta(days=18)
    undo(breach, date(2026, 12, 20), now=later)

    assert corrected(breach, day, now=later, **changed) == codes

    reversal = BreachReversal.objects.get()
    assert reversal.decision_number == ("7/BA-HC" if codes else "17/BA-HC")
    assert FormerReversal.objects.count() == (not codes)


def test_its_former_version_stays_readable_with_the_reason_and_never_changes(client, now):
    breach, later, lead = confirmed(now), now + timedelta(days=18), team_lead()
    undo(breach, date(2026, 12, 20), now=later)
    corrected(breach, date(2026, 12, 19), now=later, file=SimpleUploadedFile("dung.pdf", PDF + b"%moi"))

    client.force_login(lead)
    page = client.get(reverse("appraisal:breach", args=[2026, breach.pk])).text
    assert all(words in page for words in ("17/BA-HC", "7/BA-HC", "Ghi sai số", "ban-an.pdf", "dung.pdf"))
    former = FormerReversal.objects.get()
    assert (former.number, former.dated_on) == ("7/BA-HC", date(2026, 12, 20))
    file = reverse("appraisal:breach_document", args=[2026, breach.pk, former.file.public_id])
    assert b"".join(client.get(file).streaming_content) == PDF
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerReversal.objects.update(number="8/BA-HC")
