"""What makes the site an app: its name and icons, the worker that keeps pages, and the page without network."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

COLOUR, GROUND = "#00667A", "#F6F4EE"
ICONS = (
    ("portal/img/app-192.png", "192x192", "any"),
    ("portal/img/app-512.png", "512x512", "any"),
    ("portal/img/app-maskable-512.png", "512x512", "maskable"),
)
# Fetched once when the worker is installed: what the offline page is drawn with.
SHELL = (
    "portal/css/asar.css",
    "portal/js/site.js",
    "portal/fonts/onest-latin.woff2",
    "portal/fonts/onest-cyrillic.woff2",
    "portal/fonts/onest-cyrillic-ext.woff2",
)
LEAVING = """"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const key of await caches.keys()) await caches.delete(key);
  await self.registration.unregister();
})()));
"""


@require_safe
@cache_control(public=True, max_age=60 * 60)
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the site is called, drawn and opened as an app, in the language of the address."""
    found: dict[str, Any] = {
        "id": "/",
        "name": _("Asar"),
        "short_name": _("Asar"),
        "description": _("Volunteer opportunities near you in Kazakhstan, matched to your skills and free time."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/?from=app",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": COLOUR,
        "categories": ["social", "lifestyle"],
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for path, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(found, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker from the root, so that it may stand before every page; switched off, it takes itself away."""
    response = HttpResponse(_worker() if settings.OFFLINE_PAGES else LEAVING, content_type="text/javascript")
    patch_cache_control(response, no_cache=True, max_age=0)
    return response


def _worker() -> str:
    known = {
        "static": settings.STATIC_URL,
        "shell": [static(path) for path in SHELL],
        "offline": {code: _offline_page(code) for code, _name in settings.LANGUAGES},
        "language": settings.LANGUAGE_CODE,
    }
    return f"self.asar = {json.dumps(known)};\nimportScripts({json.dumps(static('portal/js/sw.js'))});\n"


def _offline_page(language: str) -> str:
    with override(language):
        return reverse("guest:offline")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, and lead to the pages this phone has kept."""
    return render(request, "portal/guest/offline.html")
