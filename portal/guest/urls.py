"""Addresses of the public pages."""

from django.urls import path, register_converter

from portal.guest import (
    badges,
    checking,
    concerns,
    detail,
    doors,
    feeds,
    funding,
    installing,
    ledger,
    materials,
    news,
    passes,
    pictures,
    ratings,
    register,
    register_files,
    report_pictures,
    reports,
    sitemaps,
    views,
)
from portal.guest.addresses import ShortIdConverter
from portal.guest.open_data import views as open_data

register_converter(ShortIdConverter, "short")

app_name = "guest"

urlpatterns = [
    path("", views.home, name="home"),
    path("opportunities/", views.opportunities, name="opportunities"),
    path("opportunities/<short:public_id>-<slug:slug>/", detail.opportunity, name="opportunity"),
    path("organisations/", register.organisations, name="organisations"),
    path("organisations/<str:address>/", register.organisation, name="organisation"),
    path("regions/", views.regions, name="regions"),
    path("regions/<str:code>/", views.region, name="region"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("ratings/appeals/", ratings.appeals, name="rating_appeals"),
    path("funding/", funding.calls, name="calls"),
    path("funding/<uuid:public_id>/", funding.call, name="call"),
    path("funding/<uuid:public_id>/money/", funding.money, name="call_money"),
    path("ledger/", ledger.heads, name="ledger"),
    path("data/", open_data.index, name="data"),
    path("data/<slug:code>/", open_data.one, name="data_set"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:code>/<str:period>/", reports.report, name="report"),
    path("reports/files/<uuid:public_id>/<str:name>", reports.file, name="report_file"),
    path("concern/", concerns.concern, name="concern"),
    path("concern/status/", concerns.concern_status, name="concern_status"),
    path("verify/", checking.verify, name="verify"),
    path("v/<str:code>/", checking.check, name="check"),
    path("offline/", installing.offline, name="offline"),
    path("app.webmanifest", installing.manifest, name="manifest"),
    *(path(f"{address}/", views.text_page, {"name": name}, name=name) for name, address in views.TEXT_PAGES.items()),
]

plain_patterns = [
    path("", doors.root, name="root"),
    path("theme/", doors.theme, name="theme"),
    path("demo/sign-in/", doors.demo_sign_in, name="demo_sign_in"),
    path("e/<short:public_id>/", doors.short_event, name="short_event"),
    path("feeds/me/<str:token>.ics", feeds.own_calendar, name="own_calendar"),
    path("feeds/org/<slug:slug>.ics", feeds.organisation_calendar, name="organisation_calendar"),
    path("feeds/region/<str:code>.ics", feeds.region_calendar, name="region_calendar"),
    path("feeds/event/<short:public_id>.ics", feeds.event_calendar, name="event_calendar"),
    *(
        path(f"feeds/{about}/<{kind}:{name}>.{form}", view, {"kind": form}, name=f"{about_name}_{form}")
        for about, about_name, kind, name, view in (
            ("org", "organisation", "slug", "slug", news.organisation_news),
            ("region", "region", "str", "code", news.region_news),
            ("cause", "cause", "slug", "cause", news.cause_news),
        )
        for form in news.KINDS
    ),
    path("documents/<uuid:public_id>/", materials.material, name="material_file"),
    path("pictures/<str:code>/site.jpg", pictures.site_picture, name="site_picture"),
    path("pictures/<str:code>/<short:public_id>.jpg", pictures.event_picture, name="event_picture"),
    path("pictures/<str:code>/reports/<uuid:public_id>.jpg", report_pictures.report_picture, name="report_picture"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/<slug:name>.xml", sitemaps.part, name="sitemap_part"),
    path("data/catalog.jsonld", open_data.catalogue, name="data_catalogue"),
    path("data/ratings.json", ratings.data_file, {"name": "ratings.json"}, name="ratings_file"),
    path("data/ratings.csv", ratings.data_file, {"name": "ratings.csv"}, name="ratings_table"),
    path("data/rating-inputs.csv", ratings.data_file, {"name": "inputs.csv"}, name="rating_inputs"),
    path("data/ratings.schema.json", ratings.fixed, {"name": "schema.json"}, name="ratings_schema"),
    path("data/ratings.dictionary.csv", ratings.fixed, {"name": "dictionary.csv"}, name="ratings_dictionary"),
    path("data/rating-methods/<slug:version>.toml", ratings.method, name="rating_method"),
    path("ledger/heads.json", ledger.heads_file, name="ledger_heads"),
    path("ledger/<slug:day>.json", ledger.head_file, name="ledger_head"),
    path("data/register.csv", register_files.csv_file, name="register_csv"),
    path("data/register.json", register_files.json_file, name="register_json"),
    path("data/register.jsonld", register_files.jsonld_file, name="register_jsonld"),
    path("data/register.schema.json", register_files.schema_file, name="register_schema"),
    path(".well-known/jwks.json", ledger.keys, name="issuer_keys"),
    path(".well-known/security.txt", doors.security, name="security_txt"),
    path(".well-known/did.json", badges.did, name="badge_keys"),
    path("badges/issuer.json", badges.issuer, name="badge_issuer"),
    path("badges/hours.json", badges.hours, name="badge_hours"),
    path("badges/status/<int:number>", badges.status, name="badge_status"),
    path("badges/verifier.html", badges.verifier, name="badge_verifier"),
    path("p/<str:pass_token>", passes.gate_pass, name="gate_pass"),
    path("t/<str:ticket_token>", passes.ticket, name="gate_ticket"),
    *(
        path(
            f"data/funding-{name}.{form}",
            funding.dataset,
            {"name": name, "form": form},
            name=f"funding_{name}_{form.split('.')[0]}",
        )
        for name in funding.DATASETS
        for form in funding.FORMS
    ),
    path("robots.txt", doors.robots, name="robots"),
    path("sw.js", installing.worker, name="worker"),
    path("data/<slug:code>/datapackage.json", open_data.data_package, name="data_package"),
    path(
        "data/<slug:code>.<slug:form>", open_data.file, name="data_file"
    ),  # after the files that have addresses of their own
]
