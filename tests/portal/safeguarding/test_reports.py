"""The officers' pages of reports, and everybody for whom there are none."""

import json

import pytest
from django.core import mail
from django.urls import get_resolver, reverse
from django.utils import translation

from accounts.enums import Role
from core import limits
from core.models import AuditLine
from events.models import Concern
from ngos.enums import MembershipRole
from tests.factories.accounts import make_grant, make_user
from tests.factories.concerns import make_concern
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member

HOME, QUEUE = "/en/safeguarding/", "/en/safeguarding/concerns/"
CANARY = "CANARY-51d0"
SPACES = ("guest", "volunteer", "ngo", "moderator", "akimat", "safeguarding", "api")


@pytest.fixture
def sawle(now, db):
    user = make_user(full_name="Сәуле Мұқанова")
    make_grant(user, Role.SAFEGUARDING_OFFICER)
    return user


@pytest.fixture
def office(client, sawle):
    client.force_login(sawle)
    return client


@pytest.fixture
def concern(sawle, taza_su):
    river = make_opportunity(organisation=taza_su)
    return make_concern(river, text=f"{CANARY} no rail", contact=f"{CANARY}@example.org")


def page_of(concern):
    return reverse("safeguarding:concern", args=[concern.public_id])


def addresses_of(concern):
    return [HOME, QUEUE, page_of(concern)]


def posts_of(concern):
    verbs = ("take", "answer", "close", "export")
    return [reverse(f"safeguarding:{verb}_concern", args=[concern.public_id]) for verb in verbs]


def test_home_counts_what_waits(office, concern):
    page = office.get(HOME).content.decode()

    assert "Reports" in page
    assert "1 waits" in page


def test_empty_queue_says_so(office):
    assert "No reports here." in office.get(QUEUE).content.decode()
    assert "Nothing waits." in office.get(HOME).content.decode()


def test_queue_shows_age_and_status_and_no_words(office, concern, now):
    older = make_concern()
    Concern.objects.filter(pk=older.pk).update(reported_at=now.replace(day=1))

    page = office.get(QUEUE).content.decode()

    assert page.index("No organisation named") < page.index("Таза Су")
    assert "waits 3 days" in page
    assert "less than an hour ago" in page
    assert CANARY not in page


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same_for_one_and_three(office, taza_su, django_assert_num_queries, count):
    for _ in range(count):
        make_concern(make_opportunity(organisation=taza_su))

    office.get(QUEUE)
    with django_assert_num_queries(9):
        office.get(QUEUE)


def test_case_is_taken_answered_closed_and_each_look_written_down(office, sawle, concern):
    page = office.get(page_of(concern)).content.decode()
    assert CANARY in page
    assert "Nobody is responsible for this report." in page

    take, answer, close, _export = posts_of(concern)
    office.post(take)
    office.post(answer, {"words": "We were there."})
    done = office.post(close, {"words": "A rail was built."}, follow=True)

    concern.refresh_from_db()
    assert "The report is closed." in done.content.decode()
    assert (concern.status, concern.answer, concern.outcome) == ("closed", "We were there.", "A rail was built.")
    assert concern.taken_by == sawle
    actions = AuditLine.objects.filter(actor=sawle.public_id).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["concern.read", "concern.taken", "concern.answered", "concern.closed"]
    assert "What became of it" in office.get(page_of(concern)).content.decode()


def test_words_are_needed_and_kept(office, concern):
    take, answer, close, _export = posts_of(concern)
    office.post(take)

    for address in (answer, close):
        refused = office.post(address, {"words": ""})
        assert refused.status_code == 422
        assert "There is a problem" in refused.content.decode()


def test_answer_before_taking_is_refused(office, concern):
    refused = office.post(posts_of(concern)[1], {"words": "Soon."})

    assert refused.status_code == 422
    assert "Take the report first." in refused.content.decode()


def test_export_is_a_file_for_programs_or_people(office, sawle, concern):
    export = posts_of(concern)[3]

    as_json, as_text = office.post(export, {"kind": "json"}), office.post(export, {"kind": "text"})

    assert json.loads(as_json.content)["text"] == f"{CANARY} no rail"
    assert as_json["Content-Disposition"] == f'attachment; filename="report-{concern.public_id}.json"'
    assert f"What happened: {CANARY} no rail" in as_text.content.decode()
    assert AuditLine.objects.filter(action="concern.exported", actor=sawle.public_id).count() == 2


def test_pages_are_kept_by_no_cache(office, concern):
    for address in addresses_of(concern):
        assert "no-store" in office.get(address)["Cache-Control"]


def test_officer_finds_her_door(office):
    assert 'href="/en/safeguarding/"' in office.get("/en/help/").content.decode()


@pytest.mark.parametrize("role", [None, Role.AKIMAT_OFFICER, Role.REVIEWER])
def test_for_everybody_else_there_are_no_such_pages(client, concern, role):
    stranger = make_user()
    if role:
        make_grant(stranger, role)
    client.force_login(stranger)

    assert {client.get(address).status_code for address in addresses_of(concern)} == {404}
    assert {client.post(address, {"words": "x"}).status_code for address in posts_of(concern)} == {404}


def test_guests_are_asked_to_sign_in(client, concern):
    found = [client.get(address) for address in addresses_of(concern)]

    assert {answer.status_code for answer in found} == {302}


@pytest.mark.parametrize("role", [MembershipRole.OWNER, MembershipRole.COORDINATOR])
def test_the_organisation_concerned_finds_no_page(client, concern, taza_su, role):
    client.force_login(make_member(taza_su, role=role))

    assert {client.get(address).status_code for address in addresses_of(concern)} == {404}
    assert {client.post(address, {"words": "x"}).status_code for address in posts_of(concern)} == {404}


@pytest.fixture
def unhurried(monkeypatch):
    """A walk over every address is more than one person may ask for in a minute."""
    monkeypatch.setitem(limits.LIMITS, "requests_of_account", limits.Limit(10_000, limits.MINUTE, is_courtesy=True))


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("is_officer", [False, True])
def test_words_of_a_report_are_on_no_page_of_a_member(client, concern, taza_su, aliya, is_officer):
    member = make_member(taza_su, role=MembershipRole.OWNER)
    signup = make_signup(make_role(make_shift(concern.opportunity)), aliya.volunteer)
    if is_officer:
        make_grant(member, Role.SAFEGUARDING_OFFICER)
    client.force_login(member)

    opened = {}
    for address in readable_addresses(concern, signup):
        answer = client.get(address)
        opened[address] = answer.status_code
        assert CANARY not in answer.content.decode(errors="replace"), address
        assert answer.status_code < 500, address

    assert list(opened.values()).count(200) > 20
    assert opened[page_of(concern)] == 404
    assert not any(CANARY in f"{letter.subject}{letter.body}" for letter in mail.outbox)


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
def test_the_walk_would_find_a_leak(client, sawle, concern, aliya):
    signup = make_signup(make_role(make_shift(concern.opportunity)), aliya.volunteer)
    client.force_login(sawle)

    leaks = [
        address
        for address in readable_addresses(concern, signup)
        if CANARY in client.get(address).content.decode(errors="replace")
    ]

    assert leaks == [page_of(concern)]


def readable_addresses(concern, signup):
    """Fill every address of pages and the API with the ids that belong to the case."""
    organisation, opportunity = concern.organisation, concern.opportunity
    values = {
        "slug": {organisation.slug, opportunity.slug},
        "number": {organisation.bin},
        "bin": {organisation.bin},
        "public_id": {concern.public_id, opportunity.public_id, signup.public_id, organisation.public_id},
        "opportunity_id": {opportunity.public_id},
        "shift_id": {signup.shift.public_id},
        "role_id": {signup.role.public_id},
        "signup_id": {signup.public_id},
        "code": {organisation.region.code},
    }
    with translation.override("en"):
        return sorted({address for space in SPACES for address in _filled(space, values)})


def _filled(space, values):
    for pattern in patterns_of(get_resolver(), space):
        choices = [{}]
        for name in pattern.pattern.converters:
            choices = [{**chosen, name: value} for chosen in choices for value in values.get(name, ())]
        if pattern.name:
            yield from (reverse(f"{space}:{pattern.name}", kwargs=chosen) for chosen in choices)


def patterns_of(resolver, space):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from entry.url_patterns if getattr(entry, "namespace", None) == space else patterns_of(entry, space)


def test_the_menu_holds_only_what_opens(client, sawle):
    staff = make_user(is_staff=True)
    for person, count in ((sawle, 6), (staff, 2)):
        client.force_login(person)
        menu = client.get(QUEUE).context["nav"]
        assert len(menu) == count
        assert {client.get(link.url).status_code for link in menu} == {200}
