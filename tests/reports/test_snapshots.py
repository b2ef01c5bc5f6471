"""Frozen once, signed once, published once; what was frozen is counted again from the ledger years later."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.guards import allowing, refusing
from recognition.queries import opened
from recognition.services import reverse
from reports import errors
from reports.disclosure import LEAST, Cause, Report, family_of, numbers_of, protect, without
from reports.documents import content_of
from reports.indicators import cells, digest_of, read_period, sealed
from reports.models import Publication, PublishedFile, Signature, Snapshot
from reports.queries import is_behind, selection_of
from reports.queries.families import concealed
from reports.queries.snapshots import publications_of, published_file
from reports.services import freeze, own_document, publish, sign
from reports.services.verifying import verify_file
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.participation import make_world, work
from tests.factories.places import region
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 6, 0, tzinfo=UTC)
QUARTER = read_period("2026-Q1")


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def officer():
    return make_user(full_name="Гүлшат Ахметова")


@pytest.fixture
def frozen(world, officer):
    return freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW)


def test_what_is_frozen_is_counted_again_after_later_hours(world, frozen, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(own_document(frozen)), encoding="utf-8")
    assert frozen.digest == sealed(frozen.content, frozen.salt) != digest_of(frozen.content)
    assert verify_file(path).holds

    late = work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)
    reverse(entry=late, reason="No.", actor=make_user(), now=late.recorded_at)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 3), 60)

    found = verify_file(path)
    assert found.holds
    assert found.compared > 150


def test_the_same_figures_are_frozen_once_and_new_ones_are_a_new_version(world, officer, frozen):
    selection = selection_of(world.region, QUARTER)
    assert freeze(selection=selection, actor=officer, now=NOW) == frozen
    sign(snapshot=frozen, actor=officer, now=NOW)
    with pytest.raises(errors.NothingChanged):
        freeze(selection=selection, actor=officer, now=NOW)
    work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)

    second = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW + timedelta(days=1))

    assert (frozen.version, second.version, second.replaces) == (1, 2, frozen)
    with pytest.raises(errors.SnapshotReplaced):
        publish(snapshot=frozen, actor=officer, now=NOW)
    lines = [line["en"] for line in own_document(second)["changes"]]
    assert "Totals, People: 5 → 6" in lines
    assert "Totals, Minutes: 495 → 555" in lines
    assert any(line.startswith("Direction, Ecology, People: 4 → 5") for line in lines)


def test_a_period_that_still_grows_is_not_frozen(world, officer):
    for day in (datetime(2026, 3, 31, 12, tzinfo=UTC), datetime(2026, 3, 31, 18, 59, tzinfo=UTC)):
        with pytest.raises(errors.PeriodNotOver) as refused:
            freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=day)
        assert "31.03.2026" in str(refused.value)
    after = datetime(2026, 3, 31, 19, 0, tzinfo=UTC)  # midnight in Karaganda
    assert freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=after).version == 1


def test_a_signature_is_over_the_digests_and_there_is_one(officer, frozen):
    signature = sign(snapshot=frozen, actor=officer, now=NOW)

    said = json.loads(opened(signature.token))
    assert (said["digest"], said["head_root"], said["signer"]) == (
        frozen.digest,
        frozen.head_root,
        str(officer.public_id),
    )
    with pytest.raises(errors.AlreadySigned):
        sign(snapshot=Snapshot.objects.get(), actor=make_user(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(snapshot=frozen, signer=officer, signed_at=NOW, token="x")


def test_publishing_needs_a_signature_and_hides_small_numbers(world, officer):
    for _number in range(20):
        work(make_volunteer(), make_opportunity(venue=world.city), date(2026, 2, 2), 60)
    frozen = freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW)
    with pytest.raises(errors.NotSigned):
        publish(snapshot=frozen, actor=officer, now=NOW)
    sign(snapshot=frozen, actor=officer, now=NOW)

    publication = publish(snapshot=frozen, actor=officer, now=NOW)

    document = publication.content
    assert document["salt"] == ""
    assert document["figures"]["totals"]["people"] == 25
    few = [value for (_table, _row, measure), value in cells(document["figures"]) if measure == "people" and value]
    assert min(few) >= LEAST
    assert document["hidden"]
    assert sorted((file.language, file.kind) for file in publication.files.all()) == sorted(
        (language, kind) for language in ("en", "kk", "ru") for kind in ("csv", "json", "pdf", "xlsx")
    )
    assert officer.full_name not in publication.tables
    with pytest.raises(errors.AlreadyPublished):
        publish(snapshot=frozen, actor=officer, now=NOW)


def test_a_published_file_agrees_with_the_ledger_and_keeps_its_bytes(officer, frozen, tmp_path):
    sign(snapshot=frozen, actor=officer, now=NOW)
    publication = publish(snapshot=frozen, actor=officer, now=NOW)

    for file in publication.files.exclude(kind="pdf"):
        path = tmp_path / file.name
        path.write_bytes(published_file(str(frozen.public_id), file.name).content)
        found = verify_file(path)
        assert (file.name, found.cells, found.faults) == (file.name, [], [])
    with pytest.raises(errors.ReportNotThere):
        published_file(str(frozen.public_id), "other.pdf")
    assert publications_of("350000000", QUARTER) == [publication]
    with pytest.raises(errors.ReportNotThere):
        publications_of("750000000", QUARTER)


def test_few_people_hide_a_whole_row_and_nothing_is_a_number():
    counts = {"people": 4, "newcomers": 1, "participations": 6, "minutes": 300, "events": 1}
    many = {"people": 90, "newcomers": 20, "participations": 90, "minutes": 9000, "events": 7}
    none = dict.fromkeys(counts, 0)
    rows = [{"key": str(place), "counts": dict(one)} for place, one in enumerate((counts, many, none))]
    figures = {"totals": dict(many), "tables": {"district": rows}}
    report = Report("new", numbers_of(figures), is_new=True)

    shown, hidden = without(figures, report, protect(family_of([report])).hidden)

    assert [row["counts"] for row in shown["tables"]["district"]] == [dict.fromkeys(counts), many, none]
    assert {(one.row, one.reason) for one in hidden} == {("0", Cause.FEW)}
    assert rows[0]["counts"] == counts


def test_a_note_with_a_hidden_count_says_that_it_is_hidden_and_not_nothing(frozen):
    document = own_document(frozen)
    told = content_of(document, "en").notes
    assert "Attendances of people who are no youth, in no total: 2." in told

    document["figures"]["outside"][0]["counts"] = dict.fromkeys(document["figures"]["outside"][0]["counts"])

    assert "Attendances of people who are no youth, in no total: –." in content_of(document, "en").notes


def test_officers_keep_reading_why_a_cell_is_hidden(officer, frozen):
    sign(snapshot=frozen, actor=officer, now=NOW)
    _figures, hidden = concealed(frozen)
    publish(snapshot=frozen, actor=officer, now=NOW)

    kept = Publication.objects.get().reasons

    assert kept == [[one.table, one.row, one.measure, one.reason] for one in hidden]


def test_freezing_reads_the_cube_up_to_the_same_end(world, officer):
    assert is_behind()

    freeze(selection=selection_of(world.region, QUARTER), actor=officer, now=NOW)

    assert not is_behind()


def test_no_row_of_a_report_is_changed_or_deleted(officer, frozen):
    sign(snapshot=frozen, actor=officer, now=NOW)
    publish(snapshot=frozen, actor=officer, now=NOW)

    for model, column in (
        (Snapshot, "digest"),
        (Signature, "token"),
        (Publication, "digest"),
        (PublishedFile, "name"),
    ):
        table = model._meta.db_table
        if connection.vendor == "sqlite":  # the tests' own teardown turned a part of it off
            with connection.cursor() as cursor:
                for statement in (*allowing("sqlite", table), *refusing("sqlite", table)):
                    cursor.execute(statement)
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(TypeError):
            model.objects.first().delete()


class StandIn(BaseHTTPRequestHandler):
    """A stand-in for NCANode, version 3: it speaks ``POST /cms/verify``; a right signature names its content."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert (self.path, asked["revocationCheck"]) == ("/cms/verify", ["OCSP"])
        is_right = asked["cms"] == b64encode(b"signed:" + asked["data"][:40].encode()).decode()
        subject = {"organization": "Қарағанды облысының әкімдігі", "bin": "991240000013", "commonName": "АХМЕТОВА"}
        answer = {"status": 200, "message": "OK", "valid": is_right}
        if is_right:
            answer["signers"] = [{"certificates": [{"valid": True, "subject": subject}]}]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(settings) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.SIGNATURE_SERVICE_URL = f"http://127.0.0.1:{server.server_port}/"
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def signed_over(content: bytes) -> str:
    return b64encode(b"signed:" + b64encode(content)[:40]).decode()


def test_a_national_signature_is_checked_and_kept(service, officer, frozen):
    with pytest.raises(errors.SignatureOfOtherFile):
        sign(snapshot=frozen, actor=officer, now=NOW, detached=signed_over(b"another file"))
    for broken in ("no base64!", "-----BEGIN CMS----- -----END CMS-----"):
        with pytest.raises(errors.SignatureOfOtherFile):
            sign(snapshot=frozen, actor=officer, now=NOW, detached=broken)
    assert not Signature.objects.exists()

    signature = sign(snapshot=frozen, actor=officer, now=NOW, detached=signed_over(frozen.figures.encode()))

    assert signature.verified_by == "NCANode"


def test_without_a_service_or_with_one_that_is_away_nothing_is_signed(settings, officer, frozen):
    with pytest.raises(errors.SignatureServiceOff):
        sign(snapshot=frozen, actor=officer, now=NOW, detached="AAAA")
    settings.SIGNATURE_SERVICE_URL = "http://127.0.0.1:9"
    with pytest.raises(errors.SignatureServiceAway):
        sign(snapshot=frozen, actor=officer, now=NOW, detached="AAAA")
    assert not Signature.objects.exists()


def test_an_empty_report_can_be_frozen(officer):
    empty = freeze(selection=selection_of(region("470000000"), QUARTER), actor=officer, now=NOW)

    assert empty.content["totals"]["people"] == 0
