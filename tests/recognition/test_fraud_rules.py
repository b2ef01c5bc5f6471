"""Each pattern at its limit: exactly this much is fine, and a little more is not."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random

import pytest

from places.distance import GeoPoint, geodesic_km
from recognition.fraud import (
    HARD,
    SOFT,
    Account,
    Credit,
    Hours,
    NoRules,
    Pattern,
    Registry,
    Work,
    detect,
    doubtful,
    impossible,
    rules_on,
)
from recognition.fraud.corpus.country import minute_of
from recognition.fraud.soft.rings import circles

DAY = 24 * 60
SATURDAY, MONDAY = date(2025, 10, 4), date(2025, 10, 6)
ALMATY, TALGAR, ASTANA = GeoPoint(43.25, 76.95), GeoPoint(43.30, 77.24), GeoPoint(51.18, 71.45)
GROWN, MINOR = Account(1, 0, date(1990, 1, 1)), Account(1, 0, date(2010, 1, 1))
RULES = rules_on(SATURDAY)


def hours(number, begin, minutes, *, day=SATURDAY, point=ALMATY, written=None, organisation=1, **columns):
    """A credit for a whole shift from a local minute on."""
    starts = minute_of(day, begin)
    work = Work(number, organisation, starts, starts + minutes, point=point, **columns)
    credit = Credit(number, 1, number, written or minutes, work.starts, work.ends, work.ends + 60)
    return Hours(credit, work)


def broken(one, *others, account=GROWN):
    return [finding.pattern for finding in impossible(one, others, account, distance_km=geodesic_km)]


def test_shifts_that_touch_are_fine_and_shifts_that_overlap_are_not():
    morning = hours(1, 600, 120)

    assert broken(hours(2, 720, 120, organisation=2), morning) == []
    assert broken(hours(2, 719, 120, organisation=2), morning) == [Pattern.OVERLAP]
    assert broken(morning, hours(2, 719, 120, organisation=2)) == [Pattern.OVERLAP]


def test_who_left_early_may_have_gone_on_elsewhere():
    left = hours(1, 600, 240, written=120)

    assert broken(hours(2, 720, 120), left) == []
    assert broken(hours(2, 700, 120), left) == [Pattern.OVERLAP]


def test_a_neighbouring_town_can_be_reached_and_another_region_cannot():
    here = hours(1, 600, 120)

    assert broken(hours(2, 740, 120, point=TALGAR), here) == []
    assert broken(hours(2, 723, 120, point=TALGAR), here) == [Pattern.TRAVEL]
    assert broken(hours(2, 740, 120, point=ASTANA), here) == [Pattern.TRAVEL]
    assert broken(hours(2, 740, 120, point=None), here) == []


def test_eight_hours_of_a_day_are_fine_and_a_minute_more_is_not():
    assert broken(hours(1, 600, 480)) == []
    assert broken(hours(1, 600, 481)) == [Pattern.DAY]
    assert broken(hours(2, 900, 241), hours(1, 600, 240)) == [Pattern.DAY]
    assert broken(hours(2, 900, 240), hours(1, 600, 240)) == []
    (finding,) = impossible(hours(2, 900, 300), [hours(1, 600, 240)], GROWN, distance_km=geodesic_km)
    assert finding.facts == {"day": "2025-10-04", "minutes": 540, "limit_minutes": 480, "left_minutes": 240}


def test_ninety_days_are_fine_and_ninety_one_are_not():
    one = hours(1, 600, 120)
    in_time, late = (Hours(replace(one.credit, recorded=one.work.ends + days * DAY), one.work) for days in (90, 91))

    assert broken(in_time) == []
    assert broken(late) == [Pattern.LATE_ENTRY]


def test_a_shift_that_was_called_off_gives_no_hours():
    assert broken(hours(1, 600, 120, is_off=True)) == [Pattern.CANCELLED]


@pytest.mark.parametrize(
    ("day", "begin", "minutes", "expected"),
    [
        (SATURDAY, 18 * 60, 240, []),
        (SATURDAY, 18 * 60, 241, [Pattern.NIGHT]),
        (SATURDAY, 6 * 60, 120, []),
        (SATURDAY, 6 * 60 - 1, 120, [Pattern.NIGHT]),
        (MONDAY, 14 * 60, 120, []),
        (MONDAY, 14 * 60 - 1, 120, [Pattern.SCHOOL]),
        (MONDAY, 7 * 60, 60, []),
        (MONDAY, 7 * 60, 61, [Pattern.SCHOOL]),
        (date(2025, 7, 7), 9 * 60, 120, []),
        (date(2025, 12, 16), 9 * 60, 120, []),
    ],
)
def test_minors_neither_at_night_nor_in_lessons(day, begin, minutes, expected):
    assert broken(hours(1, begin, minutes, day=day), account=MINOR) == expected
    assert broken(hours(1, begin, minutes, day=day)) == []


def test_an_officer_may_allow_lesson_time():
    one = hours(1, 9 * 60, 60, day=MONDAY)

    assert broken(Hours(replace(one.credit, may_miss_lessons=True), one.work), account=MINOR) == []


def test_somebody_is_grown_up_on_the_birthday():
    late = hours(1, 21 * 60, 120)

    assert broken(late, account=Account(1, 0, date(2007, 10, 4))) == []
    assert broken(late, account=Account(1, 0, date(2007, 10, 5))) == [Pattern.NIGHT]


def test_before_the_first_rules_nothing_is_judged():
    with pytest.raises(NoRules):
        rules_on(date(2016, 12, 29))


# --- Doubtful ---


def many(count, *, minutes=120, work=1, **columns):
    """Credits of so many people for one shift, unseen unless told."""
    defaults = {"since": 10_000, "until": 10_120, "recorded": 20_000, "approver": 900}
    return [Credit(number, number, work, minutes, **{**defaults, **columns}) for number in range(1, count + 1)]


def found(standing, pattern, *, works=(), opened=0, phones=None):
    """What one pattern sees; every shift lasts two hours from minute 10,000 unless another is given."""
    known = {1: Work(1, 1, 10_000, 10_120)} | {work.id: work for work in works}
    accounts = {number: Account(number, opened, date(1990, 1, 1)) for number in range(1_000)}
    everything = Registry(standing, known, accounts, phones or {})
    others = frozenset(Pattern) - {pattern}
    return list(doubtful(standing, everything, RULES, without=others))


def test_an_approver_is_doubted_for_many_unseen_people_and_not_for_a_few_of_hundreds():
    after = {"signed_up": 10_121}

    assert found(many(7, **after), Pattern.UNSEEN) == []
    assert [len(one.credits) for one in found(many(8, **after), Pattern.UNSEEN)] == [8]
    usual = many(400, evidence="B")
    assert found([*usual, *(replace(one, id=one.id + 500) for one in many(20, **after))], Pattern.UNSEEN) == []
    assert found(many(8, **after, is_witnessed=True), Pattern.UNSEEN) == []


def test_hours_within_the_hour_of_the_account():
    assert len(found(many(1), Pattern.NEW_ACCOUNT, opened=20_000 - 60)) == 1
    assert found(many(1), Pattern.NEW_ACCOUNT, opened=20_000 - 61) == []
    assert found(many(1, evidence="B"), Pattern.NEW_ACCOUNT, opened=19_990) == []
    assert found(many(1), Pattern.NEW_ACCOUNT, opened=20_001) == []  # written before the account: imported


def test_an_event_nobody_saw_needs_signs_and_more_people_than_places_are_enough():
    late = {"signed_up": 10_500}

    assert len(found(many(50, **late), Pattern.PHANTOM)) == 1
    assert found(many(50), Pattern.PHANTOM) == []
    assert found(many(49, **late), Pattern.PHANTOM) == []
    places = Work(1, 1, 10_000, 10_120, places=10)
    assert len(found(many(13), Pattern.PHANTOM, works=[places])) == 1
    assert found(many(12), Pattern.PHANTOM, works=[places]) == []
    assert found(many(13, evidence="B"), Pattern.PHANTOM, works=[places]) == []


def test_a_family_shares_a_phone_and_a_crowd_does_not():
    assert found(many(3, device="p"), Pattern.DEVICE) == []
    assert len(found(many(4, device="p"), Pattern.DEVICE)) == 1
    works = [Work(number, 1, 10_000, 10_120) for number in range(1, 9)]
    spread = [replace(one, work=one.account) for one in many(8, device="p")]
    assert len(found(spread, Pattern.DEVICE, works=works)[0].credits) == 8
    assert found(spread[:7], Pattern.DEVICE, works=works) == []


def test_forty_eight_hours_a_week_and_a_minute_more():
    works = [
        Work(number, 1, minute_of(MONDAY, 600) + DAY * number, minute_of(MONDAY, 1_080) + DAY * number)
        for number in range(7)
    ]
    week = [Credit(number, 1, number, 480, works[number].starts, works[number].ends, 0) for number in range(6)]

    assert found(week, Pattern.WEEK, works=works) == []
    assert len(found([*week, replace(week[0], id=9, work=6, minutes=1)], Pattern.WEEK, works=works)) == 1


def test_whole_hours_count_only_where_they_were_written_by_hand():
    written = many(15, minutes=60)

    assert len(found(written, Pattern.ROUND)) == 1
    assert found(written[:14], Pattern.ROUND) == []
    assert found(many(15, minutes=120), Pattern.ROUND) == []  # the length of the shift
    assert found([*written[:12], *(replace(one, minutes=75) for one in written[12:])], Pattern.ROUND) == []


def test_two_who_write_each_other_unseen_hours_and_colleagues_who_are_seen():
    there = [Credit(number, 2, 1, 60, 10_000, 10_060, 0, approver=1) for number in range(3)]
    back = [Credit(number + 3, 1, 1, 60, 10_000, 10_060, 0, approver=2) for number in range(3)]

    (ring,) = found([*there, *back], Pattern.RING)
    assert (ring.subject, len(ring.credits)) == ("ring:1-2", 6)
    assert found([*there, *back[:2]], Pattern.RING) == []
    assert found([*there, *(replace(one, evidence="B") for one in back)], Pattern.RING) == []


def test_the_approvers_own_phone():
    phones = {900: frozenset({"hers"})}
    own = [replace(one, account=5, device="hers", evidence="A") for one in many(3)]

    assert len(found(own, Pattern.SELF, phones=phones)) == 1
    assert found(own[:2], Pattern.SELF, phones=phones) == []
    assert found(own, Pattern.SELF) == []


@pytest.mark.parametrize(
    ("title", "is_paid"),
    [
        ("Подработка на складе", True),
        ("ҚОЙМАДА ЖҰМЫС, ЖАЛАҚЫ КҮН САЙЫН", True),
        ("Paid promoter", True),
        ("Неоплачиваемая помощь", False),
        ("Оплата проезда по билетам", False),
        ("Ярмарка вакансий", False),
        ("Ақылы емес көмек", False),
        ("Repaired books for a school", False),
        ("Уборка берега", False),
    ],
)
def test_titles_of_paid_work(title, is_paid):
    works = [Work(1, 1, 10_000, 10_120, titles=("Субботник", title))]

    assert bool(found(many(2), Pattern.PAID, works=works)) == is_paid


def test_a_batch_at_the_end_of_a_month_beside_what_is_usual():
    work = Work(1, 1, minute_of(date(2025, 10, 10), 600), minute_of(date(2025, 10, 10), 720))
    last = {"recorded": minute_of(date(2025, 10, 30), 720)}
    other = many(1, recorded=minute_of(date(2025, 11, 3), 720))

    assert len(found([*many(25, **last), *other], Pattern.MONTH_END, works=[work])) == 1
    assert found(many(24, **last), Pattern.MONTH_END, works=[work]) == []
    assert found(many(25, recorded=minute_of(date(2025, 10, 29), 720)), Pattern.MONTH_END, works=[work]) == []
    assert found(many(25, evidence="B", **last), Pattern.MONTH_END, works=[work]) == []


def test_a_detector_says_the_same_whatever_the_order():
    starts = minute_of(SATURDAY, 600)
    span = {"since": starts, "until": starts + 120, "recorded": starts + 9_000}
    crowd = [replace(one, id=one.id + 100, account=one.account + 100) for one in many(9, device="p", **span)]
    standing = [*many(60, signed_up=starts + 500, **span), *crowd]
    accounts = {number: Account(number, 0, date(1990, 1, 1)) for number in range(200)}
    registry = Registry(standing, {1: Work(1, 1, starts, starts + 120)}, accounts)
    turned = replace(registry, credits=Random(3).sample(standing, len(standing)))

    def said(one):
        findings = detect(one, RULES).findings
        return {(finding.pattern, finding.subject, frozenset(finding.credits)) for finding in findings}

    assert said(registry) == said(turned)
    assert {pattern for pattern, _subject, _ids in said(registry)} == {Pattern.PHANTOM, Pattern.DEVICE}


def test_circles_agree_with_brute_force_on_small_graphs():
    random = Random(7)
    for _graph in range(300):
        people = range(random.randint(1, 6))
        graph = {one: [other for other in people if other != one and random.random() < 0.3] for one in people}
        reach = {one: {one} for one in people}
        for _step in people:
            for one in people:
                reach[one] |= {other for via in reach[one] for other in graph[via]}
        expected = {
            frozenset(other for other in people if other in reach[one] and one in reach[other]) for one in people
        }

        assert set(circles(graph)) == {part for part in expected if len(part) > 1}


def test_a_chain_of_thousands_does_not_exhaust_the_stack():
    graph = {one: [other] for one, other in pairwise(range(5_000))}

    assert circles(graph) == []
    assert circles(graph | {4_999: [0]}) == [frozenset(range(5_000))]


def test_every_pattern_is_hard_or_soft():
    assert set(HARD) | set(SOFT) == set(Pattern)
    assert len(HARD) == 7
    assert len(SOFT) == 10
