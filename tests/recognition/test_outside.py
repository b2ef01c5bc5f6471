"""Hours from elsewhere: looked at, sent, decided by somebody else, and never part of what was confirmed here."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.enums import Role
from core.chains import breaks
from core.guards import allowing
from core.invariants import examine
from core.privacy.retention import retain
from core.tables import TableError, TableNotText
from ngos.models import Organisation
from recognition import errors
from recognition.models import LedgerEntry, OutsideClaim, OutsideHours
from recognition.outside import identities_of
from recognition.queries import minutes_of, outside_minutes, standing_outside
from recognition.queries.outside import claims_to_decide
from recognition.services import Wish, issue_certificate
from recognition.services.issuers import end_trust, learn_withdrawn, trust_issuer
from recognition.services.outside import (
    approve_outside,
    look_at,
    refuse_outside,
    send_outside,
    take_back_outside,
)
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_role, make_shift, make_signup
from tests.factories.ngos import make_member
from tests.factories.outside import OtherPlatform, hour, make_outside_claim, photograph, table
from tests.factories.places import region
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
CAPITAL = ZoneInfo("Asia/Almaty")


@pytest.fixture
def other():
    return OtherPlatform()


@pytest.fixture
def reviewer(db):
    user = make_user(email="reviewer@example.org")
    make_grant(user, Role.REVIEWER, region())
    return user


@pytest.fixture
def hers(aliya):
    return aliya.volunteer


@pytest.fixture
def day(now):
    return (now - timedelta(days=400)).date()


def signed(other, hers, now, *hours, **more):
    return other.sign(other.claims(hers, now, hours=list(hours), **more))


def test_signed_hours_count_apart_once_somebody_else_agrees(other, hers, aliya, reviewer, now, day):
    other.trusted(now)
    text = signed(other, hers, now, hour(1, day, minutes=125), hour(2, day, minutes=60, starts=12, cause="inclusion"))

    claim = send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    assert (claim.minutes, claim.signed_name, OutsideHours.objects.count()) == (185, "Aliya S.", 0)
    assert list(claims_to_decide(reviewer)) == [claim]
    approve_outside(claim=claim, words="Known.", actor=reviewer, now=now)

    counted = list(standing_outside(hers).values_list("minutes", "cause", "evidence", "issuer", "organisation"))
    assert sorted(counted) == [
        (60, "inclusion", "B", other.identifier, "Green Hands"),
        (125, "ecology", "B", other.identifier, "Green Hands"),
    ]
    assert (outside_minutes(hers), minutes_of(hers), LedgerEntry.objects.count()) == (185, 0, 0)
    assert list(breaks(OutsideHours)) == []
    assert examine(now=now)["recognition.outside"] == []


def altered(token):
    head, body, signature = token.split(".")
    return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda other, claims, now: other.sign(claims, key=OtherPlatform().key), errors.OutsideSignatureWrong),
        (lambda other, claims, now: altered(other.sign(claims)), errors.OutsideSignatureWrong),
        (lambda other, claims, now: other.sign(claims | {"exp": int(now.timestamp())}), errors.OutsideExpired),
        (lambda other, claims, now: other.sign(claims | {"nbf": int(now.timestamp()) + 9}), errors.OutsideNotYet),
        (lambda other, claims, now: other.sign(claims | {"iss": "did:web:x.example"}), errors.OutsideIssuerUnknown),
        (lambda other, claims, now: other.sign(claims | {"iss": "did:web:testserver"}), errors.OutsideOwnRecord),
        (lambda other, claims, now: other.sign(claims | {"type": ["Other"]}), errors.OutsideUnreadable),
        (lambda other, claims, now: other.sign(claims | {"jti": ""}), errors.OutsideUnreadable),
        (lambda other, claims, now: other.sign(claims)[:-3] + "€€€", TableError),
        (lambda other, claims, now: "a.b.c", errors.OutsideUnreadable),
    ],
)
def test_a_record_is_refused_with_its_own_reason_and_nothing_changes(
    change, refusal, other, hers, aliya, now, day, settings
):
    settings.SITE_URL = "https://testserver"
    other.trusted(now)
    claims = other.claims(hers, now, hours=[hour(1, day)])
    assert look_at(text=other.sign(claims), volunteer=hers, now=now).read.minutes == 120

    with pytest.raises(refusal):
        send_outside(volunteer=hers, text=change(other, claims, now), note="", picture=None, actor=aliya, now=now)

    assert not OutsideClaim.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": -60},
        {"minutes": 1500},
        {"minutes": "120"},
        {"minutes": True},
        {"cause": "money"},
        {"evidenceLevel": "Z"},
        {"date": "2026-02-30"},
        {"id": ""},
        {"organisation": {"name": ""}},
        {"organisation": {"name": "X", "bin": "12"}},
        {"endDate": "2020-01-01T00:00:00+05:00"},
        {"startDate": "2026-01-01T09:00:00"},
    ],
)
def test_a_signed_piece_of_work_that_makes_no_sense_is_refused(wrong, other, hers, now, day):
    other.trusted(now)

    with pytest.raises(errors.OutsideUnreadable):
        look_at(text=signed(other, hers, now, hour(1, day) | wrong), volunteer=hers, now=now)


def test_a_withdrawn_record_is_refused_once_the_list_is_known(other, hers, now, day):
    issuer = other.trusted(now)
    text = signed(other, hers, now, hour(1, day))
    assert learn_withdrawn(issuer=issuer, token=other.status_list([3], now), now=now) == 1
    assert look_at(text=text, volunteer=hers, now=now).read.minutes == 120

    assert learn_withdrawn(issuer=issuer, token=other.status_list([3, 7], now + timedelta(hours=1)), now=now) == 2

    with pytest.raises(errors.OutsideWithdrawn):
        look_at(text=text, volunteer=hers, now=now)
    with pytest.raises(errors.IssuerFileWrong):  # an older list brings nothing back
        learn_withdrawn(issuer=issuer, token=other.status_list([3], now), now=now)
    another = other.status_list([7], now - timedelta(hours=5), address="https://other.example/status/2")
    assert learn_withdrawn(issuer=issuer, token=another, now=now) == 1  # of another address, so not older
    issuer.refresh_from_db()
    assert issuer.withdrawn_as_of == (now - timedelta(hours=5)).replace(microsecond=0)
    with pytest.raises(errors.IssuerFileWrong):
        learn_withdrawn(issuer=issuer, token=OtherPlatform().status_list([], now + timedelta(days=1)), now=now)


def test_a_record_belongs_to_whoever_has_its_contact(other, hers, now, day):
    other.trusted(now)
    text = signed(other, hers, now, hour(1, day))

    with pytest.raises(errors.OutsideNotYours):
        look_at(text=text, volunteer=make_volunteer(), now=now)

    claims = other.claims(hers, now, hours=[hour(1, day)])
    plain = {"hashed": False, "identityType": "emailAddress", "identityHash": hers.user.email}
    claims["credentialSubject"]["identifier"] = [plain]
    with pytest.raises(errors.OutsideNotYours):
        look_at(text=other.sign(claims), volunteer=hers, now=now)


def test_an_unproven_phone_proves_nothing(other, hers, now, day):
    other.trusted(now)
    hers.user.phone = "+77011112233"
    claims = other.claims(hers, now, hours=[hour(1, day)])
    identities = claims["credentialSubject"]["identifier"]
    claims["credentialSubject"]["identifier"] = [
        identities[0],
        *identities_of(email=None, phone="+77011112233", salt="s"),
    ]
    text = other.sign(claims)
    with pytest.raises(errors.OutsideNotYours):
        look_at(text=text, volunteer=hers, now=now)

    hers.user.phone_verified_at = now
    assert look_at(text=text, volunteer=hers, now=now).read.minutes == 120


def test_an_old_key_still_signs_true_and_an_issuer_without_trust_does_not(other, hers, now, day):
    issuer = other.trusted(now)
    text = signed(other, hers, now, hour(1, day))
    newer = OtherPlatform()
    newer.trusted(now)
    assert look_at(text=text, volunteer=hers, now=now).read.minutes == 120

    end_trust(issuer=issuer, now=now)

    with pytest.raises(errors.OutsideIssuerUnknown):
        look_at(text=text, volunteer=hers, now=now)


def test_the_same_record_and_the_same_work_count_once(other, hers, aliya, reviewer, now, day):
    other.trusted(now)
    text = signed(other, hers, now, hour(1, day), hour(2, day, starts=14))
    claim = send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    with pytest.raises(errors.OutsideRepeated):
        send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    approve_outside(claim=claim, words="Known.", actor=reviewer, now=now)

    again = signed(other, hers, now, hour(2, day, starts=14), hour(3, day, starts=17), jti="urn:2")
    read = look_at(text=again, volunteer=hers, now=now).read

    assert [row.id[-1] for row in read.rows] == ["3"]
    assert [(one.line, one.code) for one in read.problems] == [(1, "recognition.outside_repeated")]
    with pytest.raises(errors.AlreadyDecided):
        approve_outside(claim=claim, words="Again.", actor=reviewer, now=now)
    assert outside_minutes(hers) == 240


def test_a_refused_record_may_be_sent_again(other, hers, aliya, reviewer, now, day):
    other.trusted(now)
    text = signed(other, hers, now, hour(1, day))
    claim = send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    refuse_outside(claim=claim, words="Whose name is this?", actor=reviewer, now=now)

    again = send_outside(volunteer=hers, text=text, note="My maiden name.", picture=None, actor=aliya, now=now)

    assert (claim.is_approved, again.is_approved, outside_minutes(hers)) == (False, None, 0)


def test_rows_of_a_table_are_named_by_line_and_left_out(hers, now, day):
    ahead = (now + timedelta(days=3)).date()
    text = table(
        f"{day},09:00,120,ecology,Green Hands,",
        f"{day},10:00,60,экология,Blue Hands,",  # at the same time
        f"{day},,300,ecology,Green Hands,",
        f"{day},,90,ecology,Green Hands,",  # nine hours
        f"{day},09:00,120,ecology,green hands,",  # the first again
        f"{ahead},,60,ecology,Green Hands,",
        f"{day},,0,ecology,Green Hands,",
        f"{day},,1500,ecology,Green Hands,",
        "yesterday,,60,ecology,Green Hands,",
        f"{day},25:00,60,ecology,Green Hands,",
        f"{day},,60,money,Green Hands,",
        f"{day},,60,ecology,,",
        f"{day},,60,ecology,Green Hands,123",
    )

    read = look_at(text=text, volunteer=hers, now=now).read

    assert [(row.line, row.minutes) for row in read.rows] == [(2, 120), (4, 300)]
    assert [(one.line, one.code.rpartition(".")[2]) for one in read.problems] == [
        (3, "outside_overlap"),
        (5, "outside_day_too_long"),
        (6, "outside_repeated"),
        (7, "outside_ahead"),
        *((line, "outside_cell") for line in range(8, 15)),
    ]
    assert not OutsideClaim.objects.exists()


def test_hours_here_take_their_part_of_the_day(hers, now):
    shift = make_shift(days_ahead=-5)
    entry = make_hours(make_signup(make_role(shift), hers), minutes=240)
    day = entry.worked_on

    read = look_at(
        text=table(
            f"{day},,300,ecology,Green Hands,",
            f"{day},{shift.starts_at.astimezone().strftime('%H:%M')},60,ecology,Green Hands,",
        ),
        volunteer=hers,
        now=now,
    ).read

    assert [one.code.rpartition(".")[2] for one in read.problems][:1] == ["outside_day_too_long"]
    assert "240" in read.problems[0].reason


def test_a_table_needs_a_word_and_a_picture_that_loses_its_traces(hers, aliya, now, day):
    send = {"volunteer": hers, "text": table(f"{day},,60,ecology,Green Hands,"), "actor": aliya, "now": now}
    for note, picture, refusal in (
        ("", photograph(), errors.OutsideNoteMissing),
        ("Ask them.", None, errors.OutsideEvidenceMissing),
        ("Ask them.", b"%PDF-1.7", errors.OutsidePictureUnreadable),
    ):
        with pytest.raises(refusal):
            send_outside(note=note, picture=picture, **send)
    assert not OutsideClaim.objects.exists()
    assert b"CANARY" in photograph()

    claim = send_outside(note="Ask them.", picture=photograph(), **send)

    assert bytes(claim.picture).startswith(b"\xff\xd8\xff")
    assert b"CANARY" not in bytes(claim.picture)


def test_a_workbook_in_place_of_a_table_is_named_as_such(hers, now):
    with pytest.raises(TableNotText, match="CSV UTF-8"):
        look_at(text="PK\x03\x04 and what follows", volunteer=hers, now=now)


def test_nothing_but_bad_rows_is_not_sent(hers, aliya, now):
    ahead = (now + timedelta(days=3)).date()

    with pytest.raises(errors.OutsideNothing):
        send_outside(
            volunteer=hers, text=table(f"{ahead},,60,ecology,X,"), note="x", picture=photograph(), actor=aliya, now=now
        )


def test_neither_she_nor_anybody_of_the_host_decides(hers, aliya, reviewer, taza_su, now, day):
    organisation = Organisation.objects.get(pk=taza_su.pk)
    text = table(f"{day},,60,ecology,{organisation.name_ru or organisation.name_kk},")
    claim = send_outside(volunteer=hers, text=text, note="Ask.", picture=photograph(), actor=aliya, now=now)
    of_host = make_member(organisation, user=make_user())
    far = make_user()
    make_grant(far, Role.REVIEWER, make_volunteer().home)
    for person in (aliya, of_host):
        make_grant(person, Role.REVIEWER)
        assert claim not in claims_to_decide(person)
        for answer in (approve_outside, refuse_outside, take_back_outside):
            with pytest.raises(errors.OutsideNeedsOther):
                answer(claim=claim, words="Yes.", actor=person, now=now)
    with pytest.raises(errors.WordsMissing):
        approve_outside(claim=claim, words=" ", actor=reviewer, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideClaim.objects.filter(pk=claim.pk).update(
            decided_by=aliya.public_id, decided_at=now, is_approved=True, decision="x"
        )

    assert list(claims_to_decide(reviewer)) == [claim]
    assert not OutsideHours.objects.exists()


def test_what_cannot_count_any_more_is_not_approved(hers, aliya, reviewer, now):
    shift = make_shift(days_ahead=-5)
    day = shift.starts_on
    text = table(f"{day},,300,ecology,Green Hands,")
    claim = send_outside(volunteer=hers, text=text, note="Ask.", picture=photograph(), actor=aliya, now=now)
    make_hours(make_signup(make_role(shift), hers), minutes=240)

    with pytest.raises(errors.OutsideMoved, match="240"):
        approve_outside(claim=claim, words="Yes.", actor=reviewer, now=now)

    claim.refresh_from_db()
    assert (claim.decided_at, OutsideHours.objects.count()) == (None, 0)


def test_a_record_withdrawn_while_it_waits_is_not_approved(other, hers, aliya, reviewer, now, day):
    issuer = other.trusted(now)
    text = signed(other, hers, now, hour(1, day))
    claim = send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    learn_withdrawn(issuer=issuer, token=other.status_list([7], now + timedelta(hours=1)), now=now)

    with pytest.raises(errors.OutsideWithdrawn):
        approve_outside(claim=claim, words="Known.", actor=reviewer, now=now)

    claim.refresh_from_db()
    assert (claim.decided_at, OutsideHours.objects.count()) == (None, 0)
    refuse_outside(claim=claim, words="Withdrawn.", actor=reviewer, now=now)


def test_a_record_of_a_platform_that_lost_its_trust_while_it_waits_is_not_approved(
    other, hers, aliya, reviewer, now, day
):
    issuer = other.trusted(now)
    text = signed(other, hers, now, hour(1, day))
    claim = send_outside(volunteer=hers, text=text, note="", picture=None, actor=aliya, now=now)
    end_trust(issuer=issuer, now=now)

    with pytest.raises(errors.OutsideNotVouched, match="Other Platform"):
        approve_outside(claim=claim, words="Known.", actor=reviewer, now=now)

    assert not OutsideHours.objects.exists()


def test_work_that_has_not_ended_yet_does_not_count(other, hers, now):
    other.trusted(now)
    today = now.astimezone(CAPITAL)
    text = signed(other, hers, now, hour(1, today.date(), starts=today.hour, minutes=120))

    (problem,) = look_at(text=text, volunteer=hers, now=now).read.problems

    assert problem.reason == str(errors.OutsideAhead.message)


def test_hours_taken_back_count_no_more_and_papers_that_show_them_are_withdrawn(hers, aliya, reviewer, now):
    make_hours(make_signup(make_role(make_shift(days_ahead=-40)), hers), minutes=240)
    claim = make_outside_claim(hers, now)
    approve_outside(claim=claim, words="The letter shows it.", actor=reviewer, now=now)
    wish = Wish((now - timedelta(days=60)).date(), now.date(), "en", with_outside=True)
    paper = issue_certificate(volunteer=hers, wish=wish, actor=aliya, now=now)
    plain = issue_certificate(volunteer=hers, wish=Wish(wish.first_on, wish.last_on, "en"), actor=aliya, now=now)
    assert (paper.minutes, paper.lines) == (240, [{"what": "outside", "minutes": 120}])
    assert (plain.minutes, plain.lines) == (240, [])

    take_back_outside(claim=claim, words="The letter was forged.", actor=reviewer, now=now)

    paper.refresh_from_db()
    plain.refresh_from_db()
    assert (paper.withdrawn_by, plain.withdrawn_by) == ("changed", "")
    assert (outside_minutes(hers), list(standing_outside(hers)), minutes_of(hers)) == (0, [], 240)
    assert list(breaks(OutsideHours)) == []
    assert examine(now=now)["recognition.outside"] == []
    with pytest.raises(errors.AlreadyDecided):
        take_back_outside(claim=claim, words="Again.", actor=reviewer, now=now)


def test_what_counts_is_never_changed_and_a_change_behind_its_back_is_found(hers, reviewer, now):
    claim = make_outside_claim(hers, now)
    approve_outside(claim=claim, words="The letter shows it.", actor=reviewer, now=now)
    with pytest.raises(TypeError, match="never changed"):
        OutsideHours.objects.update(minutes=600)
    change = "UPDATE recognition_outsidehours SET minutes = 600"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert outside_minutes(hers) == 120

    table = OutsideHours._meta.db_table
    with connection.cursor() as cursor:
        for statement in allowing(connection.vendor, table):
            cursor.execute(statement)
        cursor.execute(change)

    assert [place.kind for place in breaks(OutsideHours)] == ["changed"]
    assert [one.where for one in examine(now=now)["recognition.outside"]] == [f"hours from elsewhere {claim.pk}"]


def test_pictures_are_forgotten_a_month_after_the_decision(hers, reviewer, now):
    claim = make_outside_claim(hers, now)
    refuse_outside(claim=claim, words="It shows another name.", actor=reviewer, now=now)
    code = "pictures of hours from elsewhere"
    assert retain(now=now + timedelta(days=29))[code] == 0
    assert retain(now=now + timedelta(days=31), dry=True)[code] == 1

    assert retain(now=now + timedelta(days=31))[code] == 1

    claim.refresh_from_db()
    assert claim.picture is None


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"issuer": "did:web:x.example", "keys": []},
        {"issuer": "", "keys": [OtherPlatform().key.as_dict(private=False)]},
        {"issuer": "did:web:x.example", "keys": [OtherPlatform().key.as_dict(private=True)]},
        {"issuer": "did:web:x.example", "keys": [{"kty": "oct", "k": "AAAA"}]},
        {"issuer": "did:web:x.example", "keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
    ],
)
def test_an_issuer_whose_file_is_wrong_is_not_trusted(document, now):
    with pytest.raises(errors.IssuerFileWrong):
        trust_issuer(document=document, now=now)
