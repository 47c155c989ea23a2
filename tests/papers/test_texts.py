"""The texts of papers that the office owns: used everywhere, changed with history; a broken one blocks nothing."""

import pytest
from django.urls import reverse

from audit.models import Entry
from kernel.refusals import Refused
from papers.models import TextVersion
from papers.office_texts import office_texts, placeholders_of, sample_papers, text_problems
from papers.queries import described, visible_paper
from papers.services import restore_text, write_text
from papers.texts import lines_of, texts_read_once, words_of
from tests.factories.accounts import administrator, officer
from tests.papers.both_forms import assert_both_say_the_same
from tests.papers.reading import text_of
from tests.papers.samples import SAMPLES
from tests.results.building import whole_year
from tests.results.test_services import brought_to

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Each text is changed to one that appears nowhere else.
MARK = "Chuỗi thử riêng"


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


def stored(key, text, now, number=1):
    """A version as the table may hold it, whatever a form would say of it."""
    return TextVersion.objects.create(key=key, number=number, text=text, written_at=now, written_by=administrator())


def test_every_built_in_text_can_be_used():
    result = {key: [p.code for p in text_problems(one, one.built_in)] for key, one in office_texts.by_key.items()}

    assert {key for key, codes in result.items() if codes} == set()
    assert len(result) > 35


@pytest.mark.parametrize("key", office_texts.by_key)
def test_a_changed_text_stands_in_its_sample(key, now):
    one = office_texts[key]
    stored(key, MARK, now)

    assert MARK.casefold() in repr(sample_papers[one.sample]()).casefold()


def test_a_changed_name_reaches_every_paper_of_the_year(now):
    year = whole_year()
    brought_to(year, "published", now)
    stored("department", "Sở Thử Nghiệm", now)
    stored("team", "Hội đồng Thử Nghiệm", now)
    result = {}
    for kind in ("results.report", "results.submission", "results.result_letter", "appraisal.team_decision"):
        person, key = SAMPLES[kind](year)
        pdf = assert_both_say_the_same(described(visible_paper(person, kind, key, now=now)))
        text = text_of(pdf).casefold()
        result[kind] = [old for old in ("sở nội vụ", "tổ thẩm định") if old in text]

    assert {kind for kind, old in result.items() if old} == set()


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("report_closing", "Kính trình {nobody}.", "office_text_placeholder"),
        ("department", "Sở {city}", "office_text_placeholder"),
        ("report_closing", "Kính trình {city_committee.", "office_text_brace"),
        ("report_closing", "Kính {0.__class__}.", "office_text_brace"),
        ("report_closing", "  ", "office_text_empty"),
        ("report_closing", "Một\nHai", "office_text_lines"),
        ("department", "S" * 121, "office_text_long"),
    ],
)
def test_a_broken_text_is_refused_and_where_it_is_stored_the_built_in_one_stands_in(key, text, code, now):
    with pytest.raises(Refused) as refusal:
        write_text(key=key, text=text, seen=0, by=administrator(), now=now)
    assert [problem.code for problem in refusal.value.problems] == [code]

    built_in = words_of(key)
    stored(key, text, now)
    with texts_read_once() as texts:
        assert words_of(key) == built_in
        assert texts.broken == [office_texts[key]]


def test_texts_have_a_history_and_a_way_back(now):
    by = administrator()
    write_text(key="decision_recipients", text="Như Điều {last}\nSở Thử", seen=0, by=by, now=now)
    assert lines_of("decision_recipients", last=3) == ("Như Điều 3", "Sở Thử")
    with pytest.raises(Refused) as refusal:
        write_text(key="decision_recipients", text="Sở Khác", seen=0, by=by, now=now)
    assert [problem.code for problem in refusal.value.problems] == ["office_text_changed_since"]

    restore_text(key="decision_recipients", by=by, now=now)
    assert lines_of("decision_recipients", last=3)[-1] == "Lưu: VT"
    assert restore_text(key="decision_recipients", by=by, now=now) is None
    assert list(TextVersion.objects.values_list("number", "text")) == [(2, ""), (1, "Như Điều {last}\nSở Thử")]
    entries = Entry.objects.filter(target_type="papers.textversion").order_by("pk")
    assert [entry.verb for entry in entries] == ["papers.write_text", "papers.restore_text"]


def test_one_query_reads_the_texts_of_a_paper(django_assert_num_queries):
    with django_assert_num_queries(1), texts_read_once():
        words_of("report_closing")
        lines_of("team_recipients")


def test_administrators_edit_with_a_preview(client, now):
    client.force_login(administrator())
    address = reverse("papers:text", args=["report_closing"])
    page = client.get(address).text
    assert all(f"{{{name}}}" in page for name in placeholders_of(office_texts["report_closing"]))

    preview = client.post(address, {"text": f"{MARK} {{department}}.", "seen": 0, "preview": "1"})
    assert f"{MARK} Sở Nội vụ." in preview.text
    assert not TextVersion.objects.exists()

    broken = client.post(address, {"text": f"{MARK} {{ai}}", "seen": 0})
    assert broken.status_code == 422
    assert f"{MARK} {{ai}}</textarea>" in broken.text
    assert "{ai}" in broken.text.split("invalid-feedback")[1][:200]

    client.post(address, {"text": f"{MARK}.", "seen": 0})
    assert MARK in client.get(address).text
    assert MARK in client.get(reverse("papers:texts")).text


def test_a_papers_page_says_where_a_built_in_text_stands_in(client, now):
    year = whole_year()
    brought_to(year, "published", now)
    stored("report_closing", "{ai}", now)
    client.force_login(officer())

    page = client.get(reverse("papers:paper", args=["results.submission", "2026"])).text

    assert str(office_texts["report_closing"].name) in page
