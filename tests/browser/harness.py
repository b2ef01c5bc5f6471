"""Opens pages as somebody, in a size and a colour scheme, and asserts what every page promises."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Request

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, NARROW, DESKTOP = 390, 320, 1280
MAX_BYTES, MAX_REQUESTS = 60_000, 5


class Visit:
    """One browser window on the live site; remembers every request."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.requests: list[Request] = []
        page.on("request", lambda request: self.requests.append(request))

    def go(self, path: str) -> Page:
        """Open a page and forget the requests of the one before."""
        self.requests.clear()
        self.page.goto(f"{self.base}{path}", wait_until="load")
        return self.page

    def assert_accessible(self) -> None:
        """Run every rule of WCAG 2.2 AA and best practice that a machine can check."""
        found = self.page.evaluate(
            "([source, tags]) => { new Function(source)(); return axe.run(document, {runOnly: tags}); }",
            [AXE, AXE_TAGS],
        )
        assert _summary(found["violations"]) == [], f"{self.page.url} at {self.page.viewport_size}"

    def assert_fits(self) -> None:
        """No sideways scrolling of the page."""
        wide, seen = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= seen, f"{self.page.url} is {wide} wide in {seen}"

    def assert_own_requests_only(self) -> None:
        """Nothing is asked of another site."""
        foreign = [request.url for request in self.requests if not request.url.startswith((self.base, "data:"))]
        assert foreign == []

    def assert_promises(self) -> None:
        """Everything above."""
        self.assert_accessible()
        self.assert_fits()
        self.assert_own_requests_only()


@contextmanager
def visiting(
    browser: Browser,
    live_server: Any,
    *,
    user: Any = None,
    width: int = DESKTOP,
    scheme: str = "light",
    **options: Any,
) -> Iterator[Visit]:
    """Open a window, signed in as ``user`` when one is given; ``java_script_enabled=False`` turns scripts off."""
    # bypass_csp lets the checker run; the pages' own policy is asserted by tests without a browser.
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True, **options
    )
    if user is not None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    try:
        yield Visit(context.new_page(), live_server.url)
    finally:
        context.close()


def _summary(violations: list[dict[str, Any]]) -> list[str]:
    return [f"{rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]]
