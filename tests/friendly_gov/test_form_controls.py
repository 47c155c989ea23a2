"""Dates, times and files in the page's own language, whatever the browser's."""

from datetime import date, datetime, time

import pytest
from django import forms
from django.utils import translation

from kernel.deadlines import CITY_ZONE


class Form(forms.Form):
    day = forms.DateField()
    at = forms.TimeField()
    moment = forms.DateTimeField(widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"))
    file = forms.FileField(widget=forms.FileInput)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "typed", ["14/02/2027", "14/2/2027", "14-02-2027", "14.2.2027", "14 02 2027", "14022027", "2027-02-14"]
)
def test_a_date_is_read_as_people_write_it_the_day_first(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2027, 2, 14)


@pytest.mark.parametrize("typed", ["31/02/2027", "02/14/2027", "mai", "14/02", "14/02/20"])
def test_what_is_no_date_is_refused(typed):
    with translation.override("vi"), pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize(("typed", "read"), [("8:05", time(8, 5)), ("8h05", time(8, 5)), ("8h", time(8))])
def test_an_hour_is_read_as_people_write_it(typed, read):
    with translation.override("vi"):
        assert forms.TimeField().clean(typed) == read


@pytest.mark.parametrize("typed", ["09/11/2026 08:00", "08:00 09/11/2026", "2026-11-09T08:00"])
def test_a_moment_is_read_the_day_first(typed):
    with translation.override("vi"):
        assert forms.DateTimeField().clean(typed).astimezone(CITY_ZONE) == datetime(2026, 11, 9, 8, tzinfo=CITY_ZONE)


def test_no_control_is_in_the_browsers_language():
    with translation.override("vi"):
        shown = Form(initial={"day": date(2027, 2, 14), "at": time(8, 5)}).as_p()

    assert 'value="14/02/2027"' in shown
    assert 'placeholder="ngày/tháng/năm"' in shown
    assert 'value="08:05' in shown
    for native in ('type="date"', 'type="time"', 'type="datetime-local"'):
        assert native not in shown
    assert '<label class="btn btn-secondary" for="id_file">Chọn tệp</label>' in shown
    assert "Chưa chọn tệp" in shown
