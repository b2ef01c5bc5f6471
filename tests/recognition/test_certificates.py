"""Documents are frozen from the ledger, and withdrawn when the ledger no longer has what they show."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import TooMany
from core.invariants import examine
from core.models import AuditLine
from recognition import errors
from recognition.access import certificate_with_code
from recognition.enums import Detail, PaperKind, Verdict, WithdrawnBy
from recognition.models import Certificate
from recognition.services import (
    Wish,
    correct,
    issue_certificate,
    reverse,
    withdraw_certificate,
    withdraw_overstated,
    write_letter,
)
from recognition.validators import check_sign, new_code
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.recognition import make_certificate, make_hours
from tests.factories.volunteers import make_clearance

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 5, 4)


def work(volunteer, organisation, *, days_ago, minutes, **event):
    shift = make_shift(make_opportunity(organisation=organisation, **event), days_ahead=-days_ago)
    return make_hours(make_signup(make_role(shift), volunteer), minutes=minutes)


@pytest.fixture
def hours(now, aliya, taza_su):
    """Two shifts at Taza Su, one online elsewhere, one of last year; 9 h 45 min this year."""
    other = make_organisation(name="Алыс")
    work(aliya.volunteer, taza_su, days_ago=200, minutes=60)
    return [
        work(aliya.volunteer, taza_su, days_ago=30, minutes=240),
        work(aliya.volunteer, taza_su, days_ago=9, minutes=225),
        work(aliya.volunteer, other, days_ago=2, minutes=120, cause="inclusion"),
    ]


def wish(**choices):
    return Wish(**{"first_on": FIRST, "last_on": LAST, "language": "kk"} | choices)


def issue(aliya, now, **choices):
    return issue_certificate(volunteer=aliya.volunteer, wish=wish(**choices), actor=aliya, now=now)


def test_the_total_of_the_period_is_frozen(now, aliya, hours, taza_su):
    made = issue(aliya, now)
    work(aliya.volunteer, taza_su, days_ago=1, minutes=60)

    kept = Certificate.objects.get()
    assert (kept.minutes, kept.lines, kept.name, kept.language) == (585, [], "Әлия Серікова", "kk")
    assert (kept.kind, kept.detail, kept.verdict_at(now)) == (PaperKind.CERTIFICATE, Detail.TOTAL, Verdict.GENUINE)
    assert AuditLine.objects.filter(action="certificate.issued", subject_id=str(made.public_id)).count() == 1


def test_lines_add_up_to_the_total(now, aliya, hours):
    by_cause = issue(aliya, now, detail=Detail.CAUSES)
    by_organisation = issue(aliya, now, detail=Detail.ORGANISATIONS)

    assert by_cause.lines == [{"cause": "ecology", "minutes": 465}, {"cause": "inclusion", "minutes": 120}]
    assert [line["minutes"] for line in by_organisation.lines] == [465, 120]
    assert by_organisation.lines[0]["name"]["kk"] == "Таза Су"


def test_a_book_has_every_shift_every_letter_and_every_training(now, aliya, dana, taza_su, hours):
    make_clearance(aliya.volunteer, "first_aid", issued_on=date(2026, 2, 1))
    make_clearance(aliya.volunteer, "offences", issued_on=date(2026, 2, 1))
    write_letter(organisation=taza_su, volunteer=aliya.volunteer, text="Жақсы.", language="kk", actor=dana, now=now)

    book = issue(aliya, now, kind=PaperKind.BOOK)

    shifts = [line for line in book.lines if line["what"] == "shift"]
    assert sum(line["minutes"] for line in shifts) == book.minutes == 585
    assert [line["on"] for line in shifts] == ["2026-04-04", "2026-04-25", "2026-05-02"]
    assert set(shifts[0]) == {"what", "on", "name", "organisation", "place", "minutes"}
    assert [line["what"] for line in book.lines[3:]] == ["training", "letter"]
    assert "offences" not in str(book.lines)


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [
        ({"first_on": LAST, "last_on": FIRST}, errors.PeriodImpossible),
        ({"last_on": LAST + timedelta(days=1)}, errors.PeriodImpossible),
        ({"first_on": date(2024, 1, 1), "last_on": date(2024, 12, 31)}, errors.NothingToCertify),
    ],
)
def test_what_cannot_be_certified_is_refused(now, aliya, hours, choices, refusal):
    with pytest.raises(refusal):
        issue(aliya, now, **choices)
    assert not Certificate.objects.exists()


def test_hours_taken_back_withdraw_what_shows_them_and_nothing_else(now, aliya, dana, hours):
    total = issue(aliya, now)
    before = issue(aliya, now, first_on=date(2026, 3, 1), last_on=date(2026, 4, 10))
    reverse(entry=hours[1], reason="Қате.", actor=dana, now=now)
    after = issue(aliya, now)

    for certificate in (total, before):
        certificate.refresh_from_db()
    assert (total.withdrawn_at, total.withdrawn_by) == (now, WithdrawnBy.CHANGED)
    assert before.withdrawn_at is None
    assert after.minutes == 360
    assert examine(now=now)["recognition.certificates"] == []


def test_a_correction_upwards_withdraws_nothing_and_one_downwards_does(now, aliya, dana, hours):
    made = issue(aliya, now)

    higher = correct(entry=hours[1], minutes=240, reason="Тағы ширек сағат.", actor=dana, now=now)
    made.refresh_from_db()
    assert made.withdrawn_at is None

    correct(entry=higher, minutes=200, reason="Ерте кетті.", actor=dana, now=now)
    made.refresh_from_db()
    assert made.withdrawn_by == WithdrawnBy.CHANGED


def test_hours_added_later_withdraw_nothing(now, aliya, taza_su, hours):
    made = issue(aliya, now)
    work(aliya.volunteer, taza_su, days_ago=1, minutes=60)

    assert withdraw_overstated(volunteer=aliya.volunteer, day=date(2026, 5, 3), now=now) == 0
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_the_doctor_finds_a_document_that_shows_too_much(now, aliya, hours):
    made = make_certificate(aliya.volunteer, now, minutes=586)

    assert [one.where for one in examine(now=now)["recognition.certificates"]] == [f"certificate {made.pk}"]


def test_the_doctor_looks_at_the_hours_of_a_letter_at_its_organisation(now, aliya, dana, taza_su, hours):
    letter = write_letter(
        organisation=taza_su, volunteer=aliya.volunteer, text="Жақсы.", language="kk", actor=dana, now=now
    )
    assert examine(now=now)["recognition.certificates"] == []

    Certificate.objects.filter(pk=letter.pk).update(minutes=526)  # 585 minutes elsewhere do not help

    assert [one.where for one in examine(now=now)["recognition.certificates"]] == [f"certificate {letter.pk}"]


def test_withdrawn_is_withdrawn_once(now, aliya, hours):
    made = issue(aliya, now)

    withdraw_certificate(certificate=made, actor=aliya, by=WithdrawnBy.HOLDER, now=now)

    assert Certificate.objects.get().verdict_at(now) == Verdict.WITHDRAWN
    with pytest.raises(errors.AlreadyWithdrawn):
        withdraw_certificate(certificate=made, actor=aliya, by=WithdrawnBy.HOLDER, now=now)


def test_it_expires_at_the_second(now, aliya):
    made = make_certificate(aliya.volunteer, now)
    second = timedelta(seconds=1)

    assert made.verdict_at(made.expires_at - second) == Verdict.GENUINE
    assert made.verdict_at(made.expires_at) == Verdict.EXPIRED


def test_a_letter_counts_the_hours_at_its_organisation(now, aliya, dana, taza_su, hours):
    letter = write_letter(
        organisation=taza_su, volunteer=aliya.volunteer, text="  Жақсы жұмыс.  ", language="kk", actor=dana, now=now
    )

    assert (letter.minutes, letter.text, letter.author) == (525, "Жақсы жұмыс.", dana)
    assert (letter.first_on, letter.last_on) == (date(2025, 10, 16), date(2026, 4, 25))


def test_letters_that_may_not_be_written(now, aliya, bekzat, dana, taza_su, hours):
    def write(volunteer=aliya.volunteer, text="Жақсы.", actor=dana):
        return write_letter(organisation=taza_su, volunteer=volunteer, text=text, language="kk", actor=actor, now=now)

    with pytest.raises(errors.LetterEmpty):
        write(text=" \n ")
    with pytest.raises(errors.OwnLetter):
        write(actor=aliya)
    with pytest.raises(errors.NothingToCertify):
        write(volunteer=bekzat.volunteer)
    assert not Certificate.objects.exists()


def test_guessing_ends_and_checking_does_not(now, aliya):
    made = make_certificate(aliya.volunteer, now)
    for _ in range(50):
        assert certificate_with_code(made.code, who="a university", now=now) == made

    for _ in range(20):
        with pytest.raises(errors.CertificateUnknown):
            certificate_with_code(new_code(), who="a thief", now=now)
    with pytest.raises(TooMany):
        certificate_with_code(made.code, who="a thief", now=now)

    assert certificate_with_code(made.code, who="a university", now=now) == made


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_costs_the_same_however_many(now, aliya, django_assert_num_queries, count):
    made = [make_certificate(aliya.volunteer, now) for _ in range(count)]

    with django_assert_num_queries(3):  # counted, found, uncounted
        certificate_with_code(made[0].code, who="somebody", now=now)


def test_a_mistyped_code_is_not_looked_up(now, django_assert_num_queries):
    code = new_code()
    wrong = code[:-1] + next(sign for sign in "23" if sign != check_sign(code[:-1]))

    with django_assert_num_queries(0), pytest.raises(errors.CodeMistyped):
        certificate_with_code(wrong, who="somebody", now=now)


@pytest.mark.parametrize(
    "columns",
    [
        {"first_on": date(2026, 5, 5)},
        {"withdrawn_by": WithdrawnBy.HOLDER},
        {"kind": PaperKind.LETTER},
        {"expires_at": None},
    ],
)
def test_the_database_refuses_what_no_document_is(now, aliya, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_certificate(aliya.volunteer, now, **columns)
