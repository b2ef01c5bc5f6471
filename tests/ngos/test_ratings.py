"""Ratings out of tables: what is counted, what a run writes, what the files show, and what objections change."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from core import audit
from events.enums import ConcernKind, ConcernStatus, ShiftStatus
from events.models import Attendance, Concern
from ngos import errors
from ngos.enums import ExclusionKind, MaterialKind, MaterialState
from ngos.exports.ratings import fixed_file, write_files
from ngos.models import ExclusionFlag, Rating, RatingAppeal, RatingRun
from ngos.queries import facts
from ngos.queries.ratings import explained, what_would_raise
from ngos.rating import Voice, current_method
from ngos.services.appeals import appeal, reject, uphold
from ngos.services.ratings import inputs_of, run_ratings
from tests.factories.accounts import make_grant, make_user
from tests.factories.concerns import make_concern
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_material, make_member, make_organisation, make_papers
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer
from volunteers.models import Volunteer

AS_OF = date(2026, 5, 4)
POSTED = date(2026, 4, 1)
METHOD = current_method(AS_OF)


def counted(organisation) -> dict[str, tuple[int, int]]:
    [inputs] = inputs_of({organisation.pk: organisation.bin}, as_of=AS_OF, method=METHOD).values()
    return {code: inputs.shown(indicator) for code, indicator in METHOD.indicators.items()} | {"gates": inputs.gates}


def rated(organisation) -> Rating:
    run_ratings(as_of=AS_OF, now=datetime(2026, 5, 4, 21, tzinfo=UTC))
    return explained(organisation).rating


def make_rated(organisation, *, people: int = 5, shifts: int = 4) -> list[Volunteer]:
    """Give an organisation everything that is needed to be rated: papers, shifts that took place, hours of people."""
    make_papers(organisation, on=POSTED)
    event = make_opportunity(organisation=organisation, is_step_free=True, has_accessible_toilet=True)
    volunteers = [make_volunteer() for _ in range(people)]
    coordinator = make_user()
    for number in range(shifts):
        role = make_role(make_shift(event, days_ahead=-40 + number), capacity=people)
        for volunteer in volunteers:
            make_hours(make_signup(role, volunteer))
    Attendance.objects.update(confirmed_by=coordinator)
    return volunteers


def test_papers_are_counted_by_kind_state_and_day(now, taza_su):
    make_papers(taza_su, on=POSTED)
    make_material(taza_su, MaterialKind.AUDIT, on=date(2025, 4, 1), state=MaterialState.RETURNED)  # posted again since
    make_material(taza_su, MaterialKind.COMPLAINT_ANSWER, on=POSTED, about_from=date(2026, 3, 25))
    make_material(taza_su, MaterialKind.COMPLAINT_ANSWER, on=POSTED, about_from=date(2026, 3, 1))
    ended = {"about_from": date(2025, 1, 1), "about_until": date(2025, 12, 1)}
    make_material(taza_su, MaterialKind.PROJECT_PASSPORT, on=date(2026, 1, 5), **ended)
    ended["about_until"] = date(2025, 10, 1)
    make_material(taza_su, MaterialKind.PROJECT_PASSPORT, on=POSTED, **ended)

    found = counted(taza_su)

    assert found["materials_complete"] == (6, 6)
    assert found["filings_on_time"] == (2, 3)
    assert found["complaints_answered"] == (1, 2)
    assert found["projects_reported"] == (1, 2)
    assert (found["safeguarding_policy"], found["conflicts_declared"]) == ((1, 1), (1, 1))
    assert found["gates"] == frozenset()


def test_the_door_closes_for_grounds_of_exclusion_late_filings_and_old_safety_cases(now, taza_su):
    make_papers(taza_su, on=POSTED)
    concern = make_concern(make_opportunity(organisation=taza_su), kind=ConcernKind.HARM_TO_CHILD)
    fresh = counted(taza_su)["gates"]
    taken = {"status": ConcernStatus.TAKEN, "taken_at": now - timedelta(days=20)}
    Concern.objects.filter(pk=concern.pk).update(**taken)
    looked_at = counted(taza_su)["gates"]
    Concern.objects.filter(pk=concern.pk).update(taken_at=now - timedelta(days=32))
    ExclusionFlag.objects.create(
        organisation=taza_su, kind=ExclusionKind.BANKRUPT, since=date(2026, 1, 1), source="The court's list"
    )
    taza_su.materials.filter(kind=MaterialKind.ANNUAL_FILING, about_until=date(2025, 12, 31)).update(
        state=MaterialState.RETURNED
    )

    assert fresh == looked_at == frozenset()
    assert counted(taza_su)["gates"] == {"bankrupt", "filing_overdue", "safety_case"}


def test_shifts_are_counted_with_what_became_of_them(now, taza_su, aliya):
    event = make_opportunity(organisation=taza_su, has_child_contact=True)
    held = [make_shift(event, days_ahead=-days, has_two_adults=days > 20) for days in (30, 25, 18)]
    for shift in held:
        make_hours(make_signup(make_role(shift), aliya.volunteer))
    in_time, late = Attendance.objects.order_by("pk")[:2]
    Attendance.objects.filter(pk=in_time.pk).update(confirmed_by=aliya)
    Attendance.objects.filter(pk=late.pk).update(confirmed_by=aliya, confirmed_at=now)
    for days, notice in ((10, timedelta(hours=3)), (9, timedelta(days=9))):
        off = make_shift(event, days_ahead=-days, status=ShiftStatus.CANCELLED)
        audit.record("shift.cancelled", actor=None, subject=off, at=off.starts_at - notice, released=0)
    make_shift(make_opportunity(organisation=taza_su, published=False), days_ahead=-5)
    make_shift(event, days_ahead=3)

    found = counted(taza_su)

    assert found["shifts_held"] == (3, 5)
    assert found["word_kept"] == (4, 5)
    assert found["hours_recorded"] == (1, 3)
    assert found["children_guarded"] == (2, 3)
    assert found["events_accessible"] == (0, 1)


def test_hours_are_bounded_and_people_counted_in_fives(now, taza_su):
    volunteers = make_rated(taza_su, people=6, shifts=6)  # 24 hours each
    alone = make_organisation()
    event = make_opportunity(organisation=alone)
    for days in (5, 6):
        make_hours(make_signup(make_role(make_shift(event, days_ahead=-days)), volunteers[0]))

    assert counted(taza_su)["confirmed_hours"] == (6 * 1200, 0)
    assert counted(taza_su)["volunteers_returned"] == (5, 5)
    assert (counted(alone)["confirmed_hours"], counted(alone)["volunteers_returned"]) == ((0, 0), (0, 0))


def test_what_volunteers_say_is_counted_where_somebody_asks_them(now, taza_su, monkeypatch):
    monkeypatch.setattr(facts, "_voices", {})
    nobody = counted(taza_su)["volunteers_content"]

    @facts.hears("test")
    def told(asked):
        return [(taza_su.pk, Voice(rater, 4, date(2026, 4, 1))) for rater in range(7)]

    assert nobody == (0, 0)
    assert counted(taza_su)["volunteers_content"] == (375, 500)


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_takes_the_same_queries_however_many_organisations(now, db, count, assert_chained_queries):
    for _ in range(count):
        make_rated(make_organisation(), people=5, shifts=3)

    with assert_chained_queries(23, chained=2):  # PostgreSQL takes the lock of the run as well
        summary = run_ratings(as_of=AS_OF, now=now)

    assert (summary.run.organisations, summary.run.rated, summary.changed) == (count, count, count)


def test_a_run_writes_what_changed_and_keeps_what_was_published(now, taza_su):
    make_rated(taza_su)
    before = rated(taza_su)
    again = rated(taza_su)
    taza_su.materials.filter(kind=MaterialKind.AUDIT).update(state=MaterialState.WITHDRAWN)
    after = rated(taza_su)

    assert again.pk == before.pk
    assert after.pk != before.pk
    assert before.tenths - after.tenths == 17 + 1  # a sixth of ten points, and one paper less that held
    assert list(Rating.objects.order_by("pk").values_list("is_current", flat=True)) == [False, True]
    assert RatingRun.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.update(is_current=True)


def test_what_the_owner_is_promised_for_a_paper_is_what_it_brings(now, taza_su):
    make_rated(taza_su)
    taza_su.materials.filter(kind=MaterialKind.SAFEGUARDING_POLICY).delete()
    before = rated(taza_su)
    [step] = [one for one in what_would_raise(taza_su) if one.paper == MaterialKind.SAFEGUARDING_POLICY]

    make_material(taza_su, MaterialKind.SAFEGUARDING_POLICY, on=POSTED)

    assert step.tenths >= 40
    assert rated(taza_su).tenths - before.tenths == step.tenths


def test_files_recompute_to_the_byte_without_the_database_and_one_changed_number_is_named(now, taza_su, tmp_path):
    make_rated(taza_su)
    make_organisation(verified=False)
    rated(taza_su)
    write_files(tmp_path / "open")
    told = StringIO()
    call_command("rating", "recompute", str(tmp_path / "open"), stdout=told)
    assert told.getvalue() == "2 ratings recomputed: identical to the byte.\n"

    for name, old, new in (
        ("ratings.json", '"shifts_held":[4,4]', '"shifts_held":[4,5]'),
        ("ratings.json", '"successes":4', '"successes":5'),
        ("inputs.csv", "shifts_held,4,4", "shifts_held,3,4"),
        ("method.toml", "late_hours = 48", "late_hours = 47"),
        ("dictionary.csv", "ratings.csv,bin", "ratings.csv,BIN"),
    ):
        edited = tmp_path / "edited"
        shutil.copytree(tmp_path / "open", edited, dirs_exist_ok=True)
        text = (edited / name).read_text(encoding="utf-8")
        (edited / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        assert old in text
        spoken = StringIO()
        with pytest.raises(CommandError) as differs:
            call_command("rating", "recompute", str(edited), stderr=spoken)
        assert differs.value.returncode == 6
        place = (taza_su.bin, "shifts_held") if "shifts_held" in old or "successes" in old else (name.split(".")[0],)
        assert all(part in spoken.getvalue() for part in place) or name == "method.toml"


@pytest.mark.parametrize("text", ["", "{}", '{"format": "asar-ratings-1"}', "\x00", "[1]"])
def test_a_file_that_is_no_rating_is_refused_and_not_called_different(tmp_path, text):
    (tmp_path / "one.json").write_text(text)

    for path in (tmp_path / "one.json", tmp_path / "none.json", tmp_path):
        with pytest.raises(CommandError, match="cannot be recomputed") as refused:
            call_command("rating", "recompute", str(path))
        assert refused.value.returncode == 5


def test_one_rating_from_the_endpoint_recomputes_and_validates(now, taza_su, client, tmp_path):
    make_rated(taza_su)
    rated(taza_su)

    answer = client.get(f"/api/v1/organisations/{taza_su.bin}/rating")
    listed = client.get("/api/v1/ratings").json()["items"]

    (tmp_path / "one.json").write_bytes(answer.content)
    call_command("rating", "recompute", str(tmp_path / "one.json"), stdout=StringIO())
    jsonschema.validate(answer.json(), json.loads(fixed_file("schema.json")))
    assert [row["points_tenths"] for row in listed] == [answer.json()["ratings"][0]["result"]["points_tenths"]]


def test_open_data_validates_and_is_the_same_as_the_export(now, taza_su, client, tmp_path):
    make_rated(taza_su)
    make_organisation(verified=False)
    rated(taza_su)
    write_files(tmp_path)

    served = {
        name: b"".join(client.get(reverse(url)).streaming_content)
        for name, url in (
            ("ratings.json", "ratings_file"),
            ("ratings.csv", "ratings_table"),
            ("inputs.csv", "rating_inputs"),
        )
    }

    assert served == {name: (tmp_path / name).read_bytes() for name in served}
    jsonschema.validate(json.loads(served["ratings.json"]), json.loads(client.get(reverse("ratings_schema")).content))
    header, *rows = served["ratings.csv"].decode().splitlines()
    described = {
        line.split(",")[1] for line in fixed_file("dictionary.csv").splitlines() if line.startswith("ratings")
    }
    assert set(header.split(",")) == described
    assert {len(row.split(",")) for row in rows} == {len(header.split(","))}


def test_before_the_first_run_nothing_is_rated(client, taza_su):
    assert client.get(f"/api/v1/organisations/{taza_su.bin}/rating").json()["code"] == "ngos.not_rated"
    assert client.get(reverse("ratings_file")).status_code == 404
    with pytest.raises(CommandError, match="rating run"):
        call_command("rating", "export", "/nowhere")


@pytest.fixture
def reviewer(db):
    user = make_user(full_name="Рая Тестова")
    make_grant(user, Role.REVIEWER)
    return user


def test_an_upheld_objection_corrects_the_count_in_every_run_of_a_year(now, taza_su, reviewer):
    make_rated(taza_su)
    rated(taza_su)
    owner = make_member(taza_su)
    said = {"organisation": taza_su, "indicator": "filings_on_time", "actor": owner, "now": now}
    made = appeal(words="The filing for 2023 was made on 3 March 2024.", **said)
    with pytest.raises(errors.AppealOpen):
        appeal(words="Again.", **said)

    with pytest.raises(errors.AppealCountsImpossible):
        uphold(appeal=made, successes=4, cases=3, words="Right.", actor=reviewer, now=now)
    uphold(appeal=made, successes=3, cases=3, words="The receipt is in the case.", actor=reviewer, now=now)
    with pytest.raises(errors.AppealDecided):
        reject(appeal=made, words="No.", actor=reviewer, now=now)

    assert counted(taza_su)["filings_on_time"] == (3, 3)
    later = inputs_of({taza_su.pk: taza_su.bin}, as_of=AS_OF + timedelta(days=366), method=METHOD)
    assert later[taza_su.pk].count("filings_on_time").successes < 3


def test_objections_need_a_count_and_words_and_somebody_who_is_not_tied(now, taza_su, reviewer):
    make_rated(taza_su)
    owner = make_member(taza_su, user=reviewer)
    said = {"organisation": taza_su, "actor": owner, "now": now}
    with pytest.raises(errors.NotRated):
        appeal(indicator="shifts_held", words="Wrong.", **said)
    rated(taza_su)
    with pytest.raises(errors.IndicatorUnknown):
        appeal(indicator="money", words="Wrong.", **said)
    with pytest.raises(errors.AppealWordsMissing):
        appeal(indicator="shifts_held", words="  ", **said)
    made = appeal(indicator="shifts_held", words="One more took place.", **said)

    with pytest.raises(errors.AppealTied):
        reject(appeal=made, words="No.", actor=reviewer, now=now)
    with pytest.raises(errors.ReasonMissing):
        reject(appeal=made, words=" ", actor=make_user(), now=now)
    assert reject(appeal=made, words="The list says four.", actor=make_user(), now=now).state == "rejected"


def test_the_database_keeps_objections_whole(now, taza_su):
    make_rated(taza_su)
    rated(taza_su)
    made = appeal(organisation=taza_su, indicator="shifts_held", words="Wrong.", actor=make_user(), now=now)

    for wrong in ({"words": ""}, {"state": "upheld", "decided_at": now, "decision": "Yes."}, {"state": "rejected"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RatingAppeal.objects.filter(pk=made.pk).update(**wrong)
