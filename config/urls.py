"""Every address of the site: pages under a language, everything else without one."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.api import api
from config.faults import handler500 as faulty
from config.health import healthz, readyz
from config.hooks import hook_patterns
from config.limits import handler429 as too_many
from config.partner import partner_patterns
from portal.urls import plain_patterns

# The admin's own page would ask for a password and nothing else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),  # staff repair; not a page of the product, so without a language
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
    *partner_patterns,
    *hook_patterns,
    *plain_patterns,
]

handler500 = faulty
handler429 = too_many  # allauth asks for it here

urlpatterns += i18n_patterns(
    path("", include("portal.volunteer.account_urls")),
    path("", include("portal.urls")),
    prefix_default_language=True,
)
