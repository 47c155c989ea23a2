"""Citizens answer on a phone: without account, cookie or script, one question a page."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from surveys import services
from surveys.models import Answer, NetworkCount, Response, ResponseHint, Survey
from tests.factories.accounts import editor_of
from tests.factories.surveys import OPENED, SurveyFactory, close

pytestmark = pytest.mark.django_db
FORM = re.compile(r'name="form" value="([^"]+)"')
WHOLE = (["4"], ["5"], ["2"], ["1", "3"], ["Cán bộ nhiệt tình"])


@pytest.fixture
def survey(at) -> Survey:
    at(2026, 3, 9, 10)
    return SurveyFactory(opened=True)


class Phone:
    """A phone that sends what its page has: it refuses a response with a cookie, a script or too many bytes."""

    def __init__(self, survey, **headers):
        # The CSRF check is on, as for a real phone.
        self.client = Client(enforce_csrf_checks=True, headers=headers)
        self.url = reverse("answering:survey", args=[survey.slug])
        self.form, self.place = "", 0

    def seen(self, response):
        self.response, self.text = response, response.content.decode()
        assert not response.cookies
        assert "<script" not in self.text
        assert len(self.text.encode()) < 20_000
        if result := FORM.search(self.text):
            self.form = result[1]
            self.place = int(re.search(r'name="at" value="(\d+)"', self.text)[1])
        return response

    def open(self, **query):
        return self.seen(self.client.get(self.url, query))

    def start(self, **typed):
        return self.seen(self.client.post(self.url, typed))

    def send(self, *answer, **button):
        fields = {"form": self.form, "at": self.place, "answer": list(answer)} | (button or {"next": "1"})
        return self.seen(self.client.post(self.url, fields))

    def answer_all(self, answers=WHOLE):
        for answer in answers:
            self.send(*answer)


def test_a_person_answers_question_by_question(survey, at):
    phone = Phone(survey)
    assert "5 câu hỏi" in phone.open().content.decode()
    phone.start()
    assert (phone.place, "Câu 1/5" in phone.text) == (0, True)
    phone.send("4")
    assert "Câu 2/5" in phone.text
    phone.send("5", back="1")
    assert re.search(r'value="4" checked', phone.text)
    phone.send("3")
    assert re.search(r'value="5" checked', phone.text)
    for answer in WHOLE[1:4]:
        phone.send(*answer)
    at(2026, 3, 9, 10, 1)
    response = phone.send("Cán bộ nhiệt tình")

    assert (response.status_code, Response.objects.get().channel) == (302, "open_link")
    thanks = phone.seen(phone.client.get(response.url))
    assert "Xin cảm ơn" in thanks.content.decode()
    values = [one.value or one.text or one.choice.position for one in Answer.objects.all()]
    assert values == [3, 5, 2, 1, 3, "Cán bộ nhiệt tình"]


def test_what_is_not_right_is_said_at_its_question_and_nothing_is_lost(survey, at):
    phone = Phone(survey)
    phone.start()
    assert phone.send().status_code == 422
    assert "Xin trả lời câu hỏi này." in phone.text
    assert phone.send("9").status_code == 422
    phone.send("4"), phone.send("5"), phone.send("2")
    for strange in (["?"], ["1", "77"], ["１"]):
        assert phone.send(*strange).status_code == 422
    phone.send("3")
    at(2026, 3, 9, 10, 1)
    assert phone.send("x" * 501).status_code == 422
    assert "x" * 501 in phone.text
    assert phone.send("").status_code == 302
    assert Response.objects.get().answers.count() == 4


def test_a_lost_line_does_no_harm(survey, at):
    """The same page may be sent again, on the way and at the end; what was answered is counted once."""
    phone = Phone(survey)
    phone.start()
    first = phone.form
    phone.send("4")
    phone.form, phone.place = first, 0
    assert "Câu 2/5" in phone.send("4").content.decode()
    for answer in WHOLE[1:4]:
        phone.send(*answer)
    at(2026, 3, 9, 10, 1)

    assert [phone.send("Tốt").status_code for _time in range(3)] == [302] * 3
    assert Response.objects.count() == 1


def test_too_quick_or_too_old_is_held_off_with_the_answers_kept(survey, at):
    phone = Phone(survey)
    phone.start()
    for answer in WHOLE[:4]:
        phone.send(*answer)

    assert phone.send("Tốt").status_code == 422
    assert "quá nhanh" in phone.text
    assert "Tốt" in phone.text
    at(2026, 3, 10, 11)
    assert phone.send("Tốt").status_code == 422
    assert "quá lâu" in phone.text
    assert Response.objects.count() == 0


def test_a_form_of_another_survey_or_of_nobody_begins_anew(survey):
    other = Phone(SurveyFactory(opened=True))
    other.start()
    phone = Phone(survey)

    for forged in (other.form, "x", other.form[:-1]):
        phone.form = forged
        assert "Câu 1/5" in phone.send("4").content.decode()
    for place in ("99", "-1", "²"):
        phone.place = place
        assert phone.send("?").status_code in (200, 422)


def test_a_busy_network_waits_and_its_answers_stay_on_the_page(survey, at):
    phones = []
    for _number in range(31):
        phone = Phone(survey)
        phone.start()
        phone.answer_all(WHOLE[:4])
        phones.append(phone)
    at(2026, 3, 9, 10, 1)
    statuses = [phone.send("Tốt").status_code for phone in phones]

    assert statuses == [302] * 30 + [429]
    assert "Tốt" in phones[-1].text
    at(2026, 3, 9, 10, 2)
    assert phones[-1].send("Tốt").status_code == 302
    assert NetworkCount.objects.get().responses == Response.objects.count() == 31
    assert ResponseHint.objects.filter(kind="one_network").exists()


def test_a_slip_with_a_code(survey, at):
    _batch, (code,) = services.make_codes(survey=survey, size=1, by=survey.created_by, now=OPENED)
    phone, late = Phone(survey), Phone(survey)
    assert f'value="{code}"' in phone.open(code=code).content.decode()
    assert phone.start(code="abcd-efgh-jkmn").status_code == 422
    assert "abcd-efgh-jkmn" in phone.text
    for one in (phone, late):
        one.start(code=code.upper())
        one.answer_all(WHOLE[:4])
    at(2026, 3, 9, 10, 1)
    assert phone.send("Tốt").status_code == 302
    assert Response.objects.get().channel == "code"

    assert late.send("Tốt").status_code == 422
    assert "đã được dùng" in late.text
    assert "đã được dùng" in Phone(survey).start(code=code).content.decode()


def test_the_language_is_the_readers(survey, at):
    assert 'lang="vi"' in Phone(survey, accept_language="fr").open().content.decode()
    phone = Phone(survey, accept_language="en-GB")
    response = phone.open()
    assert response.headers["Content-Language"] == "en"
    assert "Start" in response.content.decode()
    assert 'lang="vi"' in phone.open(lang="vi").content.decode()
    phone.start(lang="vi")
    assert "Câu 1/5" in phone.text
    phone.start(lang="en")
    phone.answer_all(WHOLE[:4])
    at(2026, 3, 9, 10, 1)
    phone.seen(phone.client.get(phone.send("Good").url))
    assert "Thank you" in phone.text
    assert Response.objects.get().language == "en"


def test_what_is_kept_is_said_and_until_when(survey, settings):
    settings.SURVEY_ANSWERS_YEARS = 3
    text = Phone(survey).open().content.decode()

    assert "31/12/2029" in text
    assert "Không lưu tên, số điện thoại hay địa chỉ thiết bị" in text


def test_a_survey_that_is_closed_says_so_and_one_never_opened_is_not_there(survey):
    draft = SurveyFactory()
    phone = Phone(survey)
    phone.start()
    close(survey)

    assert "đã đóng" in phone.open().content.decode()
    assert "đã đóng" in phone.send("4").content.decode()
    assert Client().get(reverse("answering:survey", args=[draft.slug])).status_code == 404
    assert Client().get(reverse("answering:thanks", args=["k2345678"])).status_code == 404


def test_the_first_page_is_small_with_everything_it_loads(survey):
    text = Phone(survey).open().content.decode()
    loaded = [urlsplit(one).path for one in re.findall(r'(?:href|src)="(/static/[^"]+)"', text)]
    files = [finders.find(re.sub(r"^/static/", "", one)) for one in loaded]

    assert len(files) == 2
    whole = len(text.encode()) + sum(len(Path(one).read_bytes()) for one in files)
    assert whole < 40_000
    assert len(gzip.compress(text.encode())) < 4_000


def test_a_signed_in_clerk_answers_as_anybody(survey, at):
    phone = Phone(survey)
    phone.client.force_login(editor_of(survey.commune))
    phone.start()
    phone.answer_all(WHOLE[:4])
    at(2026, 3, 9, 10, 1)

    assert phone.send("Tốt").status_code == 302
    assert (Response.objects.get().channel, Response.objects.get().entered_by) == ("open_link", None)


def test_a_page_costs_few_queries(survey, django_assert_max_num_queries, at):
    phone = Phone(survey)
    with django_assert_max_num_queries(3):
        phone.open()
    with django_assert_max_num_queries(4):
        phone.start()
    phone.answer_all(WHOLE[:4])
    at(2026, 3, 9, 10, 1)
    with django_assert_max_num_queries(30):
        phone.send("Tốt")
