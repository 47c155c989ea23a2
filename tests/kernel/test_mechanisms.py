"""Problems, refusals, words, states, access, fields, constraint makers, the clock and diagrams."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils.translation import override
from django_fsm import TransitionNotAllowed

from communes.models import Commune, Cycle, Registration
from kernel import clock
from kernel.access import PUBLIC, allow, public
from kernel.constraints import iff_state, in_order, together
from kernel.deadlines import CITY_ZONE
from kernel.fields import PointsField, PointsInput
from kernel.problems import Problem
from kernel.refusals import Refused, refuse_if
from kernel.states import mermaid
from kernel.wording import sentence_for, words_for
from notifications.wording import words_of
from scoring.models import Rubric
from tests.factories.accounts import UserFactory, officer
from tests.factories.communes import CommuneFactory, RegistrationFactory

OPEN_ALREADY = Problem("cycle_already_open", where="year", clause="R4", params={"year": 2026})


def test_problems_are_compared_by_value_and_never_change():
    assert Problem("a") == Problem("a", "", "", {})
    with pytest.raises(AttributeError):
        OPEN_ALREADY.code = "other"


def test_nothing_is_refused_without_a_problem():
    assert refuse_if([]) is None


def test_a_refusal_carries_every_problem_and_its_words():
    with pytest.raises(Refused) as refusal:
        refuse_if(iter([OPEN_ALREADY, Problem("dossier_sent_already")]))

    assert [problem.code for problem in refusal.value.problems] == ["cycle_already_open", "dossier_sent_already"]
    with override("en"):
        assert refusal.value.messages == [
            "The year 2026 is open already.",
            "The dossier has been sent; the scores are locked.",
        ]
    assert isinstance(refusal.value, ValidationError)


def test_a_code_without_words_is_an_error_and_an_unknown_verb_reads_as_itself():
    with pytest.raises(KeyError):
        words_for(Problem("no_such_code"))
    assert sentence_for("app.no_such_verb", {}) == "app.no_such_verb"
    assert sentence_for("scoring.open_cycle", {}) == "scoring.open_cycle"


@pytest.mark.django_db
def test_a_state_is_never_assigned():
    registration = RegistrationFactory()

    with pytest.raises(AttributeError, match="transition"):
        registration.state = Registration.State.ACCEPTED
    with pytest.raises(TransitionNotAllowed):
        registration.accept(by=None, at=None)

    assert registration.state == Registration.State.DRAFT


@pytest.mark.django_db
def test_a_state_stays_guarded_after_full_clean_refresh_and_a_failed_refresh():
    """The library's own protection refuses the first and unlocks the whole class in the last."""
    registration, other = RegistrationFactory(), RegistrationFactory()
    registration.full_clean()
    registration.refresh_from_db()
    Registration.objects.filter(pk=other.pk).delete()
    with pytest.raises(Registration.DoesNotExist):
        other.refresh_from_db()

    for instance in (registration, other):
        with pytest.raises(AttributeError):
            instance.state = Registration.State.ACCEPTED


@pytest.mark.django_db
def test_the_scope_answers_404_before_the_permission_answers_403(rf):
    commune, request = CommuneFactory(), rf.get("/")

    @allow("communes.grant_extension", among=lambda user: Commune.objects.filter(pk=commune.pk), code="code")
    def view(request, result, **rest):
        return HttpResponse(f"{result.code} {rest}")

    request.user = UserFactory()
    with pytest.raises(Http404):
        view(request, code="none")
    with pytest.raises(PermissionDenied):
        view(request, code=commune.code)
    request.user = officer()
    assert view(request, code=commune.code, page=2).content.decode() == f"{commune.code} {{'page': 2}}"
    assert view.permission == "communes.grant_extension"


def test_public_is_said_aloud(rf):
    view = public(lambda request: HttpResponse("all"))

    assert (view.permission, view.login_required, view(rf.get("/")).content) == (PUBLIC, False, b"all")


@pytest.mark.parametrize(
    ("typed", "points"),
    [("0,5", "0.50"), ("0.5", "0.50"), (" 1 ", "1"), ("0", "0"), ("1,25", "1.25"), ("", None), (None, None)],
)
def test_points_are_read_with_comma_or_dot(typed, points):
    assert PointsInput(required=False).clean(typed) == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("typed", "code"),
    [("many", "invalid"), ("1,2,3", "invalid"), ("NaN", "invalid"), ("Infinity", "invalid"), ("10000", "invalid"),
     ("0,333", "precise"), ("", "required")],
)  # fmt: skip
def test_what_is_not_points_is_refused(typed, code):
    with pytest.raises(ValidationError) as refusal:
        PointsInput().clean(typed)

    assert [error.code for error in refusal.value.error_list] == [code]


def test_points_are_shown_the_vietnamese_way():
    field = PointsInput()

    assert [field.prepare_value(value) for value in (Decimal("1.50"), Decimal("10.00"), "x")] == ["1,5", "10", "x"]
    with override("en"):
        assert field.prepare_value(Decimal("0.25")) == "0.25"
    assert [field.has_changed(Decimal("1.50"), typed) for typed in ("1,5", "2", "x")] == [False, True, True]


def test_points_are_stored_with_two_places():
    assert (PointsField().max_digits, PointsField().decimal_places) == (6, 2)
    assert PointsField().deconstruct()[3] == {}


def test_constraint_makers_say_what_they_mean():
    none, both = Q(a__isnull=True, b__isnull=True), Q(a__isnull=False, b__isnull=False)

    assert together("a", "b", name="n").condition == none | both
    assert iff_state(["x"], "a", "b", name="n").condition == (Q(state__in=["x"]) & both) | (~Q(state__in=["x"]) & none)


@pytest.mark.parametrize(
    ("earlier", "later", "holds"),
    [(date(2026, 1, 1), date(2026, 1, 2), True), (date(2026, 1, 1), date(2026, 1, 1), True),
     (date(2026, 1, 2), date(2026, 1, 1), False), (None, date(2026, 1, 1), True)],
)  # fmt: skip
@pytest.mark.django_db
def test_dates_in_order_pass_over_nulls(earlier, later, holds):
    constraint = in_order("register_before", "submit_before", name="n")
    cycle = Cycle(register_before=earlier, submit_before=later)

    try:
        constraint.validate(Cycle, cycle)
        assert holds
    except ValidationError:
        assert not holds


def test_the_clock_runs_or_stands_on_the_day_of_the_demonstration(settings, at):
    settings.DEMONSTRATION_DAY = ""
    instant = at(2027, 3, 1, 23, 59)
    assert clock.now() == instant

    settings.DEMONSTRATION_DAY = "2026-11-20"
    assert clock.now() == datetime(2026, 11, 20, 23, 59, tzinfo=CITY_ZONE)


def test_a_diagram_is_drawn_from_the_transitions():
    assert mermaid(Rubric).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> published: publish",
        "    published --> retired: retire",
    ]


@pytest.mark.parametrize(("language", "sign"), [("vi", ","), ("en", ".")])
def test_figures_of_the_trail_read_as_the_language_writes_them(language, sign):
    facts = {"criterion": "I.1.10", "before": "1,50", "after": "2.25"}
    with override(language):
        shown = sentence_for("scoring.enter_score", facts)
        moves = sentence_for("scoring.set_points", {"moves": "I.1.10: 1,5 → 2; III.2: 10 → 9,75"})

    assert "I.1.10" in shown
    assert (f"1{sign}50" in shown, f"2{sign}25" in shown) == (True, True)
    assert f"I.1.10: 1{sign}5 → 2; III.2: 10 → 9{sign}75" in moves


@pytest.mark.parametrize(("language", "sign"), [("vi", ","), ("en", ".")])
def test_figures_of_messages_read_as_the_language_writes_them(language, sign):
    facts = {"year": 2026, "decision": "1.5/QĐ-UBND", "day": "05.11.2026", "moves": "I.1.10: 1,5 → 2; III.2: 10 → 9,75"}
    with override(language):
        shown = words_of("scoring.table_corrected", facts)

    assert f"I.1.10: 1{sign}5 → 2; III.2: 10 → 9{sign}75" in shown
    assert ("1.5/QĐ-UBND" in shown, "05.11.2026" in shown) == (True, True)


@pytest.mark.parametrize(
    ("language", "words"), [("vi", ("vi phạm", "Mức 3")), ("en", ("breach", "Level 3"))], ids=["vi", "en"]
)
def test_a_conclusion_on_the_trail_is_a_code_that_reads_in_every_language(language, words):
    with override(language):
        shown = sentence_for("results.conclude_anew", {"before": "breach", "after": 3})
        older = sentence_for("results.conclude_anew", {"before": "Mức 1", "after": "vi phạm"})

    assert shown.endswith(f"{words[0]} → {words[1]}")
    assert older.endswith("Mức 1 → vi phạm")


def test_a_sentence_of_the_trail_never_speaks_of_none_as_a_number():
    shown = [sentence_for("appraisal.answer_breach", {"files": number}) for number in (0, "1", 3, "x")]
    visit = sentence_for("appraisal.finish_visit", {"seen": 2, "criteria": 4, "photos": 0})

    assert [words.rpartition(", ")[2] for words in shown] == ["không kèm tệp", "kèm 1 tệp", "kèm 3 tệp", "x"]
    assert visit.endswith(", không có ảnh")
