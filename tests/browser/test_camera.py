"""The camera of the gate reads a pass held before it; this Chromium has no reader of its own and takes the decoder."""

from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser

from tests.browser.conftest import CHROMIUM
from tests.browser.gates import Phone, address_of, counted, door_of, open_gate, people_of
from tests.browser.harness import PHONE, visiting

# What the page does by itself some seconds after it is open.
FETCH_DECODER = """async () => {
    const { decoder, reader, scan } = document.getElementById("gate").dataset;
    for (const name of [decoder, reader, scan]) await fetch(name);
}"""
WIDTH, HEIGHT, FRAMES = 640, 480, 8
WHITE, BLACK, NO_COLOUR = 235, 16, 128


def write_film(path: Path, text: str) -> None:
    """Write a film of one QR code before a grey wall, raw, as Chromium plays it in place of a camera."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(scale=6, border=4)]
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    light = [bytearray([180]) * WIDTH for _ in range(HEIGHT)]
    for number, row in enumerate(rows):
        light[top + number][left : left + len(row)] = bytes(BLACK if dark else WHITE for dark in row)
    frame = b"FRAME\n" + b"".join(light) + bytes([NO_COLOUR]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420mpeg2\n".encode() + frame * FRAMES)


@pytest.fixture
def role(town):
    return open_gate()


@pytest.fixture
def filming(browser: Browser, town, role, tmp_path):
    """A Chromium whose camera sees the pass of the first person on the list."""
    write_film(tmp_path / "pass.y4m", address_of(people_of(role)[0], town.url))
    started = browser.browser_type.launch(
        executable_path=str(CHROMIUM),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'pass.y4m'}",
        ],
    )
    yield started
    started.close()


def test_pass_before_the_camera_is_read_without_network(filming, town, role):
    anna = people_of(role)[0]
    with visiting(filming, town, user=town.person("coordinator"), width=PHONE, service_workers="allow") as visit:
        phone = Phone(visit, role).open()
        assert not phone.page.evaluate("'BarcodeDetector' in window")
        assert [one.url for one in visit.requests if one.resource_type == "script" and "jsqr" in one.url] == []
        phone.page.evaluate(FETCH_DECODER)
        phone.cut()
        phone.page.locator("[data-answer]").evaluate("box => { box.dataset.outcome = ''; }")
        phone.page.get_by_role("button", name="Start the camera").click()

        assert phone.answered() == "in_on_time"
        assert anna.volunteer.user.short_name in phone.answer
        phone.cut(away=False)
        phone.wait_until_sent()
    assert counted(role) == [anna.pk]


def test_refused_camera_says_what_else_there_is(browser, town, role):
    with visiting(browser, town, user=town.person("coordinator"), width=PHONE) as visit:
        phone = Phone(visit, role)
        visit.go(door_of(role.shift))
        phone.ready()
        phone.page.get_by_role("button", name="Start the camera").click()

        phone.page.locator("[data-camera-words]", has_text="the code or the list").wait_for()
