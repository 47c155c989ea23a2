"""[A9] Recognition and revocation as decisions of the city (scoring principles, first and third dash; step 4).

The decree presupposes the recognition decision and never describes it. Here it is the city's: number, date and signed
file; dated in December or later, not before the results were approved. A correction is a version of its own, and the
former ones stay readable. A result that is concluded again may be recognised; a recognition that stands again may be
revoked again.
"""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from appraisal.services import set_aside_breach
from audit.models import Entry
from results.issued_papers import versions_of
from results.models import CityDecision, Commendation, Outcome, Recognition, Revocation, RevocationWithdrawal
from results.paper_services import correct_decision
from results.queries import to_be_commended, to_be_revoked
from results.reversals import reconclude, withdraw_revocation
from results.services import commend, revoke_recognition
from tests.decree.acts import (
    conclude,
    establish_breach,
    midday,
    recognise,
    refusal_codes,
    revoke,
    signed_copy,
    standing_of,
)
from tests.factories.accounts import officer, team_lead
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.results import CONCLUDED, OutcomeFactory
from tests.kept_rows import kept
from tests.results.building import appraised, team_of

AT = midday(12, 28)
OCTOBER = date(2026, 10, 1)


@kept
def year():
    cycle = CycleFactory()
    lead = team_of(cycle)
    return cycle, lead, [appraised(cycle, "1", "96", name="Hồng Bàng"), appraised(cycle, "2", "92", name="Lê Chân")]


@pytest.fixture
def cycle(year):
    return year[0]


@pytest.fixture
def lead(year):
    return year[1]


@pytest.fixture
def units(year):
    return year[2]


def correct(decision, leader, *, number="6001/QĐ-UBND", dated=date(2026, 12, 28), reason="Ghi sai số", at=AT):
    facts = {"decision_number": number, "decision_date": dated, "reason": reason, "file": signed_copy("dinh-chinh.pdf")}
    return correct_decision(decision=decision, **facts, by=leader, now=at)


def set_aside(breach, *, at, dated):
    facts = {"decision_number": "7/BA-HC", "decision_date": dated, "justification": "Tòa án hủy quyết định"}
    return set_aside_breach(breach=breach, **facts, file=SimpleUploadedFile("an.pdf", PDF), by=team_lead(), now=at)


def withdraw(unit, leader, *, at, dated, number="900/QĐ-UBND"):
    facts = {"decision_number": number, "decision_date": dated, "justification": "Vi phạm đã được hủy"}
    recognition = Recognition.objects.get(outcome__registration=unit)
    return withdraw_revocation(recognition=recognition, **facts, file=signed_copy(), by=leader, now=at)


def downloaded(client, address):
    return b"".join(client.get(address).streaming_content)


# -- Versions ------------------------------------------------------------------------------------------------------


def test_one_signed_decision_recognises_its_units(cycle, lead, units):
    conclude(cycle, lead, at=AT, until="recognised")

    decision = CityDecision.objects.get()
    assert (decision.number, decision.file.name, decision.recognitions.count()) == ("6000/QĐ-UBND", "ban-ky.pdf", 2)


def test_a_correction_takes_the_place_of_the_former_version_which_stays(cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="recognised")
    former = CityDecision.objects.get()

    version = correct(former, leader)

    former.refresh_from_db()
    assert (former.number, version.corrects, version.reason) == ("6000/QĐ-UBND", former, "Ghi sai số")
    assert {one.decision_number for one in Recognition.objects.all()} == {"6001/QĐ-UBND"}


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"reason": " "}, ["correction_without_reason"]),
        ({"dated": date(2026, 12, 27)}, ["decision_before_approval"]),
        ({"dated": date(2026, 12, 29)}, ["decision_in_future"]),
        ({"dated": date(2026, 12, 28)}, []),
    ],
)
def test_a_correction_says_why_and_is_dated_as_the_decision_is(cycle, lead, units, changed, codes):
    leader = conclude(cycle, lead, at=AT, until="recognised")

    refused = refusal_codes(correct, decision=CityDecision.objects.get(), leader=leader, **changed)

    assert refused == codes


def test_a_version_is_corrected_once_and_only_by_the_city(cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="recognised")
    former = CityDecision.objects.get()
    with pytest.raises(PermissionDenied):
        correct(former, officer())
    correct(former, leader)

    assert refusal_codes(correct, decision=former, leader=leader) == ["paper_corrected_already"]


def test_a_correction_is_not_dated_after_what_refers_to_the_decision(cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="published")
    breach = establish_breach(units[0], "unresolved_cases", occurred_on=OCTOBER, at=midday(3, 1, year=2027))
    revoke(units[0], breach, leader, at=midday(3, 1, year=2027))
    facts = {"decision": of_kind("recognition"), "leader": leader, "at": midday(3, 9, year=2027)}

    refused = refusal_codes(correct, dated=date(2027, 3, 2), **facts)

    assert refused == ["decision_after_what_followed"]


def test_the_city_corrects_on_its_page_and_all_versions_stay_readable(client, cycle, lead, units, on):
    leader = conclude(cycle, lead, at=AT, until="published")
    on(AT)
    client.force_login(leader)
    former = CityDecision.objects.get()
    page = reverse("results:correction", args=[2026, former.pk])
    typed = {"decision_number": "6001/QĐ-UBND", "decision_date": "2026-12-28", "reason": "Ghi sai số"}

    shown, done = client.get(page), client.post(page, typed | {"file": signed_copy("dinh-chinh.pdf")})
    steps, unit = client.get("/results/2026/steps/").text, client.get("/results/2026/1/").text

    assert (shown.status_code, done.status_code) == (200, 302)
    for decision in CityDecision.objects.all():
        address = reverse("results:paper", args=[2026, decision.file.public_id])
        assert [address in steps, address in unit, downloaded(client, address)] == [True, True, PDF]


# -- Commendations, revocations and withdrawals in versions ----------------------------------------------------------


@kept(after=year)
def decided(year):
    """A year with one decision of each kind: recognised, commended, revoked, the revocation withdrawn."""
    cycle, lead, units = year
    leader = conclude(cycle, lead, at=AT, until="published")
    facts = {"decision_number": "6002/QĐ-UBND", "decision_date": AT.date(), "file": signed_copy()}
    commend(recognitions=to_be_commended(cycle), **facts, by=leader, now=AT)
    breach = establish_breach(units[0], "unresolved_cases", occurred_on=OCTOBER, at=midday(3, 1, year=2027))
    revoke(units[0], breach, leader, at=midday(3, 3, year=2027))
    set_aside(breach, at=midday(4, 1, year=2027), dated=date(2027, 4, 1))
    withdraw(units[0], leader, at=midday(4, 5, year=2027), dated=date(2027, 4, 5))
    return leader


def of_kind(kind):
    return CityDecision.objects.get(kind=kind, corrected_by=None)


def test_every_decision_has_its_signed_file(decided):
    assert list(CityDecision.objects.order_by("pk").values_list("kind", "number", "file__name")) == [
        ("recognition", "6000/QĐ-UBND", "ban-ky.pdf"),
        ("commendation", "6002/QĐ-UBND", "ban-ky.pdf"),
        ("revocation", "700/QĐ-UBND", "ban-ky.pdf"),
        ("withdrawal", "900/QĐ-UBND", "ban-ky.pdf"),
    ]


@pytest.mark.parametrize(
    ("kind", "dated", "codes"),
    [
        ("commendation", date(2026, 12, 27), ["commendation_before_recognition"]),
        ("commendation", date(2027, 4, 9), ["decision_in_future"]),
        ("commendation", date(2026, 12, 29), []),
        ("revocation", date(2026, 12, 27), ["revocation_before_recognition"]),
        ("revocation", date(2027, 2, 28), ["revocation_before_breach"]),
        ("revocation", date(2027, 4, 6), ["decision_after_what_followed"]),
        ("revocation", date(2027, 4, 9), ["decision_in_future", "decision_after_what_followed"]),
        ("revocation", date(2027, 3, 2), []),
        ("withdrawal", date(2027, 3, 2), ["withdrawal_before_revocation"]),
        ("withdrawal", date(2027, 3, 31), ["withdrawal_before_reversal"]),
        ("withdrawal", date(2027, 4, 9), ["decision_in_future"]),
        ("withdrawal", date(2027, 4, 2), []),
    ],
)
def test_a_correction_of_each_kind_is_dated_as_the_decision_is(decided, kind, dated, codes):
    facts = {"decision": of_kind(kind), "leader": decided, "at": midday(4, 8, year=2027)}

    assert refusal_codes(correct, dated=dated, **facts) == codes


@pytest.mark.parametrize(
    ("kind", "effect"),
    [("commendation", Commendation), ("revocation", Revocation), ("withdrawal", RevocationWithdrawal)],
)
def test_a_correction_of_each_kind_takes_the_place_of_the_former_version(decided, units, kind, effect):
    former = of_kind(kind)
    last = Entry.objects.order_by("pk").last().pk

    version = correct(former, decided, number="1/QĐ-UBND", dated=former.dated, at=midday(4, 8, year=2027))

    assert (effect.objects.get().decision, version.kind, version.corrects) == (version, kind, former)
    entry = Entry.objects.get(pk__gt=last, verb="results.correct_decision")
    assert entry.target_key == str(units[0].pk)
    assert entry.facts["former"] == str(former)
    assert {one.decision_number for one in Recognition.objects.all()} == {"6000/QĐ-UBND"}


def test_every_version_of_every_kind_is_on_the_units_page_and_its_copy_read(client, decided, on):
    on(midday(4, 8, year=2027))
    for kind in ("commendation", "revocation", "withdrawal"):
        former = of_kind(kind)
        correct(former, decided, number=f"{kind}/QĐ", dated=former.dated, at=midday(4, 8, year=2027))
    client.force_login(decided)
    page, steps = client.get("/results/2026/1/").text, client.get("/results/2026/steps/").text

    decisions = list(CityDecision.objects.order_by("pk"))
    numbers = {one.number for one in decisions}
    copies = {reverse("results:paper", args=[2026, one.file.public_id]) for one in decisions}
    assert {number for number in numbers if number in page} == numbers
    assert {copy for copy in copies if copy in page and copy in steps} == copies
    assert {downloaded(client, copy) for copy in copies} == {PDF}
    open_to = [one.pk for one in decisions if reverse("results:correction", args=[2026, one.pk]) in steps]
    assert open_to == [one.pk for one in decisions if not one.is_corrected]


def test_former_versions_cost_one_query_however_many_they_are(cycle, lead, units, django_assert_num_queries):
    leader = conclude(cycle, lead, at=AT, until="recognised")
    decision = CityDecision.objects.get()
    numbers = ["6000/QĐ-UBND"]
    for turn in range(4):
        decision = correct(decision, leader, number=f"{turn}/QĐ-UBND")
        numbers.insert(0, decision.number)

    with django_assert_num_queries(1):
        result = versions_of([decision])[decision.pk]
        listed = [one.number for one in result.former]
        files = {one.file.name for one in result.former}

    assert (result.decision, listed) == (decision, numbers[1:])
    assert files == {"ban-ky.pdf", "dinh-chinh.pdf"}


# -- Revocations ---------------------------------------------------------------------------------------------------


def test_no_revocation_is_dated_before_the_breach_was_confirmed(cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="published")
    breach = establish_breach(units[0], "unresolved_cases", occurred_on=OCTOBER, at=midday(3, 5, year=2027))
    recognition = Recognition.objects.get(outcome__registration=units[0])

    def revoked(dated):
        from_breach = {"recognition": recognition, "breach": breach, "decision_number": "7", "decision_date": dated}
        from_breach["file"] = signed_copy()
        return refusal_codes(
            revoke_recognition, **from_breach, reason="Vi phạm", by=leader, now=midday(3, 9, year=2027)
        )

    assert (revoked(date(2027, 3, 4)), revoked(date(2027, 3, 5))) == (["revocation_before_breach"], [])


def test_a_recognition_that_stands_again_may_be_revoked_again(client, cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="published")
    unit = units[0]
    first = establish_breach(unit, "unresolved_cases", occurred_on=OCTOBER, at=midday(3, 1, year=2027))
    revoke(unit, first, leader, at=midday(3, 1, year=2027))
    facts = {"unit": unit, "leader": leader, "at": midday(4, 2, year=2027)}
    day = date(2027, 4, 2)
    refused = [refusal_codes(withdraw, **facts, dated=day)]
    set_aside(first, at=midday(4, 1, year=2027), dated=date(2027, 4, 1))
    refused += [refusal_codes(withdraw, **facts, dated=date(2027, 3, 31))]
    refused += [refusal_codes(withdraw, **facts, dated=day, number=" ")]
    withdraw(**facts, dated=day)
    refused += [refusal_codes(withdraw, **facts, dated=day)]
    again = establish_breach(unit, "discipline_or_prosecution", occurred_on=OCTOBER, at=midday(5, 1, year=2027))

    due = to_be_revoked(cycle)
    revoke(unit, again, leader, at=midday(5, 2, year=2027))

    assert refused == [
        ["breach_still_counts"],
        ["withdrawal_before_reversal"],
        ["withdrawal_incomplete"],
        ["revocation_withdrawn_already"],
    ]
    assert [result for _, result in due] == [again]
    assert standing_of(unit).recognition == "revoked"
    assert list(Revocation.objects.order_by("pk").values_list("is_withdrawn", flat=True)) == [True, False]
    client.force_login(leader)
    page = client.get("/results/2026/1/").text
    assert page.count("Đã thu hồi theo Quyết định số 700/QĐ-UBND") == 2


def test_one_revocation_stands_at_a_time(cycle, lead, units):
    leader = conclude(cycle, lead, at=AT, until="published")
    breach = establish_breach(units[0], "unresolved_cases", occurred_on=OCTOBER, at=midday(3, 1, year=2027))
    standing = revoke(units[0], breach, leader, at=midday(3, 1, year=2027))
    standing.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        standing.save()


# -- Concluded again -----------------------------------------------------------------------------------------------


def test_a_unit_that_is_concluded_again_holds_every_outcome_of_its_year():
    """Of itself, whatever the act holds that decides on the breach: `tests/locks.py` watches the first write."""
    outcome = OutcomeFactory()
    BreachFactory(registration=outcome.registration, confirmed=True)

    reconclude(outcome.registration, by=outcome.registration.decided_by, now=CONCLUDED)

    outcome.refresh_from_db()
    assert (outcome.reason, outcome.level, outcome.rank) == (Outcome.Reason.BREACH, 0, None)


def test_a_published_unit_whose_breach_is_set_aside_may_be_recognised(client, cycle, lead, units):
    breach = establish_breach(units[0], "unresolved_cases", occurred_on=OCTOBER, at=midday(12, 20))
    leader = conclude(cycle, lead, at=AT, until="published")
    april = midday(4, 1, year=2027)
    set_aside(breach, at=april, dated=date(2027, 4, 1))
    own = Outcome.objects.filter(registration=units[0])
    client.force_login(leader)
    steps = client.get("/results/2026/steps/").text
    waiting = client.get("/results/public/2026/results.json").json()

    early = refusal_codes(recognise, outcomes=own, leader=leader, at=april, dated=date(2027, 3, 31))
    recognise(own, leader, at=midday(4, 2, year=2027))

    assert "Kết luận lại: chờ công nhận" in steps
    assert {row["name"]: row["standing"] for row in waiting}["Hồng Bàng"] == "awaits_decision"
    assert early == ["decision_before_approval"]
    assert (own.get().level, standing_of(units[0]).recognition) == (4, "issued")
