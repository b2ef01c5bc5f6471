"""The page that checks badges, saved to a disk and opened without any network."""

import json
from datetime import timedelta

import pytest

from core import clock
from recognition.documents import verifier_page
from recognition.queries import public_keys
from recognition.services import rotate, signed_badge
from tests.factories.recognition import make_certificate


@pytest.fixture
def certificate(town):
    return make_certificate(town.person("volunteer_21").volunteer, clock.now(), minutes=690)


@pytest.fixture
def said(browser, certificate, tmp_path):
    """Return a function that pastes a file into the saved page and reads what it says, cut off from everything."""
    rotate(actor=None, now=clock.now())
    saved = tmp_path / "asar-verifier.html"
    saved.write_text(verifier_page(public_keys()), "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(saved.as_uri())

    def paste(token: str) -> tuple[str, str, str]:
        page.locator("#text").fill(token)
        page.locator("#check").click()
        page.wait_for_function("document.getElementById('answer').dataset.code")
        codes = [page.locator(f"#{name}").get_attribute("data-code") or "" for name in ("answer", "withdrawal")]
        return (*codes, page.locator("#facts").inner_text())

    yield paste
    assert complaints == []
    context.close()


def test_a_genuine_badge_is_checked_without_network(said, certificate):
    answer, withdrawal, facts = said(signed_badge(certificate=certificate, now=clock.now()))

    assert (answer, withdrawal) == ("genuine", "unknown")
    assert certificate.name in facts
    assert f"/v/{certificate.code}/" in facts


def test_each_altered_copy_is_refused_with_its_reason(said, certificate):
    token = signed_badge(certificate=certificate, now=clock.now())
    head, claims, signature = token.split(".")
    flipped = ("A" if signature[9] != "A" else "B").join((signature[:9], signature[10:]))
    certificate.expires_at = clock.now() - timedelta(minutes=1)
    certificate.issued_at = clock.now() - timedelta(days=2)

    assert said(f"{head}.{claims}.{flipped}")[0] == "altered"
    assert said(signed_badge(certificate=certificate, now=clock.now()))[0] == "expired"
    assert said(f"{head}.{claims}")[0] == "malformed"
    assert said("Сәлем")[0] == "malformed"
    rotate(actor=None, now=clock.now())
    certificate.expires_at = clock.now() + timedelta(days=9)
    assert said(signed_badge(certificate=certificate, now=clock.now()))[0] == "key"  # newer than the saved page
    assert said(token)[0] == "genuine"


def test_a_badge_of_another_site_is_a_stranger(said, certificate, settings):
    settings.SITE_URL = "https://elsewhere.example"

    assert said(signed_badge(certificate=certificate, now=clock.now()))[0] == "stranger"


def test_the_saved_page_holds_public_keys_only(said, certificate):
    held = verifier_page(public_keys())
    trust = json.loads(held.split('type="application/json">')[1].split("</script>")[0])

    assert trust["issuer"].startswith("did:web:")
    assert [set(key) & {"d", "p", "q"} for key in trust["keys"]] == [set()] * len(trust["keys"])
