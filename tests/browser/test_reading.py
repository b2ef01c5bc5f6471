"""Reading changes nothing: every link of every page is followed as everybody, and the tables stay as they were."""

import hashlib
from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from core.models import AuditLine, Look

# Facts about the reading itself: session and device, who read what of whom, and when she last saw what is new for her.
NOT_COMPARED = {
    "django_session",
    "usersessions_usersession",
    AuditLine._meta.db_table,
    Look._meta.db_table,
    "matching_shortlist",
    "matching_news",
}
MOST_ALIKE = 6  # addresses with the same name; the pages of one name differ in content only
FEWEST_PAGES = 50
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Links(HTMLParser):
    """Collects where a page leads: links, and the addresses of its forms."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.found += [named[key] for key in ("href", "action") if tag in ("a", "form", "button") and named.get(key)]


@pytest.mark.parametrize("key", [None, "volunteer_21", "volunteer_15", "coordinator", "akimat", "reviewer"])
def test_following_every_link_changes_nothing(town, key):
    client = Client(raise_request_exception=True)
    if key:
        client.force_login(town.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
    before = digests()
    wrote = []

    with connection.execute_wrapper(lambda *call: noting(wrote, *call)):
        statuses = crawl(client, ["/", "/en/", "/kk/find/", "/en/org/", "/en/akimat/", "/en/oversight/queue/"])

    assert len(statuses) >= FEWEST_PAGES
    assert [path for path, status in statuses.items() if status >= 500] == []
    assert wrote == []
    assert digests() == before


def test_a_page_that_writes_would_be_noticed(town):
    before, wrote = digests(), []

    with connection.execute_wrapper(lambda *call: noting(wrote, *call)):
        Client().post("/theme/")
        User.objects.filter(email=town.person("akimat").email).update(full_name="Somebody else")

    assert len(wrote) == 1
    assert [table for table, digest in digests().items() if digest != before[table]] == [User._meta.db_table]


def noting(wrote, execute, sql, params, many, context):
    """Pass a statement on and keep it when it changes a table that reading must leave alone."""
    if sql.lstrip().upper().startswith(WRITES) and not any(f'"{table}"' in sql for table in NOT_COMPARED):
        wrote.append(sql[:200])
    return execute(sql, params, many, context)


def crawl(client, begin):
    """Get every address that can be reached, no more than a few of each name; return the statuses by address."""
    waiting, statuses, alike = list(begin), {}, defaultdict(int)
    while waiting:
        path = waiting.pop()
        name = name_of(path)
        if name is None or path in statuses or alike[name] >= MOST_ALIKE:
            continue
        alike[name] += 1
        response = client.get(path)
        statuses[path] = response.status_code
        leads = [response["Location"]] if "Location" in response else links_of(response)
        waiting += [address for address in (local(path, lead) for lead in leads) if address]
    return statuses


def name_of(path):
    """Name the kind of a page: the address without its arguments, and whether it carries a question."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return match.view_name, parts.path[:3], bool(parts.query)


def links_of(response):
    if "html" not in response.get("Content-Type", ""):
        return []
    reader = Links()
    reader.feed(response.content.decode())
    return reader.found


def local(page, lead):
    """Return an address of this site, without the place in the page."""
    parts = urlsplit(urljoin(f"http://testserver{page}", lead))
    if parts.netloc != "testserver" or not parts.scheme.startswith("http"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def digests():
    """Return a digest of all rows of every table."""
    return {
        model._meta.db_table: digest_of(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in NOT_COMPARED and model._meta.managed
    }


def digest_of(model):
    rows = model._default_manager.order_by("pk").values_list()
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()
