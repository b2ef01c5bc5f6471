from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import cells


@pytest.mark.parametrize(
    "text",
    ["2026-12-05", "2026-12-05 00:00:00", "2026-12-05T10:30", "5.12.2026", "05.12.2026 г.", "05/12/2026", "46361"],
)
def test_dates_as_people_and_excel_write_them(text):
    assert cells.read_date(text) == date(2026, 12, 5)


@pytest.mark.parametrize("text", ["5 декабря", "05.12.26", "2026", "31.02.2026", "2026-13-01", "12.31.2026", "-46361"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(cells.DateUnreadable):
        cells.read_date(text)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("9:00", time(9)),
        ("09.00", time(9)),
        ("9", time(9)),
        ("9:00:00", time(9)),
        ("0.375", time(9)),
        ("0,375", time(9)),
        ("0.25", time(6)),
        ("00.25", time(0, 25)),
        ("0,416666666666667", time(10)),
        ("5:30 PM", time(17, 30)),
        ("12:15 am", time(0, 15)),
        ("17-45", time(17, 45)),
    ],
)
def test_times_as_people_and_excel_write_them(text, wall):
    assert cells.read_time(text) == wall


@pytest.mark.parametrize("text", ["25:00", "9:75", "утро", "24:00", "1.5.3", "13:00 pm x", "10:0"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(cells.TimeUnreadable):
        cells.read_time(text)


@given(st.times(max_value=time(23, 59)).map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_excel_keeps_every_minute(wall):
    share = (wall.hour * 60 + wall.minute) / (24 * 60)
    written = f"{share:.9f}".replace(".", ",")

    assert cells.read_time(written) == wall


@given(st.dates(min_value=date(1927, 5, 19), max_value=date(2173, 10, 13)))
def test_every_day_is_read_back_in_each_form(day):
    excel = str((day - date(1899, 12, 30)).days)

    assert {cells.read_date(text) for text in (day.isoformat(), day.strftime("%d.%m.%Y"), excel)} == {day}


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("12,0", 12), ("1 200", 1200), ("0", 0)])
def test_whole_numbers(text, number):
    assert cells.read_whole_number(text, low=0, high=2000) == number


@pytest.mark.parametrize("text", ["1,5", "двенадцать", "nan", "inf", "1e400", "1..2"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(cells.NumberUnreadable):
        cells.read_whole_number(text, low=0, high=2000)


@pytest.mark.parametrize(("text", "answer"), [("да", True), ("ИӘ", True), ("+", True), ("", False), ("Жоқ", False)])
def test_yes_and_no(text, answer):
    assert cells.read_flag(text) is answer


@pytest.mark.parametrize(
    ("text", "point"), [("49.80, 73.10", (49.8, 73.1)), ("49.8;73.1", (49.8, 73.1)), ("Абай, Қарағанды", None)]
)
def test_points(text, point):
    assert cells.read_point(text) == point
