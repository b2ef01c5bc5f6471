"""On which days a series takes place, against plain loops over days."""

import calendar
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import errors
from events.eligibility.rules import holidays
from events.queries.recurrence import (
    FREQUENCIES,
    MOST_SHIFTS,
    SeriesPlan,
    expand,
    read_rule,
    rule_days,
    rule_for,
    split,
)
from events.validators import shift_window

ALMATY = "Asia/Almaty"
SATURDAY = date(2026, 5, 9)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
ONE_DAY = timedelta(days=1)


def plan(first_on=SATURDAY, **changes):
    return SeriesPlan(first_on=first_on, start_time=time(10), end_time=time(14), **changes)


def days_of(plan):
    return list(expand(plan, time_zone=ALMATY).days)


def every_day(first, last):
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def monday_of(day):
    return day - timedelta(days=day.weekday())


@given(first=DAYS, weekdays=st.sets(st.integers(0, 6)), length=st.integers(0, 300), interval=st.sampled_from([1, 2]))
def test_weeks_are_those_of_a_loop_over_days(first, weekdays, length, interval):
    until = first + timedelta(days=length)
    frequency = {1: "weekly", 2: "fortnightly"}[interval]
    rule = rule_for(frequency, first_on=first, weekdays=weekdays, until=until)
    wanted = [
        day
        for day in every_day(first, until)
        if day.weekday() in weekdays | {first.weekday()}
        and ((monday_of(day) - monday_of(first)).days // 7) % interval == 0
    ]

    found = rule_days(plan(first, rule=rule), time_zone=ALMATY) if len(wanted) <= MOST_SHIFTS else wanted

    assert found == wanted


@given(first=DAYS, times=st.integers(1, 20))
def test_same_weekday_of_the_month_is_that_of_the_calendar(first, times):
    nth = (first.day - 1) // 7
    found = rule_days(plan(first, rule=rule_for("monthly", first_on=first, times=times)), time_zone=ALMATY)

    wanted, year, month = [], first.year, first.month
    while len(wanted) < times:
        same = [
            day
            for day in calendar.Calendar().itermonthdates(year, month)
            if day.month == month and day.weekday() == first.weekday()
        ]
        wanted.append(same[-1 if nth == 4 else nth])
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    assert found == wanted


@given(first=DAYS, length=st.integers(0, 250))
def test_working_days_are_monday_to_friday(first, length):
    until = first + timedelta(days=length)
    wanted = [day for day in every_day(first, until) if day.weekday() < 5]
    rule = rule_for("working_days", first_on=first, until=until)

    assert rule_days(plan(first, rule=rule), time_zone=ALMATY) == wanted


@given(
    first=DAYS,
    times=st.integers(2, 60),
    exceptions=st.sets(st.integers(0, 59), max_size=5),
    extra=st.sets(DAYS, max_size=4),
    skips=st.booleans(),
)
def test_exceptions_holidays_and_further_days(first, times, exceptions, extra, skips):
    ruled = [first + timedelta(days=3 * number) for number in range(times)]
    except_on = frozenset(ruled[number] for number in exceptions if number < times)
    series = plan(
        first,
        rule=f"FREQ=DAILY;INTERVAL=3;COUNT={times}",
        dates=tuple(extra),
        except_on=except_on,
        skips_holidays=skips,
    )
    named = sorted({*ruled, *extra})
    wanted = [day for day in named if day not in except_on and not (skips and day in holidays())]

    if not wanted:
        with pytest.raises(errors.NoDayLeft):
            expand(series, time_zone=ALMATY)
        return
    found = expand(series, time_zone=ALMATY)

    assert list(found.days) == wanted
    assert sorted([*found.days, *(out.day for out in found.left_out)]) == named


RULES = st.sampled_from([
    "FREQ=WEEKLY;COUNT=9",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SA;COUNT=17",
    "FREQ=MONTHLY;BYDAY=2SA;COUNT=8",
    "FREQ=MONTHLY;COUNT=6",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1;COUNT=7",
    "FREQ=DAILY;INTERVAL=5;COUNT=20",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=9",
    "FREQ=YEARLY;BYMONTH=5;BYDAY=SA;COUNT=8",
])  # fmt: skip


@given(rule=RULES, first=DAYS, cut=st.integers(-10, 500), extra=st.sets(DAYS, max_size=3))
def test_a_series_cut_in_two_names_the_same_days(rule, first, cut, extra):
    whole = plan(first, rule=rule, dates=tuple(sorted(extra)))
    named = sorted({*rule_days(whole, time_zone=ALMATY), *extra})
    day = first + timedelta(days=cut)

    halves = split(whole, day, time_zone=ALMATY)

    found = [sorted({*rule_days(half, time_zone=ALMATY), *half.dates}) if half else [] for half in halves]
    assert found == [[each for each in named if each < day], [each for each in named if each >= day]]


def test_the_first_day_counts_only_where_the_rule_names_it():
    wednesday = date(2026, 5, 6)

    assert days_of(plan(wednesday, rule="FREQ=WEEKLY;BYDAY=SA;COUNT=2")) == [SATURDAY, date(2026, 5, 16)]
    assert days_of(plan(wednesday, dates=(SATURDAY,))) == [wednesday, SATURDAY]


def test_a_moment_of_another_calendar_ends_the_rule_by_the_clock_of_the_venue():
    five_utc_is_ten_here = "FREQ=WEEKLY;UNTIL=20260523T050000Z"
    a_second_earlier = "FREQ=WEEKLY;UNTIL=20260523T045959Z"

    assert days_of(plan(rule=five_utc_is_ten_here))[-1] == date(2026, 5, 23)
    assert days_of(plan(rule=a_second_earlier))[-1] == date(2026, 5, 16)


def test_every_second_saturday_but_holidays_says_which_are_left_out():
    found = expand(plan(rule="FREQ=WEEKLY;INTERVAL=2;COUNT=4", skips_holidays=True), time_zone=ALMATY)

    assert [(out.day, out.holiday.name_en) for out in found.left_out] == [(SATURDAY, "Victory Day")]
    assert list(found.days) == [date(2026, 5, 23), date(2026, 6, 6), date(2026, 6, 20)]
    assert found.unknown_years == ()


def test_a_year_whose_holidays_nobody_wrote_down_is_named():
    found = expand(plan(date(2027, 12, 18), rule="FREQ=WEEKLY;COUNT=4", skips_holidays=True), time_zone=ALMATY)

    assert found.unknown_years == (2028,)


REFUSED = {
    "FREQ=WEEKLY": errors.RuleNeverEnds,
    "FREQ=SECONDLY;COUNT=5": errors.RuleUnsupported,
    "FREQ=HOURLY;COUNT=5": errors.RuleUnsupported,
    "COUNT=5": errors.RuleUnsupported,
    "": errors.RuleUnsupported,
    "every saturday": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=5;UNTIL=20270101": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=5;COUNT=6": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=0": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=-1": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=٣": errors.RuleUnsupported,
    "FREQ=WEEKLY;INTERVAL=0;COUNT=5": errors.RuleUnsupported,
    "FREQ=WEEKLY;BYDAY=2SA;COUNT=5": errors.RuleUnsupported,
    "FREQ=WEEKLY;BYMONTHDAY=3;COUNT=5": errors.RuleUnsupported,
    "FREQ=WEEKLY;BYDAY=XX;COUNT=5": errors.RuleUnsupported,
    "FREQ=DAILY;BYHOUR=1,2;COUNT=5": errors.RuleUnsupported,
    "FREQ=DAILY;BYEASTER=1;COUNT=5": errors.RuleUnsupported,
    "FREQ=WEEKLY;UNTIL=20261301": errors.RuleUnsupported,
    "FREQ=MONTHLY;BYSETPOS=1;COUNT=5": errors.RuleUnsupported,
    "FREQ=WEEKLY;COUNT=5;" + "X" * 400: errors.RuleUnsupported,
    "FREQ=WEEKLY;UNTIL=20260501": errors.RuleEndsBeforeStart,
    "FREQ=WEEKLY;UNTIL=19700101": errors.RuleEndsBeforeStart,
    "FREQ=WEEKLY;UNTIL=29990101": errors.SeriesTooLong,
    "FREQ=MONTHLY;COUNT=30": errors.SeriesTooLong,
    "FREQ=DAILY;COUNT=201": errors.TooManyShifts,
    "FREQ=DAILY;COUNT=999999999": errors.TooManyShifts,
    "FREQ=DAILY;UNTIL=20271231": errors.TooManyShifts,
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5": errors.NoDayLeft,
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5": errors.NoDayLeft,
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_rule_that_cannot_be_is_refused_by_name(rule):
    with pytest.raises(REFUSED[rule]):
        expand(plan(rule=rule), time_zone=ALMATY) if rule else read_rule(rule)


@given(text=st.text(max_size=60) | st.from_regex(r"(FREQ|COUNT|UNTIL|BYDAY|INTERVAL)=[A-Z0-9,;=+-]{0,20}"))
def test_nonsense_never_gets_further_than_a_refusal(text):
    with suppress(errors.RuleUnsupported, errors.RuleNeverEnds):
        assert read_rule(text)["FREQ"] in FREQUENCIES


def test_the_night_on_which_almaty_moved_its_clocks_is_nine_hours_long():
    night = shift_window(
        starts_on=date(2024, 2, 29),
        start_time=time(22),
        ends_on=date(2024, 3, 1),
        end_time=time(6),
        time_zone=ALMATY,
    )

    assert night.minutes == 9 * 60


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_all_calendars_are_refused(day):
    midnight = {"start_time": time(0), "end_time": time(23, 45)}

    zone = "Asia/Almaty" if day == date.min else "America/New_York"
    with pytest.raises(errors.ShiftDateImpossible):
        shift_window(starts_on=day, ends_on=day, time_zone=zone, **midnight)
