import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.permissions import Action
from core.enums import Cause
from core.errors import NotAllowed, NotSignedIn
from ngos import access, errors, services
from ngos.enums import MembershipRole, OrganisationStatus
from ngos.models import Organisation
from ngos.queries import register
from tests.factories.accounts import make_grant, make_user
from tests.factories.ngos import make_organisation
from tests.factories.places import region

pytestmark = pytest.mark.django_db


def enrol(owner, now, **changes):
    wanted = {"bin": "991240000013", "region": region(), "name_kk": "Жасыл Қала", "causes": frozenset({Cause.ECOLOGY})}
    return services.enrol(organisation=services.NewOrganisation(**{**wanted, **changes}), owner=owner, now=now)


def test_enrol_makes_an_unverified_organisation_with_an_owner(now, zhanna):
    organisation = enrol(zhanna, now)

    assert (organisation.status, organisation.slug) == (OrganisationStatus.UNVERIFIED, "zhasyl-qala")
    assert (organisation.works_in_ecology, organisation.works_in_inclusion) == (True, False)
    assert organisation.memberships.get().role == MembershipRole.OWNER


def test_enrol_the_same_bin_twice_is_refused(now, zhanna):
    enrol(zhanna, now)

    with pytest.raises(errors.BinTaken):
        enrol(make_user(), now, name_kk="Басқа")


def test_enrol_two_of_one_name_gives_two_addresses(now, zhanna):
    first = enrol(zhanna, now)
    second = enrol(zhanna, now, bin="991241001803")

    assert first.slug != second.slug


def test_addresses_are_never_digits_alone_and_never_taken(now, zhanna):
    names = ("2024", "2024", "991240000013", "!!!", "Есіл " * 20)
    slugs = [enrol(zhanna, now, bin="", legal_form="volunteer_group", name_kk=name).slug for name in names]

    assert (slugs[0], slugs[1][:9], slugs[2], slugs[3]) == ("org-2024", "org-2024-", "org-991240000013", "org")
    assert len(slugs[4]) <= 47
    assert len(set(slugs)) == len(slugs)
    for slug in ("bulaq", "bulaq-991240000013"):
        make_organisation(slug=slug)
    found = [enrol(zhanna, now, bin=number, name_kk="Бұлақ").slug for number in ("991240000013", "991241001803")]
    assert (found[0][:6], found[1]) == ("bulaq-", "bulaq-991241001803")


@pytest.mark.parametrize(
    ("changes", "error"), [({"name_kk": " "}, errors.NameMissing), ({"bin": "991240000014"}, errors.BinCheckDigit)]
)
def test_enrol_nonsense_is_refused_and_leaves_nothing(now, zhanna, changes, error):
    with pytest.raises(error):
        enrol(zhanna, now, **changes)
    assert Organisation.objects.count() == 0


def test_members_change_roles_and_one_owner_always_stays(now, zhanna):
    organisation = enrol(zhanna, now)
    aida = make_user(email="aida@example.org")
    wanted = {"organisation": organisation, "actor": zhanna, "now": now}

    services.add_member(user=aida, role=MembershipRole.COORDINATOR, **wanted)
    services.add_member(user=aida, role=MembershipRole.OWNER, **wanted)
    services.add_member(user=zhanna, role=MembershipRole.COORDINATOR, **wanted)

    roles = dict(organisation.memberships.values_list("user", "role"))
    assert roles == {aida.pk: MembershipRole.OWNER, zhanna.pk: MembershipRole.COORDINATOR}
    with pytest.raises(errors.LastOwner):
        services.add_member(user=aida, role=MembershipRole.COORDINATOR, **wanted)


def test_doors_tell_strangers_nothing_and_members_what_they_lack(dana, zhanna, taza_su):
    assert access.organisation_for(dana, "taza-su", Action.OPPORTUNITY_EDIT) == taza_su
    with pytest.raises(NotAllowed):
        access.organisation_for(dana, "taza-su", Action.ORGANISATION_EDIT)
    with pytest.raises(errors.OrganisationNotFound):
        access.organisation_for(zhanna, "taza-su", Action.OPPORTUNITY_EDIT)
    with pytest.raises(errors.OrganisationNotFound):
        access.organisation_for(zhanna, "no-such", Action.OPPORTUNITY_EDIT)
    with pytest.raises(NotSignedIn):
        access.organisation_for(AnonymousUser(), "taza-su", Action.OPPORTUNITY_EDIT)


def test_only_reviewers_open_a_case(zhanna, taza_su):
    reviewer = make_user()
    make_grant(reviewer, "reviewer")

    assert access.organisation_for_reviewer(reviewer, taza_su.public_id) == taza_su
    with pytest.raises(NotAllowed):
        access.organisation_for_reviewer(zhanna, taza_su.public_id)


def test_register_finds_however_it_is_typed():
    found = make_organisation(name="Жасыл Қала")
    make_organisation(name="Таза Су")

    assert [row.pk for row in register(text="жасыл кала")] == [found.pk]
    assert [row.pk for row in register(text="ЖАСЫЛ")] == [found.pk]
    assert list(register(text="нет такого")) == []
