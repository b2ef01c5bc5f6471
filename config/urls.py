"""Every address of the site: pages under a language, everything else without one."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.api import api
from config.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]

pages: list[URLPattern | URLResolver] = [
    path("staff/", admin.site.urls),
    path("account/", include("allauth.account.urls")),
]
if find_spec("portal.urls"):
    from portal.urls import plain_patterns

    urlpatterns += plain_patterns
    pages.append(path("", include("portal.urls")))

urlpatterns += i18n_patterns(*pages, prefix_default_language=True)
