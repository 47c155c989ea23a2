"""The editor of a draft's points by keyboard: live sums, moving, undo, a refusal that keeps everything, saving."""

import pytest
from playwright.sync_api import expect

from scoring.models import Criterion
from tests.factories.accounts import administrator
from tests.factories.scoring import RubricFactory, draft_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    return draft_of(RubricFactory())


@pytest.fixture
def editor(page_for, draft):
    page = page_for(administrator())
    page.goto(f"/scoring/rubrics/{draft.code}/points/")
    return page


def cell(page, code):
    return page.locator(f'[name="p-{code}"]')


def expect_sums(page, **sums):
    for name, figure in sums.items():
        locator = (
            page.locator(f"#{name}") if name in {"total", "left", "changed"} else page.locator(f'[data-sum="{name}"]')
        )
        expect(locator).to_have_text(figure)


def points_of(draft):
    rows = Criterion.objects.filter(rubric=draft, code__in=["I", "I.1", "I.2", "II.1"]).order_by("sort_key")
    return {row.code: f"{row.max_points.normalize():f}" for row in rows}


def test_points_are_edited_by_keyboard_alone(editor, draft, axe):
    """S1, S7"""
    assert editor.evaluate("document.activeElement === document.body")  # nothing is refused yet
    cell(editor, "I.1").focus()
    editor.keyboard.press("Control+A")
    editor.keyboard.type("9,5")
    expect_sums(editor, I="23,5", total="99,5", left="0,5", changed="1")
    editor.keyboard.press("Enter")
    expect(cell(editor, "I.2")).to_be_focused()
    expect(editor.locator("#editor-message")).to_have_text("Còn 0,5 điểm để phân bổ")
    editor.keyboard.type("14,5")
    editor.keyboard.press("ArrowDown")
    expect(cell(editor, "II.1")).to_be_focused()
    expect_sums(editor, I="24", total="100", left="0", changed="2")
    expect(editor.locator("#editor-message")).to_have_text("Đã phân bổ đủ 100 điểm")
    axe(editor)

    editor.keyboard.press("Control+s")

    expect(editor.locator("main [role=status].note")).to_contain_text("2 mức điểm thay đổi, tổng cộng 100 điểm")
    assert points_of(draft) == {"I": "24", "I.1": "9.5", "I.2": "14.5", "II.1": "20"}
    assert editor.console_errors == []


def test_steps_are_undone_one_by_one(editor):
    cell(editor, "I.1").fill("9")
    cell(editor, "I.1").press("Tab")
    editor.locator(".editor-move summary").click()
    editor.locator("#id_move_from").select_option("IV.1")
    editor.locator("#id_move_to").select_option("I.2")
    editor.locator("#id_move_points").fill("1,25")
    editor.get_by_role("button", name="Chuyển", exact=True).click()
    expect(editor.locator("#editor-message")).to_contain_text("Đã chuyển 1,25 điểm từ IV.1 sang I.2")
    expect(cell(editor, "IV.1")).to_have_value("23,75")
    expect_sums(editor, I="24,25", IV="24,75", left="1", changed="3")

    editor.get_by_role("button", name="Hoàn tác").click()
    expect(cell(editor, "IV.1")).to_have_value("25")
    expect_sums(editor, I="23", IV="26", changed="1")
    editor.keyboard.press("Control+z")

    expect(cell(editor, "I.1")).to_have_value("10")
    expect_sums(editor, I="24", left="0", changed="0")
    expect(editor.get_by_role("button", name="Hoàn tác")).to_be_disabled()


def test_a_refusal_keeps_everything_and_saves_nothing(editor, draft, axe):
    cell(editor, "I.1").fill("0,1")
    cell(editor, "I.2").fill("15")
    cell(editor, "I.2").press("Tab")
    expect(editor.locator("[id='id_p-I.1_error']")).to_have_text("Điểm theo bước 0,25.")

    editor.get_by_role("button", name="Lưu tất cả").click()

    expect(editor.locator("#refusal")).to_contain_text("Chưa lưu. Nội dung đồng chí đã nhập vẫn được giữ.")
    expect(editor.locator("#refusal a")).to_be_focused()
    expect(cell(editor, "I.1")).to_have_value("0,1")
    expect(cell(editor, "I.2")).to_have_value("15")
    assert points_of(draft) == {"I": "24", "I.1": "10", "I.2": "14", "II.1": "20"}
    axe(editor)

    editor.keyboard.press("Enter")
    expect(cell(editor, "I.1")).to_be_focused()
    cell(editor, "I.1").fill("9")
    editor.get_by_role("button", name="Lưu tất cả").click()

    expect(editor.locator("main [role=status].note")).to_be_visible()
    assert points_of(draft) == {"I": "24", "I.1": "9", "I.2": "15", "II.1": "20"}


def test_leaving_with_unsaved_figures_asks_first(editor):
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    cell(editor, "I.1").fill("9")
    cell(editor, "I.1").press("Tab")

    editor.get_by_role("link", name="Đưa vào áp dụng…").click()

    expect(cell(editor, "I.1")).to_have_value("9")
    assert asked == ["beforeunload"]


def test_without_script_the_same_form_sums_moves_and_saves(page_for, draft):
    page = page_for(administrator(), java_script_enabled=False)
    page.goto(f"/scoring/rubrics/{draft.code}/points/")
    cell(page, "I.1").fill("9")
    page.get_by_role("button", name="Cộng lại").click()
    expect(page.locator("#left")).to_have_text("1")

    page.locator(".editor-move summary").click()
    page.locator("#id_move_from").select_option("II.1")
    page.locator("#id_move_to").select_option("I.2")
    page.locator("#id_move_points").fill("1")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(cell(page, "I.2")).to_have_value("15")
    page.get_by_role("button", name="Lưu tất cả").click()

    expect(page.locator("main [role=status].note")).to_be_visible()
    assert points_of(draft) == {"I": "24", "I.1": "9", "I.2": "15", "II.1": "19"}
