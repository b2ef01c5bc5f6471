"""What a person takes along: signed, as linked data, as a table; and the same totals wherever it arrives."""

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from joserfc import jws
from jsonschema import Draft202012Validator
from openbadgeslib.ob3 import OB3Verifier

from core.enums import Cause
from core.privacy.erasure import erase_person
from recognition import errors
from recognition.documents.credential import did_document, issuer_id
from recognition.documents.portable import CONTEXT_FILE, HEADS
from recognition.enums import EntryKind, PaperKind, WithdrawnBy
from recognition.models import Certificate, LedgerEntry, OutsideClaim, OutsideHours
from recognition.outside import is_holder
from recognition.queries import minutes_of, public_keys
from recognition.services import (
    entry_for,
    record_of,
    reverse,
    rotate,
    signed_status_list,
    take_along,
    withdraw_certificate,
)
from recognition.services.chaining import append
from recognition.services.outside import approve_outside
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_organisation
from tests.factories.outside import make_outside_claim
from tests.factories.recognition import make_certificate, make_hours
from tests.factories.volunteers import make_volunteer
from tests.recognition.test_badges import download, read

pytestmark = pytest.mark.django_db
HERE, THERE = "https://asar.example", "https://second.example"


@pytest.fixture(autouse=True)
def https(settings):
    settings.SITE_URL = HERE


def work(volunteer, days_ago, *, minutes, cause=Cause.ECOLOGY, title="Clean the bank"):
    organisation = make_organisation(name="=Таза Су")
    event = make_opportunity(organisation=organisation, cause=cause, title_en=title)
    return make_hours(make_signup(make_role(make_shift(event, days_ahead=-days_ago)), volunteer), minutes=minutes)


def take_back(entry, now):
    reversal = entry_for(entry.attendance, kind=EntryKind.REVERSAL, minutes=-entry.minutes, actor=None, now=now)
    reversal.follows_id, reversal.reason = entry.public_id, "Counted again."
    append(reversal)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def totals_of(rows):
    found = Counter()
    for person, cause, day, minutes in rows:
        found[person, cause, day.strftime("%Y-%m")] += minutes
    return {key: minutes for key, minutes in found.items() if minutes}


def test_the_archive_holds_the_same_hours_four_times(aliya, now):
    first, second = work(aliya.volunteer, 40, minutes=95), work(aliya.volunteer, 9, minutes=240, title="@help")
    take_back(work(aliya.volunteer, 20, minutes=60), now)
    badge = make_certificate(aliya.volunteer, now, minutes=10)
    approve_outside(claim=make_outside_claim(aliya.volunteer, now), words="Seen.", actor=None, now=now)

    content = take_along(volunteer=aliya.volunteer, language="en", actor=aliya, now=now)
    files = unpacked(content)

    assert list(files) == [
        "README.txt", "record.jwt", f"badges/{badge.shown_code}.jwt", "volunteering.jsonld", "hours.csv"
    ]  # fmt: skip
    claims = json.loads(jws.extract_compact(files["record.jwt"].encode()).payload)
    hours = claims["credentialSubject"]["hours"]
    assert [(one["id"], one["minutes"], one["cause"], one["evidenceLevel"]) for one in hours] == [
        (f"urn:uuid:{entry.public_id}", entry.minutes, "ecology", entry.evidence) for entry in (first, second)
    ]
    assert claims["credentialSubject"]["totalMinutes"] == 335 == minutes_of(aliya.volunteer)
    assert hours[0]["organisation"] == {"name": "=Таза Су", "bin": first.organisation.bin}
    assert aliya.email not in json.dumps(claims)
    assert is_holder(claims["credentialSubject"]["identifier"], email=aliya.email, phone=None)

    rows = list(csv.DictReader(io.StringIO(files["hours.csv"].removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEADS
    assert [(row["source"], row["minutes"]) for row in rows] == [("here", "95"), ("here", "240"), ("elsewhere", "120")]
    assert [(row["organisation"], row["activity"]) for row in rows[:2]] == [
        ("'=Таза Су", "Clean the bank"),
        ("'=Таза Су", "'@help"),
    ]
    graph = json.loads(files["volunteering.jsonld"])
    assert graph["totalMinutes"] == 335
    assert take_along(volunteer=aliya.volunteer, language="en", actor=aliya, now=now + timedelta(days=3)) == content
    assert Certificate.objects.filter(kind=PaperKind.RECORD).count() == 1


def test_linked_data_is_of_the_shape_we_publish_and_every_word_in_it_means_something(aliya, now):
    work(aliya.volunteer, 40, minutes=95)
    work(aliya.volunteer, 9, minutes=60, cause=Cause.INCLUSION)
    schema = json.loads(CONTEXT_FILE.with_name("volunteering.schema.json").read_text(encoding="utf-8"))
    check = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    files = unpacked(take_along(volunteer=aliya.volunteer, language="kk", actor=aliya, now=now))
    graph = json.loads(files["volunteering.jsonld"])

    assert list(check.iter_errors(graph)) == []
    known = graph["@context"]
    words = words_of({name: value for name, value in graph.items() if name != "@context"})
    assert words - set(known) == set()
    for meaning in known.values():
        address = meaning["@id"] if isinstance(meaning, dict) else meaning
        assert address in (1.1, "@id", "@type") or address.partition(":")[0] in {*known, "https", "http"}
    graph["organisation"][0]["activity"][0]["role"][0]["session"][0]["minutes"] = -5
    assert list(check.iter_errors(graph)) != []


def words_of(node):
    if isinstance(node, dict):
        own = {node["type"]} if "type" in node else set()
        return own.union(node, *(words_of(value) for value in node.values()))
    return set().union(*map(words_of, node)) if isinstance(node, list) else set()


def test_an_independent_reader_takes_the_record_as_a_badge(aliya, now):
    work(aliya.volunteer, 9, minutes=90)
    token = unpacked(take_along(volunteer=aliya.volunteer, language="en", actor=aliya, now=now))["record.jwt"]

    assert read(token).results[0].value == "1.5"

    rotate(actor=None, now=now)
    assert read(token).results[0].value == "1.5"
    record = Certificate.objects.get(kind=PaperKind.RECORD)
    withdraw_certificate(certificate=record, actor=aliya, by=WithdrawnBy.HOLDER, now=now)
    with pytest.raises(Exception, match="'revocation' is set"):
        OB3Verifier.for_issuer_did(issuer_id(), download).verify(token, check_status=True, download=download)


def test_a_record_is_new_when_hours_are_and_withdrawn_when_they_are_taken_back(aliya, now):
    work(aliya.volunteer, 9, minutes=90)
    wish = {"volunteer": aliya.volunteer, "language": "en", "actor": aliya, "now": now}
    first = record_of(**wish)
    assert record_of(**wish) == first

    entry = work(aliya.volunteer, 8, minutes=60)
    second = record_of(**wish)
    reverse(entry=entry, reason="Counted twice.", actor=None, now=now)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.minutes, second.minutes) == (90, 150)
    assert (first.withdrawn_by, second.withdrawn_by) == ("", "changed")
    assert record_of(**wish) == first


def test_nobody_without_hours_takes_any_along(aliya, now):
    with pytest.raises(errors.NothingToCertify):
        take_along(volunteer=aliya.volunteer, language="en", actor=aliya, now=now)
    assert not Certificate.objects.exists()


@pytest.fixture
def moved(aliya, now, settings, tmp_path):
    """Three people's archives from here, and what a second site knows: their addresses and our public keys."""
    people = [aliya.volunteer, make_volunteer(), make_volunteer(age=16)]
    for place, volunteer in enumerate(people):
        for days in (3, 40, 41, 100, 400):
            work(volunteer, days + place, minutes=37 + days + place, cause=list(Cause)[days % 3])
        take_back(work(volunteer, 60 + place, minutes=55), now)
        content = take_along(volunteer=volunteer, language="en", actor=volunteer.user, now=now)
        (tmp_path / f"{place}.zip").write_bytes(content)
        rotate(actor=None, now=now)  # every file is signed with a key that has retired since
    trust = tmp_path / "did.json"
    trust.write_text(json.dumps(did_document(public_keys()["keys"])), encoding="utf-8")
    status = tmp_path / "status.txt"
    status.write_text(signed_status_list(number=0, now=now), encoding="utf-8")
    wanted = totals_of(LedgerEntry.objects.values_list("volunteer__user__email", "cause", "worked_on", "minutes"))
    for volunteer in people:  # the second site: other rows, the same addresses, no ledger of theirs
        email = volunteer.user.email
        volunteer.user.email = f"old-{email}"
        volunteer.user.save(update_fields=["email"])
        make_volunteer(user=make_user(email=email), age=20)
    name = issuer_id()
    settings.SITE_URL = THERE
    call_command("issuer", "trust", str(trust), name="First site")
    call_command("issuer", "withdrawn", name, str(status))
    return tmp_path, name, wanted


def arrived():
    rows = OutsideHours.objects.values_list("volunteer__user__email", "cause", "worked_on", "minutes")
    return totals_of(rows)


def run(folder, name, *flags):
    out = io.StringIO()
    try:
        call_command(
            "hours", "import", str(folder), "--trust", name, "--json", *flags, stdout=out, stderr=io.StringIO()
        )
    except CommandError as failure:
        return json.loads(out.getvalue()) | {"exit": failure.returncode}
    return json.loads(out.getvalue()) | {"exit": 0}


def test_everything_of_several_people_arrives_elsewhere_to_the_minute(moved, figure):
    folder, name, wanted = moved
    assert run(folder, name, "--dry-run", "--approve")["minutes"] == sum(wanted.values())
    assert not OutsideClaim.objects.exists()

    report = run(folder, name, "--approve")

    assert (report["exit"], report["minutes"]) == (0, sum(wanted.values()))
    assert arrived() == wanted
    figure("round trip", people=3, totals=len(wanted), minutes=sum(wanted.values()))
    again = run(folder, name, "--approve")
    assert {one["code"] for one in again["records"]} == {"recognition.outside_repeated"}
    assert arrived() == wanted


def test_no_altered_byte_of_a_record_arrives(moved):
    folder, name, _wanted = moved
    with zipfile.ZipFile(folder / "0.zip") as archive:
        token = archive.read("record.jwt").decode()
    for path in folder.glob("*.zip"):
        path.unlink()
    places = range(0, len(token), max(1, len(token) // 60))
    for number, place in enumerate(places):
        other = "A" if token[place] not in "A." else "B"
        (folder / f"{number:03}.jwt").write_text(token[:place] + other + token[place + 1 :], encoding="ascii")

    report = run(folder, name, "--approve")

    assert len(report["records"]) == len(places) > 50
    assert all(one["code"] for one in report["records"])
    assert (arrived(), OutsideClaim.objects.count()) == ({}, 0)


def test_records_wait_for_a_reviewer_unless_two_people_agreed(moved):
    folder, name, wanted = moved

    report = run(folder, name)

    assert (report["exit"], report["minutes"]) == (0, sum(wanted.values()))
    assert (OutsideClaim.objects.filter(decided_at=None).count(), arrived()) == (3, {})


def test_whoever_leaves_takes_what_she_sent_and_leaves_the_minutes(aliya, now):
    claim = make_outside_claim(aliya.volunteer, now)
    approve_outside(claim=claim, words="Seen.", actor=None, now=now)

    erase_person(person=aliya, actor=aliya, now=now)

    assert not OutsideClaim.objects.exists()
    assert OutsideHours.objects.get().minutes == 120


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("issuer", "trust"), 2),
        (("issuer", "trust", "/nowhere.json"), 5),
        (("issuer", "remove", "did:web:nobody.example"), 3),
        (("hours", "import", "/nowhere", "--trust", "did:web:nobody.example"), 3),
    ],
)
def test_a_wrong_call_says_so(words, code):
    with pytest.raises(CommandError) as refusal:
        call_command(*words, stdout=io.StringIO())
    assert refusal.value.returncode == code


@pytest.mark.parametrize("damage", [b"PK\x03\x04 not a zip", None])
def test_a_damaged_archive_is_refused_by_name_and_the_others_arrive(moved, damage):
    folder, name, wanted = moved
    whole = bytearray((folder / "0.zip").read_bytes())
    whole[80:400] = bytes(320)  # in the middle of what is packed
    (folder / "9.zip").write_bytes(damage or bytes(whole))

    report = run(folder, name)

    assert [bool(one["code"]) for one in report["records"]] == [False, False, False, True]
    assert (report["records"][-1]["name"], report["minutes"]) == ("9.zip", sum(wanted.values()))
