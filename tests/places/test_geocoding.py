import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from places.errors import AmbiguousPlace, GeocoderBusy, MisspeltPlace, PointOutsideCountry, UnknownPlace
from places.services import geocoding
from places.services.geocoding import GeocodeOrigin, geocode

pytestmark = pytest.mark.django_db

STREET = {"lat": "43.2380", "lon": "76.9450", "display_name": "Достық даңғылы 1, Алматы", "place_id": 1}


class NominatimServer(ThreadingHTTPServer):
    """A small server that speaks Nominatim's /search and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Search)
        self.questions: list[tuple[str, dict[str, list[str]], str]] = []
        self.status = 200
        self.body = json.dumps([STREET])
        self.delay_seconds = 0.0


class _Search(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.questions.append((address.path, parse_qs(address.query), self.headers["User-Agent"]))
        time.sleep(self.server.delay_seconds)
        body = self.server.body.encode()
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *args) -> None:
        return


@pytest.fixture
def nominatim(settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = NominatimServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.NOMINATIM_URL = f"http://127.0.0.1:{server.server_port}/nominatim/"
    settings.NOMINATIM_USER_AGENT = "asar-test"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def let_the_second_pass() -> None:
    cache.delete(geocoding._TURN_KEY)


def test_place_name_is_answered_offline(nominatim):
    found = geocode("алма-ата", language="kk")

    assert (found.label, found.origin) == ("Алматы", GeocodeOrigin.GAZETTEER)
    assert found.point == found.territory.point
    assert nominatim.questions == []


@pytest.mark.parametrize("written", ["43.2380, 76.9450", "43.2380 76.9450", "43,2380; 76,9450", "43,2380, 76,9450"])
def test_coordinates_are_read_and_named_by_the_nearest_settlement(written):
    found = geocode(written, language="ru")

    assert (found.point.latitude, found.point.longitude) == (43.2380, 76.9450)
    assert (found.label, found.origin) == ("Алматы", GeocodeOrigin.COORDINATES)


@pytest.mark.parametrize("written", ["76.9450, 43.2380", "0 0", "999, 999"])
def test_coordinates_outside_the_country_are_refused(written):
    with pytest.raises(PointOutsideCountry):
        geocode(written, language="ru")


def test_unknown_text_without_a_server_is_refused(settings):
    settings.NOMINATIM_URL = ""

    with pytest.raises(UnknownPlace):
        geocode("Достық даңғылы 1", language="kk")
    with pytest.raises(MisspeltPlace):
        geocode("Шымкетн", language="kk")


def test_namesakes_are_asked_about_rather_than_sent_out(nominatim):
    with pytest.raises(AmbiguousPlace):
        geocode("Абай", language="kk")

    assert nominatim.questions == []


def test_address_is_asked_of_the_server_with_country_language_and_our_name(nominatim):
    found = geocode("Достық даңғылы 1", language="kk")

    ((path, asked, user_agent),) = nominatim.questions
    assert (path, asked["q"], asked["countrycodes"], asked["accept-language"], user_agent) == (
        "/nominatim/search",
        ["Достық даңғылы 1"],
        ["kz"],
        ["kk"],
        "asar-test",
    )
    assert (found.point.latitude, found.point.longitude) == (43.2380, 76.9450)
    assert (found.label, found.origin) == (STREET["display_name"], GeocodeOrigin.NOMINATIM)
    assert found.territory.name_en == "Almaty"


def test_same_question_is_not_asked_twice(nominatim):
    first = geocode("Достық даңғылы 1", language="kk")
    second = geocode("  достык ДАҢҒЫЛЫ, 1 ", language="kk")

    assert second == first
    assert len(nominatim.questions) == 1


def test_miss_is_kept_too(nominatim):
    nominatim.body = "[]"

    for _ in range(2):
        with pytest.raises(UnknownPlace):
            geocode("Ешқайда көшесі 5", language="kk")

    assert len(nominatim.questions) == 1


def test_second_question_within_a_second_is_not_sent(nominatim):
    geocode("Достық даңғылы 1", language="kk")

    with pytest.raises(GeocoderBusy):
        geocode("Достық даңғылы 2", language="kk")
    assert len(nominatim.questions) == 1

    let_the_second_pass()
    geocode("Достық даңғылы 2", language="kk")
    assert len(nominatim.questions) == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, ""), (429, ""), (403, "no"), (200, "<html>"), (200, "{"), (200, '[{"lat": "north"}]'), (200, "[7]")],
)
def test_server_in_trouble_is_unavailable_and_not_remembered(nominatim, status, body):
    nominatim.status, nominatim.body = status, body
    with pytest.raises(GeocoderBusy):
        geocode("Достық даңғылы 1", language="kk")

    nominatim.status, nominatim.body = 200, json.dumps([STREET])
    let_the_second_pass()

    assert geocode("Достық даңғылы 1", language="kk").origin == GeocodeOrigin.NOMINATIM


def test_server_that_does_not_answer_in_time_is_unavailable(nominatim, monkeypatch):
    monkeypatch.setattr(geocoding, "TIMEOUT_SECONDS", 0.05)
    nominatim.delay_seconds = 0.3

    with pytest.raises(GeocoderBusy):
        geocode("Достық даңғылы 1", language="kk")


def test_server_that_is_not_there_is_unavailable(settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    settings.NOMINATIM_URL = "http://127.0.0.1:9"

    with pytest.raises(GeocoderBusy):
        geocode("Достық даңғылы 1", language="kk")


def test_answer_outside_the_country_counts_as_a_miss(nominatim):
    nominatim.body = json.dumps([STREET | {"lat": "55.75", "lon": "37.62"}])

    with pytest.raises(UnknownPlace):
        geocode("Красная площадь 1", language="ru")
