"""No file that somebody sends is taken, whoever sends it and wherever."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

SCAN = SimpleUploadedFile("passport.jpg", b"\xff\xd8 CANARY", content_type="image/jpeg")


@pytest.mark.parametrize("address", ["/en/join/", "/kk/sign-in/", "/en/nothing-here/", "/admin/login/"])
def test_a_file_is_refused_on_every_page(client, db, address):
    answer = client.post(address, {"email": "x@example.org", "scan": SCAN})

    assert answer.status_code == 422


def test_the_same_form_without_a_file_is_read(client, db):
    assert "Asar takes no files" not in client.post("/en/join/", {"email": "x@example.org"}).content.decode()


def test_nothing_of_the_file_reaches_the_disk(client, db, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    large = SimpleUploadedFile("passport.jpg", b"CANARY" * 700_000)

    assert client.post("/en/join/", {"scan": large}).status_code == 422

    assert list(tmp_path.iterdir()) == []


def test_the_refusal_is_in_the_language_of_the_page(client, db):
    page = client.post("/en/join/", {"scan": SCAN}).content.decode()

    assert "Copies of identity documents and certificates are never kept" in page
