"""What the register does by itself every day, and grounds of exclusion."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import outbox
from core.models import AuditLine, OutboxMessage
from ngos import errors
from ngos.enums import CaseGround, DisclosureLevel, ExclusionKind, MaterialKind, MaterialState, MembershipRole
from ngos.models import VerificationCase
from ngos.queries.cases import open_case_of
from ngos.queries.levels import exclusions_of, level_of
from ngos.services import upkeep
from ngos.services.cases import decide_case, grant_levels
from ngos.services.exclusions import end_exclusion, note_exclusion
from ngos.services.merging import merge
from tests.factories.cases import make_case, make_reviewer, taken, wish
from tests.factories.ngos import grant_level, make_material, make_member, make_organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


@pytest.fixture
def organisation(now, db):
    found = make_organisation(level=DisclosureLevel.NONE)
    make_member(found, role=MembershipRole.OWNER)
    return found


def told(topic):
    messages = OutboxMessage.objects.filter(topic=topic).order_by("pk")
    return [outbox._handlers[topic](message.payload).text for message in messages]


def test_owners_are_warned_30_and_7_days_before_and_once_each(organisation, now):
    grant_level(organisation, DisclosureLevel.REPORTED, until=TODAY + timedelta(days=40))

    for day in range(50):
        upkeep.warn_of_ends(now=now + timedelta(days=day))
        upkeep.tell_of_ended(now=now + timedelta(days=day))

    assert ["holds until 13.06.2026" in words for words in told("ngos.level_ends")] == [True, True]
    assert len(told("ngos.level_ended")) == 1


def test_a_renewed_level_is_not_warned_of(organisation, now):
    grant_level(organisation, DisclosureLevel.IDENTITY, until=TODAY + timedelta(days=20))
    upkeep.warn_of_ends(now=now)

    grant_levels(organisation, {DisclosureLevel.IDENTITY: TODAY + timedelta(days=700)}, today=TODAY)

    message = OutboxMessage.objects.get(topic="ngos.level_ends")
    assert outbox._handlers["ngos.level_ends"](message.payload) is None


def test_a_level_steps_down_by_its_days(organisation):
    days = {DisclosureLevel.IDENTITY: 100, DisclosureLevel.REGISTERED: 50, DisclosureLevel.REPORTED: 10}
    grant_levels(organisation, {level: TODAY + timedelta(days=left) for level, left in days.items()}, today=TODAY)

    held = [int(level_of(organisation, on=TODAY + timedelta(days=left))) for left in (0, 10, 11, 50, 51, 100, 101)]

    assert held == [3, 3, 2, 2, 1, 1, 0]


def test_the_day_of_the_next_check_opens_a_case_once(organisation, now):
    reviewer = make_reviewer()
    case = taken(make_case(organisation), reviewer, now)
    decide_case(case=case, wish=wish(case, recheck_on=TODAY + timedelta(days=3)), reviewer=reviewer, now=now)

    opened = [upkeep.open_rechecks(now=now + timedelta(days=day)) for day in range(6)]

    assert opened == [0, 0, 0, 1, 0, 0]
    assert VerificationCase.objects.get(closed_at=None).ground == CaseGround.RECHECK


def test_a_case_opened_meanwhile_does_not_keep_the_other_checks_from_opening(now, monkeypatch):
    reviewer, organisations = make_reviewer(), [make_organisation(), make_organisation()]
    for one in organisations:
        case = taken(make_case(one), reviewer, now)
        decide_case(case=case, wish=wish(case, recheck_on=TODAY + timedelta(days=3)), reviewer=reviewer, now=now)
    begin = upkeep.begin

    def begin_second(*, organisation, **rest):
        if organisation == organisations[0]:
            make_case(organisation, ground=CaseGround.COMPLAINT)
        return begin(organisation=organisation, **rest)

    monkeypatch.setattr(upkeep, "begin", begin_second)
    opened = upkeep.open_rechecks(now=now + timedelta(days=3))

    assert opened == 1
    assert open_case_of(organisations[1]).ground == CaseGround.RECHECK
    assert AuditLine.objects.filter(action="case.opened").count() == 1


def test_a_check_is_opened_with_its_line_in_the_log_or_not_at_all(organisation, now, monkeypatch):
    reviewer = make_reviewer()
    case = taken(make_case(organisation), reviewer, now)
    decide_case(case=case, wish=wish(case, recheck_on=TODAY + timedelta(days=3)), reviewer=reviewer, now=now)

    def full(*given, **rest):
        raise OSError("the disk is full")

    monkeypatch.setattr(upkeep.audit, "record", full)
    with pytest.raises(OSError, match="disk"):
        upkeep.open_rechecks(now=now + timedelta(days=3))

    assert open_case_of(organisation) is None


def test_nobody_is_reminded_about_a_joined_duplicate(organisation, now):
    duplicate = make_organisation()
    owner = make_member(organisation, role=MembershipRole.OWNER)
    make_member(duplicate, user=owner, role=MembershipRole.OWNER)  # stays: she acts for both
    merge(survivor=organisation, duplicate=duplicate, reason="Same.", reviewer=make_reviewer(), now=now)

    upkeep.remind_of_filings(now=datetime(2027, 3, 28, 4, tzinfo=UTC))

    messages = OutboxMessage.objects.filter(topic="ngos.filing_due")
    assert {message.payload["organisation_id"] for message in messages} == {organisation.pk}


@pytest.mark.parametrize(("filed", "letters"), [(False, 3), (True, 0)])
def test_owners_are_reminded_of_the_filing_before_31_march(organisation, now, filed, letters):
    if filed:
        make_material(
            organisation,
            MaterialKind.ANNUAL_FILING,
            state=MaterialState.POSTED,
            about_from=date(2026, 1, 1),
            about_until=date(2026, 12, 31),
        )
    for day in range(60):
        upkeep.remind_of_filings(now=datetime(2027, 2, 15, 4, tzinfo=UTC) + timedelta(days=day))

    words = told("ngos.filing_due")
    assert len(words) == letters
    assert all("for 2026 until 31.03.2027" in one for one in words)


def test_a_ground_is_noted_and_ended_with_its_source(organisation, now):
    reviewer = make_reviewer()
    wanted = {"organisation": organisation, "kind": ExclusionKind.BANKRUPT, "reviewer": reviewer, "now": now}

    flag = note_exclusion(since=TODAY, source="Court, No 1", **wanted)
    assert list(exclusions_of(organisation, on=TODAY)) == [flag]
    with pytest.raises(errors.FlagStands):
        note_exclusion(since=TODAY, source="Court, No 1", **wanted)
    for since, source, error in (
        (TODAY + timedelta(days=1), "x", errors.FlagDateImpossible),
        (TODAY, " ", errors.SourceMissing),
    ):
        with pytest.raises(error):
            note_exclusion(since=since, source=source, **wanted)

    end = {"flag": flag, "reviewer": reviewer, "now": now}
    with pytest.raises(errors.FlagDateImpossible):
        end_exclusion(until=TODAY - timedelta(days=1), source="Court, No 2", **end)
    end_exclusion(until=TODAY, source="Court, No 2", **end)

    assert list(exclusions_of(organisation, on=TODAY)) == []
    with pytest.raises(errors.FlagNotFound):
        end_exclusion(until=TODAY, source="Court, No 2", **end)


def test_a_tied_reviewer_notes_no_ground(organisation, now):
    insider = make_member(organisation)

    with pytest.raises(errors.TiedToOrganisation):
        note_exclusion(
            organisation=organisation,
            kind=ExclusionKind.BANKRUPT,
            since=TODAY,
            source="x",
            reviewer=insider,
            now=now,
        )
