"""What demo volunteers take with them is real: papers with codes, badges that others check, a ledger that holds."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from core.guards import allowing
from core.invariants import examine
from funding.enums import CallStatus
from funding.models import Call
from recognition.documents.credential import issuer_id
from recognition.enums import PaperKind
from recognition.models import Certificate, LedgerEntry, LedgerHead
from recognition.queries import examine_ledger
from recognition.validators import read_code
from reports.management.demo.build import Summary, build_demo
from reports.management.demo.plan import SIZES

pytestmark = pytest.mark.django_db  # or the database is not made where this file runs alone
TODAY = date(2026, 11, 20)
TABLE = LedgerEntry._meta.db_table


@pytest.fixture(scope="module")
def country(request, django_db_setup: None, django_db_blocker: object) -> Iterator[Summary]:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:  # before rows are written, as PostgreSQL wants it
            for statement in allowing(connection.vendor, TABLE):
                cursor.execute(statement)
        with time_machine.travel("2026-11-20T06:00:00Z", tick=False):
            yield build_demo(size=SIZES[getattr(request, "param", "town")], seed=1, today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def papers(country, settings):
    settings.SITE_URL = "https://asar.example"  # the reader knows no site without https
    return [Certificate.objects.get(code=read_code(code)) for code in country.codes]


def credential(paper: Certificate) -> str:
    out = StringIO()
    call_command("issuer", "credential", paper.shown_code, stdout=out)
    return out.getvalue().strip()


def download(url: str, *args: object, **options: object) -> bytes:
    return Client().get(url.removeprefix("https://asar.example")).content


def read(token: str):
    return OB3Verifier.for_issuer_did(issuer_id(), download).verify(token, check_status=True, download=download)


def test_demo_volunteers_have_papers_of_each_kind_and_one_is_withdrawn(papers):
    assert [paper.kind for paper in papers] == ["certificate", "certificate", PaperKind.LETTER, "certificate"]
    assert [paper.withdrawn_at is not None for paper in papers] == [False, False, False, True]
    assert all(paper.minutes > 0 for paper in papers)


def test_every_code_is_answered_in_the_first_line(papers):
    words = [Client().get(f"/en/v/{paper.code}/").content.decode() for paper in papers]
    assert ["document is genuine" in shown for shown in words] == [True, True, True, False]
    assert "was withdrawn" in words[-1]


def test_the_credential_of_a_demo_volunteer_is_accepted_by_an_independent_reader(papers):
    found = read(credential(papers[0]))
    assert [one.identity_hash for one in found.identifiers] == [papers[0].name]
    assert found.id.endswith(f"/kk/v/{papers[0].code}/")


def test_each_altered_copy_is_refused(papers):
    token = credential(papers[0])
    parts = token.split(".")
    copies = []
    for number, part in enumerate(parts):
        for place in range(0, len(part), 29):
            sign = "A" if part[place] != "A" else "B"
            copies.append([*parts[:number], part[:place] + sign + part[place + 1 :], *parts[number + 1 :]])
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    claims["credentialSubject"]["result"][0]["value"] = "5000"
    more = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    copies += [[parts[0], more, parts[2]], [parts[0], parts[1], ""], credential(papers[1]).split(".")[:2] + parts[2:]]
    accepted = []
    for copy in copies:
        try:
            accepted.append(read(".".join(copy)))
        except OB3VerificationError:
            continue
    assert len(copies) > 60
    assert accepted == []


@pytest.mark.parametrize(
    ("place", "words"), [(3, "Make a new one"), (None, "Not found"), ("typed", "mistyped"), ("zero", "no 0, O")]
)
def test_a_code_without_a_badge_ends_with_the_reason_and_5(papers, place, words):
    codes = {None: "7K4M-Q2WD-9XHR", "typed": "7K4M-Q2WD-9XHS", "zero": "0K4M-Q2WD-9XHR"}
    code = papers[place].shown_code if isinstance(place, int) else codes[place]
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("issuer", "credential", code)
    assert refusal.value.returncode == 5


def edited_entry() -> LedgerEntry:
    """One row, edited behind our back."""
    entry = LedgerEntry.objects.order_by("pk")[LedgerEntry.objects.count() // 2]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET minutes = minutes + 60 WHERE id = %s", [entry.pk])
    return entry


def verified(*, and_then: int) -> dict:
    out = StringIO()
    if and_then:
        with pytest.raises(CommandError) as found:
            call_command("ledger", "verify", "--json", stdout=out)
        assert found.value.returncode == and_then
    else:
        call_command("ledger", "verify", "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("country", ["town", pytest.param("region", marks=pytest.mark.slow)], indirect=True)
def test_the_ledger_of_the_demo_holds_and_one_edited_row_is_named(country):
    told = verified(and_then=0)
    assert (told["intact"], told["heads"], told["minutes"] // 60) == (True, 1, country.hours)
    with transaction.atomic():
        entry = edited_entry()
        (found,) = verified(and_then=6)["breaks"]
        transaction.set_rollback(True)
    assert found == {
        "shard": entry.shard, "position": entry.position, "kind": "changed", "entry": str(entry.public_id)
    }  # fmt: skip
    assert examine_ledger().is_intact


def test_the_doctor_finds_nothing_in_the_demo(country):
    head = LedgerHead.objects.get()
    assert {code: found for code, found in examine(now=head.made_at).items() if found} == {}


def test_calls_for_money_stand_on_the_invented_register(country):
    call_command("demo_calls")

    assert sorted(Call.objects.values_list("status", flat=True)) == [CallStatus.DECIDED, CallStatus.PUBLISHED]
