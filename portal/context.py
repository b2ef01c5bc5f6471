"""What every page has: who is here, where they can go, in which languages, and the bar of the demonstration."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, get_language_from_path, get_language_from_request
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.queries import demo_email, demo_personas, grants_of
from ngos.queries import memberships_of
from portal.offline import person_mark

LANGUAGE_WORDS = {"kk": ("Қаз", "ақша"), "ru": ("Рус", "ский"), "en": ("Eng", "lish")}
THEME_COOKIE = "theme"
THEMES = ("light", "dark")

if TYPE_CHECKING:
    from accounts.models import User

    Visitor = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu; ``key`` is what a page's ``section`` block names."""

    key: str
    label: str | Promise
    icon: str
    url_name: str

    @property
    def url(self) -> str:
        """The address in the language of the page."""
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language; the name begins with what is seen."""

    code: str
    short: str
    rest: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DemoButton:
    """One person of the demonstration."""

    key: str
    label: str | Promise
    is_current: bool


PUBLIC = (
    Link("find", _("Find"), "search", "guest:home"),
    Link("organisations", _("Organisations"), "building-2", "guest:organisations"),
    Link("regions", _("Regions"), "map", "guest:regions"),
    Link("about", _("About"), "info", "guest:about"),
)
VOLUNTEER = (
    Link("find", _("Find"), "search", "volunteer:find"),
    Link("shifts", _("My shifts"), "calendar", "volunteer:shifts"),
    Link("pass", _("My QR"), "qr-code", "volunteer:pass"),
    Link("hours", _("Hours"), "award", "volunteer:hours"),
    Link("profile", _("Profile"), "user", "volunteer:profile"),
)
DOORS = {
    "volunteer": (Link("volunteer", _("My volunteering"), "sprout", "volunteer:find"),),
    "ngo": (Link("ngo", _("My organisation"), "building-2", "ngo:home"),),
    "akimat": (Link("akimat", _("My region"), "landmark", "akimat:home"),),
    "moderator": (
        Link("moderator", _("Register review"), "list-checks", "moderator:queue"),
        Link("doubts", _("Doubtful hours"), "scale", "moderator:doubts"),
        Link("ratings", _("Ratings"), "award", "moderator:ratings"),
    ),
    "safeguarding": (Link("safeguarding", _("Safeguarding"), "shield-check", "safeguarding:home"),),
}
ROLE_AUDIENCE = {
    Role.AKIMAT_OFFICER: "akimat",
    Role.REVIEWER: "moderator",
    Role.SAFEGUARDING_OFFICER: "safeguarding",
    Role.STAFF: "safeguarding",
    Role.VOLUNTEER: "volunteer",
}
ORDER = ("akimat", "moderator", "safeguarding", "ngo", "volunteer")


def audiences_of(user: "Visitor") -> list[str]:
    """Return the front doors a person has a key to, the most particular first; an empty list for guests."""
    if not user.is_authenticated:
        return []
    found = {ROLE_AUDIENCE[Role(grant.role)] for grant in grants_of(user) if grant.role in ROLE_AUDIENCE}
    if memberships_of(user).exists():
        found.add("ngo")
    if user.is_staff:
        found.add("safeguarding")
    return [audience for audience in ORDER if audience in found] or ["volunteer"]


def front_door(user: "Visitor") -> str:
    """Return the page of the person's most particular front door; for guests, the page to sign in."""
    audiences = audiences_of(user)
    return DOORS[audiences[0]][0].url if audiences else reverse("account_login")


def _existing(links: Iterable[Link]) -> list[Link]:
    """Keep the links whose page is mounted in this installation."""
    kept = []
    for link in links:
        try:
            reverse(link.url_name)
        except NoReverseMatch:
            continue
        kept.append(link)
    return kept


class Visit:
    """Who is looking, worked out once per page and only if the page asks."""

    def __init__(self, request: HttpRequest) -> None:
        user: Visitor = getattr(request, "user", None) or AnonymousUser()
        self.audiences = audiences_of(user)
        match = request.resolver_match
        door = match.app_names[0] if match and match.app_names else "guest"
        is_inside = door in DOORS and user.is_authenticated  # joining and signing in stand before the door
        self.audience = door if is_inside else next(iter(self.audiences), "guest")
        self.doors = _existing(link for audience in self.audiences for link in DOORS[audience])
        self.tabs = _existing(VOLUNTEER) if self.audience == "volunteer" else []
        self.nav = [*self.tabs, *_existing(PUBLIC[1:3])] if self.tabs else self._nav()

    def _nav(self) -> list[Link]:
        return [*_existing(PUBLIC), *self.doors] if self.audience != "guest" else _existing(PUBLIC)


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """Return this very page, with its query, in each language; slugs are the same in all of them."""
    present = get_language_from_path(request.path_info)
    links = []
    for code, (short, rest) in LANGUAGE_WORDS.items():
        path = f"/{code}{request.get_full_path()[len(present) + 1 :]}" if present else f"/{code}/"
        links.append(LanguageLink(code=code, short=short, rest=rest, url=path, is_current=code == get_language()))
    return links


def demo_buttons(request: HttpRequest) -> list[DemoButton]:
    """Return the people of the demonstration, or nothing outside it."""
    if not settings.DEMO:
        return []
    email = getattr(getattr(request, "user", None), "email", "")
    return [
        DemoButton(key=persona.key, label=persona.label, is_current=demo_email(persona.key) == email)
        for persona in demo_personas()
    ]


def portal(request: HttpRequest) -> dict[str, object]:
    """Give every template what the base page draws."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "visit": SimpleLazyObject(lambda: Visit(request)),
        "language_links": language_links(request),
        "theme": chosen if chosen in THEMES else "",
        "themes": (("", _("System"), "monitor"), ("light", _("Light"), "sun"), ("dark", _("Dark"), "moon")),
        "demo_buttons": SimpleLazyObject(lambda: demo_buttons(request)),
        "has_offline": settings.OFFLINE_PAGES,
        "person_mark": SimpleLazyObject(lambda: person_mark(request)),
    }


class LanguageCookieMiddleware:
    """Remember the language of the last page, so that the bare address opens in it; never redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the cookie when the page's language is not the one the bare address would choose."""
        response = self.get_response(request)
        language = get_language_from_path(request.path_info)
        if language and response.status_code == 200 and language != get_language_from_request(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=request.is_secure(),
            )
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response
