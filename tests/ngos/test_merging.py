"""Duplicates: found by likeness, joined without losing a row, taken apart exactly; and entries that are claimed."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.guards import allowing, refusing
from core.models import AuditLine
from core.text import fold
from ngos import access, errors
from ngos.enums import MembershipRole
from ngos.models import Material, Membership, Organisation, OrganisationChange, Rating, RatingRun
from ngos.queries.cases import tied_organisations
from ngos.queries.duplicates import lookalikes_of, merges_of, same_names, waiting_claims
from ngos.queries.levels import current_rating
from ngos.queries.listing import family_of, register
from ngos.queries.ratings import current_ratings, published_records
from ngos.services.cases import take_case
from ngos.services.claims import ask_to_act, decide_claim
from ngos.services.merging import merge, undo_merge
from ngos.services.ratings import run_ratings
from ngos.similarity import likeness
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_reviewer
from tests.factories.events import make_opportunity
from tests.factories.ngos import make_group, make_member, make_organisation

migration = import_module("ngos.migrations.0012_merges_as_they_are_now")
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


def test_duplicates_of_a_duplicate_lead_to_the_entry_that_stands_and_come_back_one_by_one(now, twins):
    kept, gone, _alone = twins
    third, reviewer = make_organisation(), make_user()
    wanted = {"reason": "Same.", "reviewer": reviewer, "now": now}
    states = [everything()]
    joinings = [merge(survivor=kept, duplicate=gone, **wanted)]
    states.append(everything())
    joinings.append(merge(survivor=third, duplicate=kept, **wanted))

    gone.refresh_from_db()
    assert gone.merged_into == third
    assert set(family_of(third)) == {third, kept, gone}
    for before, joining in zip(reversed(states), reversed(joinings), strict=True):
        undo_merge(joining=joining, reviewer=reviewer, now=now)
        assert everything() == before
    assert set(family_of(kept)) == {kept}


def test_two_duplicates_of_one_entry_are_taken_apart_in_any_order(now, twins):
    kept, gone, _alone = twins
    third, reviewer = make_organisation(), make_user()
    event = make_opportunity(organisation=third)
    wanted = {"reason": "Same.", "reviewer": reviewer, "now": now}
    before = everything()
    joinings = [merge(survivor=kept, duplicate=one, **wanted) for one in (gone, third)]

    undo_merge(joining=joinings[0], reviewer=reviewer, now=now)

    assert set(family_of(kept)) == {kept, third}
    assert list(kept.opportunities.all()) == [event]
    undo_merge(joining=joinings[1], reviewer=reviewer, now=now)
    assert everything() == before


def run(statements):
    connection.check_constraints()  # PostgreSQL changes no table that checks wait for
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_what_a_trigger_refuses_to_move_stays_where_it_is(now, twins):
    kept, gone, _alone = twins
    reviewer, table = make_user(), Material._meta.db_table
    wanted = {"survivor": kept, "duplicate": gone, "reason": "Same.", "reviewer": reviewer, "now": now}
    before = everything()
    run(refusing(connection.vendor, table))

    joining = merge(**wanted)

    assert (kept.materials.count(), gone.materials.count(), kept.opportunities.count()) == (0, 1, 1)
    assert "ngos.Material.organisation" not in joining.moved
    undo_merge(joining=joining, reviewer=reviewer, now=now)
    assert everything() == before

    run(allowing(connection.vendor, table))
    joining = merge(**wanted)
    run(refusing(connection.vendor, table))
    undo_merge(joining=joining, reviewer=reviewer, now=now)
    assert (kept.materials.count(), gone.materials.count(), gone.opportunities.count()) == (1, 0, 1)


def test_ratings_stay_with_the_entry_they_were_worked_out_for(now, twins):
    kept, gone, _alone = twins
    reviewer = make_user()
    for _day in range(2):
        run_ratings(as_of=now.date(), now=now)
    of_kept, of_gone = current_rating(kept), current_rating(gone)

    joining = merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=reviewer, now=now)

    assert (current_rating(kept), current_rating(gone)) == (of_kept, of_gone)
    run_ratings(as_of=now.date(), now=now)
    assert current_rating(gone) is None
    assert gone not in {rating.organisation for rating in current_ratings()}
    assert gone.bin not in {record["inputs"]["bin"] for record in published_records()}
    assert Rating.objects.filter(organisation=gone).get() == of_gone
    undo_merge(joining=joining, reviewer=reviewer, now=now)
    run_ratings(as_of=now.date(), now=now)
    assert current_rating(gone).inputs["bin"] == gone.bin


def test_current_rating_is_not_the_last_one_written(now, twins):
    kept, _gone, _alone = twins
    run_ratings(as_of=now.date(), now=now)
    current = current_rating(kept)
    later = Rating.objects.get(pk=current.pk)
    later.pk, later.is_current = None, False
    later.run = RatingRun.objects.create(
        method="1", method_sha256="", as_of=now.date(), computed_at=now, inputs_sha256="", organisations=0, rated=0
    )
    later.save(force_insert=True)

    assert current_rating(kept) == current


def test_a_bin_never_vanishes_into_an_entry_without_one(now):
    reviewer, fund, group = make_user(), make_organisation(), make_group()

    with pytest.raises(errors.MergeKeepsBin):
        merge(survivor=group, duplicate=fund, reason="Same.", reviewer=reviewer, now=now)
    merge(survivor=fund, duplicate=group, reason="Same.", reviewer=reviewer, now=now)
    assert access.public_organisation_at(group.address) == fund


def test_joinings_of_before_become_as_they_are_now(now, twins):
    """The data migration, tried on rows as they were left when chains stayed chains and ratings moved."""
    kept, gone, _alone = twins
    third, reviewer = make_organisation(), make_user()
    run_ratings(as_of=now.date(), now=now)
    rating = current_rating(gone)
    wanted = {"reason": "Same.", "reviewer": reviewer, "now": now}
    first = merge(survivor=kept, duplicate=gone, **wanted)
    second = merge(survivor=third, duplicate=kept, **wanted)
    flat = second.moved.pop("ngos.Organisation.merged_into")
    for joining in (first, second):
        joining.moved["ngos.Rating.organisation"] = [rating.pk]
        joining.save()
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    Rating.objects.exclude(pk=rating.pk).delete()
    Rating.objects.filter(pk=rating.pk).update(organisation=third)

    for _twice in range(2):
        migration.lead_to_survivors(apps, None)
        migration.give_ratings_back(apps, None)

    gone.refresh_from_db()
    assert gone.merged_into == third
    assert current_rating(gone) == rating
    for joining, moved in ((first, None), (second, flat)):
        joining.refresh_from_db()
        assert joining.moved.get("ngos.Organisation.merged_into") == moved
        assert "ngos.Rating.organisation" not in joining.moved
    undo_merge(joining=second, reviewer=reviewer, now=now)
    undo_merge(joining=first, reviewer=reviewer, now=now)
    assert set(family_of(third)) == {third}


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

    owner = Organisation.objects.get(pk=listed.pk).memberships.get()
    assert (owner.user, owner.role) == (second.user, MembershipRole.OWNER)
    for claim, granted, error in ((first, True, errors.ClaimedAlready), (second, False, errors.ClaimNotFound)):
        with pytest.raises(error):
            decide_claim(claim=claim, is_granted=granted, reason="Again.", reviewer=reviewer, now=now)
    assert (
        decide_claim(claim=first, is_granted=False, reason="Not hers.", reviewer=reviewer, now=now).is_granted is False
    )


def test_granting_a_claim_ties_its_author_and_not_the_reviewer(now):
    listed, reviewer, asker = make_organisation(is_listed=True), make_reviewer(), make_user()
    claim = ask_to_act(organisation=listed, user=asker, words="I keep its books.", now=now)

    decide_claim(claim=claim, is_granted=True, reason="Called.", reviewer=reviewer, now=now)

    lines = AuditLine.objects.filter(actor=reviewer.public_id).values_list("action", flat=True)
    assert list(lines) == ["organisation.claim_decided"]
    assert not AuditLine.objects.filter(action="organisation.member_added").exists()
    assert tied_organisations(reviewer) == set()
    take_case(case=make_case(listed), reviewer=reviewer, now=now)
    Membership.objects.filter(user=asker).delete()
    assert tied_organisations(asker) == {listed.pk}


def test_a_claim_that_stayed_with_a_joined_duplicate_waits_for_nobody(now):
    kept, gone, asker = make_organisation(is_listed=True), make_organisation(is_listed=True), make_user()
    first, second = (ask_to_act(organisation=one, user=asker, words="Mine.", now=now) for one in (kept, gone))

    merge(survivor=kept, duplicate=gone, reason="Same.", reviewer=make_user(), now=now)

    assert list(waiting_claims(None)) == [first]
    with pytest.raises(errors.ClaimNotFound):
        decide_claim(claim=second, is_granted=True, reason="Called.", reviewer=make_user(), now=now)
    assert not gone.memberships.exists()


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
