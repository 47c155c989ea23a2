"""The pages of a governed table: versions, differences, the editor, publication, figures."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scoring.differences import pieces
from scoring.models import Criterion, FigureConfirmation, Rubric, RubricInForce
from scoring.services.drafts import edit_guidance, set_points
from tests.factories.accounts import administrator, city_leader, editor_of, officer
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.documents import PDF
from tests.factories.scoring import RubricFactory, decided, draft_of, in_use

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def admin(client):
    person = administrator()
    client.force_login(person)
    return person


@pytest.fixture
def draft():
    return draft_of(RubricFactory())


def url(name, *args):
    return reverse(f"scoring:{name}", args=args)


def typed(rubric, version=0, **changes):
    """The editor's form as the browser sends it; `changes` by code with underscores."""
    rows = rubric.criteria.filter(is_leaf=True)
    shown = {row.code: f"{row.max_points:.2f}".rstrip("0").rstrip(".").replace(".", ",") for row in rows}
    fields = {f"seen-{code}": points for code, points in shown.items()}
    given = shown | {code.replace("_", "."): points for code, points in changes.items()}
    return (
        fields | {f"p-{code}": points for code, points in given.items()} | {"seen_version": version, "action": "save"}
    )


def stored(rubric):
    return {row.code: f"{row.max_points.normalize():f}" for row in rubric.criteria.all() if row.code.startswith("I.")}


# -- Versions and differences -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, admin, django_assert_num_queries, count):
    base = RubricFactory()
    for number in range(count):
        draft_of(base, code=f"ban-{number}")
    client.get(url("rubrics"))

    with django_assert_num_queries(7):
        assert len(client.get(url("rubrics")).context["rows"]) == count + 1


def test_the_list_names_the_years_that_use_each_version(client, admin, draft):
    RubricInForce.objects.create(cycle=CycleFactory(year=2026), rubric=draft.base)

    rows = client.get(url("rubrics")).context["rows"]

    assert [(row.code, row.state, row.base, row.years) for row in rows] == [
        ("ban-nhap", "draft", "bang-thu", ()),
        ("bang-thu", "published", "", (2026,)),
    ]


@pytest.mark.parametrize(
    ("person", "status"),
    [(administrator, 200), (officer, 200), (city_leader, 200), (lambda: editor_of(CommuneFactory()), 404)],
    ids=["administrator", "officer", "leader", "commune"],
)
def test_a_draft_is_the_citys_own_until_it_is_published(client, draft, person, status):
    client.force_login(person())

    assert client.get(url("rubric", draft.code)).status_code == status
    assert (draft.code in client.get(url("rubrics")).text) is (status == 200)


def test_differences_criterion_by_criterion(client, admin, draft):
    """S7"""
    set_points(rubric=draft, points={"I.1": Decimal(9), "II.1": Decimal(21)}, seen_version=0, by=admin, now=NOW)
    criterion = draft.criteria.get(code="IV.2")
    edit_guidance(
        criterion=criterion, evidence_vi="Văn bản, bảng kê", applies_when_vi="", scoring_hint_vi="",
        partial_steps=[0, 100], title_vi=criterion.title_vi, title_en=criterion.title_en,
        reason="", seen_version=0, by=admin, now=NOW,
    )  # fmt: skip

    result = client.get(url("differences", draft.code)).context["difference"]

    assert (result.criteria_moved, result.points_moved, result.texts_changed) == (2, Decimal(1), 1)
    assert {row.code: str(row.moved) for row in result.shown if row.moved} == {
        "I": "-1.00", "I.1": "-1.00", "II": "1.00", "II.1": "1.00",
    }  # fmt: skip
    changed = next(row for row in result.shown if row.code == "IV.2").texts
    assert [text.pieces for text in changed] == [
        [("kept", "Văn bản, "), ("removed", "hình ảnh "), ("added", "bảng kê")],
        [("added", "0 %, 100 %")],
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "thủ tục hành chính",
            "thủ tục hành chính tại trụ sở",
            [("kept", "thủ tục hành chính "), ("added", "tại trụ sở")],
        ),
        ("một hai", "hai", [("removed", "một "), ("kept", "hai")]),
        ("một hai", "một", [("kept", "một "), ("removed", "hai")]),
        ("", "mới", [("added", "mới")]),
        ("cũ", "", [("removed", "cũ")]),
    ],
)
def test_texts_differ_word_by_word(before, after, expected):
    assert pieces(before, after) == expected


def test_a_first_table_has_nothing_to_differ_from(client, admin):
    assert client.get(url("differences", RubricFactory().code)).context["difference"] is None


def test_any_two_versions_can_be_compared(client, admin, draft):
    other = draft_of(draft, code="ban-khac")

    assert client.get(url("differences", draft.code), {"from": other.code}).context["other"] == other


# -- Copying and describing -------------------------------------------------------------------------------------------


def described(**changes):
    return {
        "code": "ban-2027", "title_vi": "Bảng 2027", "title_en": "Table 2027", "decision_vi": "QĐ",
        "applies_from_year": 2027,
    } | changes  # fmt: skip


def test_an_administrator_copies_a_version(client, admin):
    base = RubricFactory()

    answer = client.post(url("draft_rubric", base.code), described())

    assert (answer.status_code, answer.url) == (302, url("points", "ban-2027"))
    assert Rubric.objects.get(code="ban-2027").base == base


@pytest.mark.parametrize("changes", [{"code": "bang-thu"}, {"code": "bảng mới"}, {"title_vi": ""}, {"code": ""}])
def test_a_copy_that_cannot_be_made_keeps_what_was_typed(client, admin, changes):
    base = RubricFactory()

    answer = client.post(url("draft_rubric", base.code), described(decision_vi="Quyết định 77", **changes))

    assert (answer.status_code, Rubric.objects.count()) == (422, 1)
    assert set(answer.context["form"].errors) == set(changes)
    assert "Quyết định 77" in answer.text


def test_a_draft_is_described_again(client, admin, draft):
    answer = client.post(url("describe_draft", draft.code), described(step="0,5", not_applicable="rescale"))

    draft.refresh_from_db()
    assert (answer.status_code, draft.title_vi, draft.step) == (302, "Bảng 2027", Decimal("0.5"))
    assert draft.not_applicable == "rescale"


# -- The editor -------------------------------------------------------------------------------------------------------


def test_the_editor_saves_what_changed_and_nothing_else(client, admin, draft):
    answer = client.post(url("points", draft.code), typed(draft, I_1="9,5", I_2="14.5"), follow=True)

    assert stored(draft) == {"I.1": "9.5", "I.2": "14.5"}
    assert "2 mức điểm thay đổi, tổng cộng 100 điểm" in answer.text
    assert Rubric.objects.get(pk=draft.pk).version == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"I_1": "-1"}, "p-I.1"), ({"I_1": "0,1"}, "p-I.1"), ({"I_1": "mười"}, "p-I.1"), ({"I_1": ""}, "p-I.1")],
)
def test_a_refused_table_keeps_every_typed_figure_and_saves_none(client, admin, draft, changes, field):
    answer = client.post(url("points", draft.code), typed(draft, I_2="13", **changes))

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, {field})
    assert (form["p-I.1"].value(), form["p-I.2"].value()) == (changes["I_1"], "13")
    assert stored(draft) == {"I.1": "10", "I.2": "14"}


def test_without_script_the_server_sums(client, admin, draft):
    """S1"""
    answer = client.post(url("points", draft.code), typed(draft, I_1="12", II_2="2,25") | {"action": "sum"})

    worth = {row.criterion.code: str(row.worth) for row in answer.context["rows"]}
    assert (worth["I"], worth["II"]) == ("26.00", "22.25")
    assert (answer.status_code, answer.context["form"].left) == (200, Decimal("-0.25"))
    assert stored(draft) == {"I.1": "10", "I.2": "14"}


def test_without_script_the_server_moves_points(client, admin, draft):
    move = {"action": "move", "move_from": "I.1", "move_to": "IV.2", "move_points": "1,5"}

    answer = client.post(url("points", draft.code), typed(draft, I_1="9") | move)

    form = answer.context["form"]
    assert (answer.status_code, form["p-I.1"].value(), form["p-IV.2"].value()) == (200, "7,5", "2,5")
    assert stored(draft) == {"I.1": "10", "I.2": "14"}


@pytest.mark.parametrize(
    "move",
    [
        {"move_from": "I.1", "move_to": "I.1", "move_points": "1"},
        {"move_from": "I.1", "move_to": "", "move_points": "1"},
        {"move_from": "I.1", "move_to": "I.2", "move_points": "11"},
        {"move_from": "I.1", "move_to": "I.2", "move_points": "-1"},
        {"move_from": "V.1", "move_to": "I.2", "move_points": "1"},
    ],
)
def test_a_move_that_cannot_be_made_is_said(client, admin, draft, move):
    answer = client.post(url("points", draft.code), typed(draft) | {"action": "move"} | move)

    assert (answer.status_code, bool(answer.context["move"].errors)) == (422, True)
    assert answer.context["form"]["p-I.1"].value() == "10"


def test_the_second_of_two_editors_keeps_their_own_and_sees_the_others(client, admin, draft):
    mine = typed(draft, I_1="9", I_2="15")
    other = administrator(full_name="Người khác")
    set_points(rubric=draft, points={"I.1": Decimal(8), "II.1": Decimal(22)}, seen_version=0, by=other, now=NOW)

    answer = client.post(url("points", draft.code), mine)

    form = answer.context["form"]
    assert (answer.status_code, "Người khác" in str(form.non_field_errors())) == (422, True)
    assert [form[f"p-{code}"].value() for code in ("I.1", "I.2", "II.1")] == ["9", "15", "22"]
    assert form.meanwhile == {"I.1": Decimal(8), "II.1": Decimal(22)}
    assert stored(draft) == {"I.1": "8", "I.2": "14"}

    again = {name: form[name].value() for name in form.fields} | {
        f"seen-{code}": form.data[f"seen-{code}"] for code in ("I.1", "I.2", "II.1")
    }
    assert client.post(url("points", draft.code), again).status_code == 302
    assert stored(draft) == {"I.1": "9", "I.2": "15"}
    assert draft.criteria.get(code="II.1").max_points == Decimal(22)


def test_a_published_table_has_no_editor(client, admin):
    """S7"""
    table = RubricFactory()

    pages = [url("points", table.code), url("publish_rubric", table.code), url("guidance", table.code, "I.1")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


# -- Guidance ---------------------------------------------------------------------------------------------------------


def guidance(**changes):
    kept = {"title_vi": "Nội dung I.1", "title_en": "Content I.1", "evidence_vi": "Quyết định", "seen_version": 0}
    return kept | changes


def test_guidance_is_saved_with_its_partial_steps(client, admin, draft):
    """S2"""
    answer = client.post(url("guidance", draft.code, "I.1"), guidance(partial_steps="50 %; 0"))

    criterion = draft.criteria.get(code="I.1")
    assert (answer.status_code, criterion.evidence_vi, criterion.partial_steps) == (302, "Quyết định", [0, 50, 100])


@pytest.mark.parametrize("changes", [{"title_vi": "Khác"}, {"partial_steps": "nửa"}, {"partial_steps": "33"}])
def test_refused_guidance_keeps_what_was_typed(client, admin, draft, changes):
    answer = client.post(url("guidance", draft.code, "I.1"), guidance(**changes))

    assert (answer.status_code, answer.context["form"]["evidence_vi"].value()) == (422, "Quyết định")
    assert draft.criteria.get(code="I.1").evidence_vi == "Văn bản, hình ảnh"


def test_the_second_editor_of_guidance_sees_what_is_stored(client, admin, draft):
    Criterion.objects.filter(rubric=draft, code="I.1").update(evidence_vi="Bảng kê", version=1)

    answer = client.post(url("guidance", draft.code, "I.1"), guidance())

    assert (answer.status_code, answer.context["stored"].evidence_vi) == (422, "Bảng kê")
    assert client.post(url("guidance", draft.code, "I.1"), guidance(seen_version=1)).status_code == 302


# -- Publication, retirement, discarding ------------------------------------------------------------------------------


def test_a_draft_is_published_as_it_was_seen(client, admin, draft):
    answer = client.post(url("publish_rubric", draft.code), {"seen_version": 0} | decided())

    assert (answer.status_code, Rubric.objects.get(pk=draft.pk).state) == (302, "published")


@pytest.mark.parametrize("seen", ["", "1", "x"])
def test_a_draft_that_moved_on_is_not_published(client, admin, draft, seen):
    answer = client.post(url("publish_rubric", draft.code), {"seen_version": seen} | decided())

    assert (answer.status_code, [p.code for p in answer.context["problems"]]) == (422, ["rubric_changed_meanwhile"])


def test_what_stands_against_publication_is_said_beforehand(client, admin, draft):
    """S7"""
    set_points(rubric=draft, points={"I.1": Decimal(9)}, seen_version=0, by=admin, now=NOW)

    answer = client.get(url("publish_rubric", draft.code))

    assert [problem.code for problem in answer.context["problems"]] == ["rubric_total_not_100"]
    assert 'name="seen_version"' not in answer.text


def test_a_table_retires_and_a_draft_is_discarded(client, admin, draft):
    assert client.post(url("discard_draft", draft.code)).url == url("rubrics")
    assert client.post(url("retire_rubric", draft.base.code)).status_code == 302
    assert list(Rubric.objects.values_list("state", flat=True)) == ["retired"]


def test_a_draft_with_copies_is_kept_and_says_why(client, admin, draft):
    draft_of(draft, code="ban-sau")

    answer = client.post(url("discard_draft", draft.code), follow=True)

    assert ("ban-sau" in answer.text, Rubric.objects.count()) == (True, 3)


# -- Figures ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(draft):
    """A published table whose I.1 and II.2 are assumed."""
    draft.criteria.filter(code__in=["I.1", "II.2"]).update(provenance="assumed", provenance_note="mất chữ số")
    return in_use(draft, at=NOW)


def test_confirming_leads_from_figure_to_figure_and_the_warning_goes(client, admin, table):
    scan = SimpleUploadedFile("trang-3.pdf", PDF)
    assert 'class="note note-warn"' in client.get(url("rubric", table.code)).text

    first = client.post(url("confirm_figure", table.code, "I.1"), {"note": "Trang 3", "scan": scan})
    last = client.post(url("confirm_figure", table.code, "II.2"))

    assert (first.url, last.url) == (url("figure", table.code, "II.2"), url("rubric", table.code))
    assert 'class="note note-warn"' not in client.get(url("rubric", table.code)).text
    page = client.get(url("figure", table.code, "I.1"))
    assert ("Trang 3" in page.text, "trang-3.pdf" in page.text) == (True, True)
    kept = FigureConfirmation.objects.get(criterion__code="I.1", criterion__rubric=table)
    assert b"".join(client.get(url("scan", kept.scan.public_id))) == PDF


def test_a_figure_is_confirmed_once(client, admin, table):
    client.post(url("confirm_figure", table.code, "I.1"))

    answer = client.post(url("confirm_figure", table.code, "I.1"), {"note": "Trang 4"})

    assert (answer.status_code, FigureConfirmation.objects.filter(criterion__rubric=table).count()) == (422, 1)


def test_a_correction_belongs_to_a_draft(client, admin, table):
    """S7"""
    newer = draft_of(table, code="ban-sua")
    sent = {"points": "9", "note": "Trang 3", "seen_version": 0}

    assert client.post(url("correct_figure", table.code, "I.1"), sent).status_code == 422
    assert client.post(url("correct_figure", newer.code, "I.1"), sent).status_code == 302
    assert newer.criteria.get(code="I.1").max_points == Decimal(9)
    assert table.criteria.get(code="I.1").max_points == Decimal(10)


def test_a_confirmation_is_taken_back_with_a_reason(client, admin, table):
    client.post(url("confirm_figure", table.code, "I.1"))
    back = url("withdraw_confirmation", table.code, "I.1")

    assert (client.post(back, {"reason": ""}).status_code, FigureConfirmation.objects.exists()) == (422, True)
    assert (client.post(back, {"reason": "Nhầm trang"}).status_code, FigureConfirmation.objects.exists()) == (
        302,
        False,
    )


def test_officers_see_a_figure_and_change_none(client, table):
    client.force_login(officer())

    page = client.get(url("figure", table.code, "I.1"))

    assert ("mất chữ số" in page.text, "<form" in page.text.partition("<main")[2].partition("</main")[0]) == (
        True,
        False,
    )
    assert client.post(url("confirm_figure", table.code, "I.1")).status_code == 403


def test_the_table_marks_unconfirmed_figures_in_print(client, admin, table):
    client.post(url("confirm_figure", table.code, "II.2"))

    page = client.get(url("rubric", table.code)).text

    assert page.count('<span class="print-only" aria-hidden="true">*</span>') == 1
