"""Duplicates: found by likeness, joined without losing a row, taken apart exactly; and entries that are claimed."""

from datetime import timedelta

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from ngos import access, errors
from ngos.enums import MembershipRole
from ngos.models import Material, Membership, Organisation, OrganisationChange
from ngos.queries.duplicates import lookalikes_of, merges_of, same_names, waiting_claims
from ngos.queries.listing import family_of, register
from ngos.services.claims import ask_to_act, decide_claim
from ngos.services.merging import merge, undo_merge
from ngos.similarity import likeness
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_member, make_organisation

pytestmark = pytest.mark.django_db


def everything():
    """Every row of every table that leads to an organisation, as it is stored."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in ("ngos", "events", "recognition", "matching")
        and model._meta.model_name not in ("organisationchange", "organisationmerge")
    }


@pytest.fixture
def twins(now):
    """Two entries of one organisation, with a person who acts for both."""
    kept, gone = make_organisation(name="Таза Су"), make_organisation(name="Tаза cу")
    both, alone = make_member(kept), make_member(gone, user=make_user(), role=MembershipRole.OWNER)
    Membership.objects.create(user=both, organisation=gone, role=MembershipRole.OWNER)
    make_opportunity(organisation=gone)
    make_organisation(name="Таза Су, филиал", parent=gone)
    Material.objects.create(organisation=gone, kind="charter", issued_on=now.date(), sha256="a" * 64, posted_at=now)
    return kept, gone, alone


def test_merge_moves_what_hangs_on_the_duplicate_and_loses_nothing(now, twins):
    kept, gone, alone = twins
    counts = {label: len(rows) for label, rows in everything().items()}

    joining = merge(survivor=kept, duplicate=gone, reason="One BIN, two entries.", reviewer=make_user(), now=now)

    assert {label: len(rows) for label, rows in everything().items()} == counts
    assert (kept.opportunities.count(), kept.materials.count(), kept.branches.count()) == (1, 1, 1)
    assert kept.memberships.filter(user=alone).exists()
    assert gone.memberships.count() == 1  # the person who acts for both
    assert access.public_organisation(gone.bin) == access.public_organisation_named(gone.slug) == kept
    assert gone not in register()
    assert list(merges_of(kept)) == [joining]
    assert set(family_of(kept)) == {kept, gone}


def test_undone_merge_restores_every_row_exactly(now, twins):
    kept, gone, _alone = twins
    before, reviewer = everything(), make_user()

    joining = merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=reviewer, now=now)
    assert everything() != before
    undo_merge(joining=joining, reviewer=reviewer, now=now + timedelta(days=30))

    assert everything() == before
    kinds = OrganisationChange.objects.filter(organisation=gone).values_list("kind", flat=True)
    assert list(kinds.order_by("pk")) == ["merged", "unmerged"]
    with pytest.raises(errors.MergeNotFound):
        undo_merge(joining=joining, reviewer=reviewer, now=now)


def test_what_came_after_the_merge_stays_with_the_survivor(now, twins):
    kept, gone, _alone = twins
    reviewer = make_user()
    joining = merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=reviewer, now=now)
    later = make_opportunity(organisation=kept)

    undo_merge(joining=joining, reviewer=reviewer, now=now)

    assert list(kept.opportunities.all()) == [later]


def test_merges_in_a_row_are_undone_from_the_last(now, twins):
    kept, gone, _alone = twins
    third, reviewer = make_organisation(), make_user()
    first = merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=reviewer, now=now)
    merge(survivor=third, duplicate=kept, reason="Same again.", reviewer=reviewer, now=now)

    assert access.public_organisation(gone.bin) == third
    assert third.opportunities.count() == 1
    with pytest.raises(errors.MergeCoveredByLater):
        undo_merge(joining=first, reviewer=reviewer, now=now)


def test_merge_nonsense_is_refused(now, twins):
    kept, gone, alone = twins
    reviewer = make_user()

    for pair, words, who, error in (
        ((kept, gone), " ", reviewer, errors.ReasonMissing),
        ((kept, kept), "Same.", reviewer, errors.MergeWithItself),
        ((kept, gone), "Mine.", alone, errors.OwnClaim),
    ):
        with pytest.raises(error):
            merge(survivor=pair[0], duplicate=pair[1], reason=words, reviewer=who, now=now)
    merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=reviewer, now=now)
    with pytest.raises(errors.MergeWithItself):
        merge(survivor=make_organisation(), duplicate=gone, reason="Same.", reviewer=reviewer, now=now)


def test_lookalikes_are_found_through_forms_letters_and_order(django_assert_num_queries):
    organisation = make_organisation(name="Общественный фонд «Таза Су»")
    alike = make_organisation(name="ОФ Су Tаза")
    make_organisation(name="Общественный фонд «Жасыл Қала»")

    with django_assert_num_queries(1):
        found = lookalikes_of(organisation)
    assert [(one.organisation, one.percent) for one in found] == [(alike, 100)]
    assert set(same_names()) == {organisation, alike}


@given(st.text("аәбжзқлну ", max_size=20), st.text("аәбжзқлну ", max_size=20))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    left, right = fold(one), fold(other)
    assert 0 <= likeness(left, right) == likeness(right, left) <= 1
    assert likeness(left, left) == (1 if left else 0)


def test_claim_is_granted_to_one_person_and_makes_the_owner(now):
    listed, reviewer = make_organisation(verified=False, is_listed=True), make_user()
    first, second = (
        ask_to_act(organisation=listed, user=make_user(), words="I keep its books.", now=now) for _ in range(2)
    )
    assert list(waiting_claims(None)) == [first, second]

    decide_claim(claim=second, is_granted=True, reason="Called the number of the list.", reviewer=reviewer, now=now)

    assert Organisation.objects.get(pk=listed.pk).memberships.get().user == second.user
    for claim, granted, error in ((first, True, errors.ClaimedAlready), (second, False, errors.ClaimNotFound)):
        with pytest.raises(error):
            decide_claim(claim=claim, is_granted=granted, reason="Again.", reviewer=reviewer, now=now)
    assert (
        decide_claim(claim=first, is_granted=False, reason="Not hers.", reviewer=reviewer, now=now).is_granted is False
    )


def test_claim_nonsense_is_refused(now, zhanna):
    listed, owned = make_organisation(is_listed=True), make_organisation()
    make_member(owned)

    for organisation, words, error in ((listed, " ", errors.ClaimWordsMissing), (owned, "Me.", errors.ClaimedAlready)):
        with pytest.raises(error):
            ask_to_act(organisation=organisation, user=zhanna, words=words, now=now)
    claim = ask_to_act(organisation=listed, user=zhanna, words="Me.", now=now)
    with pytest.raises(errors.ClaimWaiting):
        ask_to_act(organisation=listed, user=zhanna, words="Me.", now=now)
    for reviewer, reason, error in ((zhanna, "Mine.", errors.OwnClaim), (make_user(), " ", errors.ReasonMissing)):
        with pytest.raises(error):
            decide_claim(claim=claim, is_granted=True, reason=reason, reviewer=reviewer, now=now)
