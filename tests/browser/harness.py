"""Opens pages as somebody, in a size and a colour scheme, and reads what a browser makes of them."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, Request, Response

from accounts.models import User
from tests.browser.lines import Line, line_to
from tests.browser.town import Town

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LAYOUT = (HERE / "layout.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, NARROW, DESKTOP = 390, 320, 1280
HEIGHT = 844


class Visit:
    """One window on the town; remembers every request, and what the browser complained about."""

    def __init__(self, page: Page, base: str, line: Line | None = None) -> None:
        self.page, self.base, self._line = page, base, line
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self._inspector = page.context.new_cdp_session(page)
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        # Chromium reports every answer above 399 as an error; the tests ask for some on purpose. They also refuse the
        # worker that keeps pages, and the driver says so on every page.
        expected = ("the server responded with a status of 4", "Service Worker registration blocked by Playwright")
        if kind in ("error", "warning") and not any(words in text for words in expected):
            self.complaints.append(f"{kind}: {text}")

    def go(self, path: str) -> Response:
        """Open a page of the town and forget the requests and complaints of the one before."""
        self.requests.clear()
        self.complaints.clear()
        response = self.page.goto(f"{self.base}{path}", wait_until="load")
        assert response is not None
        return response

    def cut(self, *, away: bool = True) -> None:
        """Cut the network, or give it back; the page is told by the browser."""
        if self._line and not away:
            self._line.cut(away=False)
        self.page.context.set_offline(away)
        if self._line and away:
            self._line.cut(away=True)

    def resize(self, width: int) -> None:
        """Make the window as wide as asked."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def _grow(self) -> None:
        """Make the window as high as the page: bars that stick to an edge then cover nothing by chance."""
        width, height = self._evaluate("[innerWidth, document.documentElement.scrollHeight]")
        self.page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})

    def _evaluate(self, expression: str) -> Any:
        """Evaluate as the inspector does, which the pages' own policy leaves in force and does not stop.

        A page that is just coming has nothing to measure yet, so it is waited for.
        """
        self.page.wait_for_load_state()
        answer = self._inspector.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def axe_violations(self) -> list[str]:
        """Run every rule of WCAG 2.2 AA and of best practice that a machine can check; one line per node."""
        self._grow()
        if not self._evaluate("'axe' in window"):
            self._evaluate(f"{AXE}; 0")
        options = json.dumps({"runOnly": AXE_TAGS, "resultTypes": ["violations"]})
        found = self._evaluate(f"axe.run(document, {options}).then((result) => result.violations)")
        return [
            f"{rule['id']}: {node['html'][:140]} | {node['failureSummary'].splitlines()[1].strip()[:160]}"
            for rule in found
            for node in rule["nodes"]
        ]

    def layout(self, *, text_percent: int = 100) -> dict[str, list[str]]:
        """Measure the page: what is wider than the window (``wide``), which targets are ``small`` or ``short``."""
        measured: dict[str, list[str]] = self._evaluate(f"({LAYOUT})({text_percent})")
        return measured

    def forget_files(self) -> None:
        """Fetch every file anew for every page, as somebody who comes for the first time does."""
        self._inspector.send("Network.enable")
        self._inspector.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def foreign_requests(self) -> list[str]:
        """List what was asked of another origin."""
        return [request.url for request in self.requests if not request.url.startswith((f"{self.base}/", "data:"))]

    def weight(self) -> tuple[int, int]:
        """Return the requests of the page and their bytes: files compressed as they are served, the page as it came.

        The live server sends files as they lie on the disk; outside the tests they are compressed when collected.
        """
        self._evaluate("document.fonts.ready.then(() => 0)")
        fetched = [request for request in self.requests if not request.url.startswith("data:")]
        return len(fetched), sum(_sent_bytes(request) for request in fetched)


class Clicks:
    """Presses what it is shown, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, locator: Locator) -> None:
        """Press one thing."""
        self.count += 1
        locator.click()


def _sent_bytes(request: Request) -> int:
    response = request.response()
    assert response is not None, request.url
    if request.resource_type in ("document", "font"):
        return request.sizes()["responseBodySize"]
    return len(gzip.compress(response.body(), 9))


@contextmanager
def visiting(
    browser: Browser,
    town: Town,
    *,
    user: User | None = None,
    width: int = DESKTOP,
    scheme: str = "light",
    **options: Any,
) -> Iterator[Visit]:
    """Open a window, signed in as ``user`` when one is given; ``java_script_enabled=False`` turns scripts off.

    Pages come from the server each time: the worker that keeps them is asked for by ``service_workers="allow"``, and
    then everything comes over a line that can really be cut.
    """
    options.setdefault("service_workers", "block")
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce", **options
    )
    context.set_default_timeout(10_000)
    try:
        with line_to(town.url) if options["service_workers"] == "allow" else nullcontext() as line:
            visit = Visit(context.new_page(), line.url if line else town.url, line)
            if user is not None:
                sign_in(visit, user)
            yield visit
    finally:
        context.close()


def sign_in(visit: Visit, user: User) -> None:
    """Give the window a session of somebody, without the pages of signing in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visit.base}])
