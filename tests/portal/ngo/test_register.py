"""The organisation's page in the register: tasks, documents, sending, objecting, the file for the annual filing."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config import uploads
from ngos.enums import CaseReason, DisclosureLevel, MaterialKind, MaterialState, MembershipRole, Verdict
from ngos.models import Material, VerificationCase
from ngos.services.cases import decide_case
from tests import papers
from tests.factories.cases import make_case, make_reviewer, taken, wish
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_group, make_material, make_member, make_organisation
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

REGISTER = "/en/org/taza-su/register/"
POST = f"{REGISTER}post/"
DAYS = {"issued_on_day": "15", "issued_on_month": "1", "issued_on_year": "2026"}


@pytest.fixture(autouse=True)
def _own_vault(settings, tmp_path):
    settings.VAULT_DIR = tmp_path / "vault"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


@pytest.fixture
def owner(now, taza_su):
    return make_member(taza_su, role=MembershipRole.OWNER)


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def sent(content=None, name="charter.pdf", **changes):
    file = SimpleUploadedFile(name, content if content is not None else papers.pdf(words="CHARTER"))
    return {"kind": "charter", "file": file, "statement": "on", **DAYS, **changes}


def test_the_task_list_says_what_is_missing_and_what_it_opens(desk, taza_su):
    make_material(taza_su, MaterialKind.CHARTER, state=MaterialState.RETURNED, reason="Page 2 is missing.")

    page = desk.get(REGISTER).content.decode()

    assert "Certificate of registration" in page
    assert "Page 2 is missing." in page
    assert "0 of 7 are there." in page
    assert "Publishing work with children" in page
    assert "2025, XLSX" in page


def test_a_document_is_posted_downloaded_as_a_file_and_withdrawn(desk, client, zhanna, owner):
    told = desk.post(POST, sent(), follow=True).content.decode()

    row = Material.objects.get()
    address = reverse("material_file", args=[row.public_id])
    assert "Saved." in told
    assert address in told
    answer = desk.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="charter-2026-01-15.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")
    client.force_login(zhanna)
    assert client.get(address).status_code == 404
    client.force_login(owner)
    client.post(reverse("ngo:withdraw_material", args=["taza-su", row.public_id]))
    row.refresh_from_db()
    assert row.state == MaterialState.WITHDRAWN


def test_everybody_may_read_a_checked_document(client, desk):
    desk.post(POST, sent())
    Material.objects.update(state=MaterialState.ACCEPTED)
    client.logout()

    answer = client.get(reverse("material_file", args=[Material.objects.get().public_id]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"content": b"<script>alert(1)</script>"}, "neither a PDF nor a PNG or JPEG"),
        ({"content": papers.pdf(papers.opens_with(papers.alert()))}, "does something when it is opened"),
        ({"content": b""}, "Choose the file of the document"),
        ({"issued_on_year": "2027"}, "cannot be issued in the future. Today is 04.05.2026"),
        ({"statement": ""}, "Tick that the file is no identity document"),
        ({"kind": "passport"}, "Please choose one of the options."),
    ],
)
def test_a_wrong_document_is_refused_with_the_reason_and_what_was_typed_stays(desk, changes, sentence):
    answer = desk.post(POST, sent(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="15"' in page
    assert not Material.objects.exists()


def test_a_charter_of_300_mb_is_refused_before_it_is_read(desk, tmp_path):
    answer = desk.generic(
        "POST", POST, b"--x--", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(300 * 1024**2)
    )

    assert answer.status_code == 422
    assert "at most 20 MB are taken" in answer.content.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_says_less_than_it_is_ends_where_the_limit_is(desk, monkeypatch, tmp_path):
    monkeypatch.setattr(uploads, "LARGEST_DOCUMENT", 200_000)
    monkeypatch.setattr(uploads, "AROUND", 10**9)

    answer = desk.post(POST, sent(b"%PDF-" + bytes(900_000)))

    assert answer.status_code == 422
    assert "This file is too large" in answer.content.decode()
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_guest_s_file_is_not_kept(client, db, taza_su, tmp_path):
    answer = client.post(POST, sent(b"%PDF-" + bytes(3_000_000)))

    assert answer.status_code == 302
    assert list(tmp_path.iterdir()) == []


def test_sending_says_what_is_missing_and_then_shows_the_queue(desk, taza_su):
    send = reverse("ngo:send_register", args=["taza-su"])

    early = desk.post(send, follow=True).content.decode()
    desk.post(POST, sent(kind="bin_certificate"))
    later = desk.post(send, follow=True).content.decode()

    assert "Still missing before it can be checked: certificate of registration." in early
    assert "Sent. You will get a letter" in later
    assert "Number 1 in the queue." in later
    assert VerificationCase.objects.count() == 1


def test_one_sentence_says_what_to_fix_and_an_objection_can_be_made(client, db, now):
    newcomer = make_organisation(verified=False, slug="zhana", name="Жаңа")
    owner, reviewer = make_member(newcomer, role=MembershipRole.OWNER), make_reviewer()
    case = taken(make_case(newcomer), reviewer, now)
    back = wish(case, Verdict.RETURN, reasons=(CaseReason.UNREADABLE,), words="The charter cannot be read.", checks={})
    decide_case(case=case, wish=back, reviewer=reviewer, now=now)
    client.force_login(owner)

    page = client.get("/en/org/zhana/register/").content.decode()
    empty = client.post("/en/org/zhana/register/appeal/", {"words": " "})
    done = client.post("/en/org/zhana/register/appeal/", {"words": "It can."}, follow=True).content.decode()

    assert "The charter cannot be read." in page
    assert reverse("ngo:appeal", args=["zhana"]) in page
    assert empty.status_code == 422
    assert "A reviewer who has not decided before reads it." in done


def test_a_coordinator_is_told_the_step_when_the_level_is_missing(client, db, now):
    newcomer = make_organisation(level=DisclosureLevel.IDENTITY, slug="zhana")
    person = make_member(newcomer)
    event = make_opportunity(organisation=newcomer, published=False, has_child_contact=True, safeguarding_lead="Дана")
    make_role(make_shift(event))
    client.force_login(person)

    page = client.post(reverse("ngo:publish", args=["zhana", event.public_id]), follow=True).content.decode()

    assert "Publishing work with children needs the level “registered”." in page
    assert "charter, code of ethics" in page


def test_the_file_for_the_filing_holds_the_year_and_no_names(desk, taza_su, now):
    event = make_opportunity(organisation=taza_su, title="=Clean the bank")
    shift = make_shift(event, days_ahead=-5)
    for _number in range(2):
        make_hours(make_signup(make_role(shift), make_volunteer()))

    answer = desk.get(reverse("ngo:filing", args=["taza-su", 2026]))

    book = openpyxl.load_workbook(BytesIO(answer.content))
    summary = dict(row[:2] for row in book["Summary"].iter_rows(min_row=2, values_only=True))
    assert (summary["BIN"], summary["Confirmed volunteer hours"]) == (taza_su.bin, 8)
    assert summary["People who volunteered, each counted once"] == 2
    (line,) = book["Events"].iter_rows(min_row=2, values_only=True)
    assert (line[0], line[4:]) == ("=Clean the bank", (1, 2, 8))
    assert line[2].date() == (now - timedelta(days=5)).date()
    assert book["Events"]["A2"].data_type == "s"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_document_as_for_three(desk, taza_su, django_assert_num_queries, count):
    for kind in (MaterialKind.CHARTER, MaterialKind.AUDIT, MaterialKind.PROJECT_PASSPORT)[:count]:
        make_material(taza_su, kind)
    desk.get(REGISTER)

    with django_assert_num_queries(18):
        desk.get(REGISTER)


def test_only_owners_open_it(client, dana, zhanna):
    for person, status in ((dana, 403), (zhanna, 404)):
        client.force_login(person)
        assert [client.get(page).status_code for page in (REGISTER, POST)] == [status, status]


def test_the_file_of_a_group_is_named_by_its_address(client, db):
    group = make_group(slug="korshiler")
    client.force_login(make_member(group, role=MembershipRole.OWNER))

    answer = client.get(reverse("ngo:filing", args=[group.slug, 2026]))

    assert answer["Content-Disposition"] == 'attachment; filename="korshiler-2026.xlsx"'
