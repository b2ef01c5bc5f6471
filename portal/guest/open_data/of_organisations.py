"""Data sets about organisations: the register, the ratings, calls for money and what came of them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.clock import local_day, now
from funding.exports import DATASETS, columns, rows_of
from funding.exports import VERSION as FUNDING_VERSION
from ngos.exports.dictionary import FIELDS
from ngos.exports.register import register_rows
from ngos.queries.ratings import latest_run, published_records
from ngos.rating.published import points
from portal.guest.open_data.sets import FIRST, Change, Column, DataSet, File, HowOften, Row

if TYPE_CHECKING:
    from ngos.models import RatingRun

WORDS = {"kk": 0, "ru": 1, "en": 2}
OF_RATINGS = (
    Column("bin", "string", _("BIN of the organisation")),
    Column("as_of", "date", _("The day before which everything was counted")),
    Column("method", "string", _("Version of the method")),
    Column("points", "string", _("Points, 0.0 to 100.0; empty for organisations that are not rated yet")),
    Column("low", "string", _("Lower end of the 95 percent interval")),
    Column("high", "string", _("Upper end of the 95 percent interval")),
    Column("confidence_percent", "string", _("How much of the uncertain points rests on cases, in percent")),
    Column("is_open", "string", _("true where no gate is closed; points do not matter")),
    Column("gates", "string", _("Codes of the gates that are closed, separated by spaces")),
    Column("lacking", "string", _("Codes of the indicators of which there is not enough to rate")),
    Column("openness", "string", _("Points of the group openness, 0.0 to 25.0")),
    Column("results", "string", _("Points of the group results, 0.0 to 25.0")),
    Column("volunteers", "string", _("Points of the group volunteers, 0.0 to 20.0")),
    Column("inclusion_and_safety", "string", _("Points of the group inclusion and safety, 0.0 to 15.0")),
    Column("accountability", "string", _("Points of the group accountability, 0.0 to 15.0")),
)
MEANINGS = {
    "bin": _("BIN; empty for those without one"),
    "slug": _("Name of the entry in addresses"),
    "name_kk": _("Name in Kazakh"),
    "name_ru": _("Name in Russian"),
    "name_en": _("Name in English"),
    "region_code": _("Code of the region by the state classifier"),
    "region_name_kk": _("Name of the region in Kazakh"),
    "region_name_ru": _("Name of the region in Russian"),
    "legal_form": _("Legal form; empty where it was not stated"),
    "legal_status": _("What the state says of it; empty where that is not known"),
    "legal_status_since": _("First day of that status"),
    "verification": _("Decision of a reviewer of this register"),
    "level": _("Highest level that holds, 0 to 4"),
    "directions": _("Codes of the directions of activity, separated by semicolon"),
    "head_bin": _("BIN of the head organisation of a branch"),
    "entered_on": _("Day on which the entry was made"),
    "url": _("Page of the organisation"),
}
OF_REGISTER = tuple(Column(one["name"], one["type"], MEANINGS[one["name"]]) for one in FIELDS)
MOMENTS = ("published_at", "closes_at", "decided_at")
MONEY = {
    "calls": (
        _("Calls for the state social order, grants and prizes"),
        _("Every published call with its terms, what it asks for and where it stands."),
        _("when a call is published or moves on"),
    ),
    "results": (
        _("Results of calls"),
        _("Who was supported, with every total, the contract, and what the money did down to confirmed hours."),
        _("when a call is decided and when the money is reported"),
    ),
}


def _register() -> Iterator[Row]:
    yield from register_rows(on=local_day(now()))


def _ratings() -> Iterator[Row]:
    run = latest_run()
    if run is not None:
        for record in published_records():
            yield _rating(record["result"], run)


def _rating(result: Mapping[str, Any], run: "RatingRun") -> Row:
    """Return the line of one organisation as the file of the ratings has it."""
    return {
        "bin": result["bin"],
        "as_of": run.as_of.isoformat(),
        "method": run.method,
        "points": points(result["points_tenths"]),
        "low": points(result["low_tenths"]),
        "high": points(result["high_tenths"]),
        "confidence_percent": str(result["confidence_percent"]),
        "is_open": "true" if result["is_open"] else "false",
        "gates": " ".join(result["gates"]),
        "lacking": " ".join(lack["indicator"] for lack in result["lacking"]),
    } | {group["group"]: points(group["tenths"]) for group in result["groups"]}


def _calls() -> Iterator[Row]:
    yield from rows_of("calls", now=now())


def _results() -> Iterator[Row]:
    yield from rows_of("results", now=now())


def today() -> date:
    """Return the day of data that stand as they are at this moment."""
    return local_day(now())


def _rated_on() -> date | None:
    run = latest_run()
    return local_day(run.computed_at) if run else None


def _calls_moved_on() -> date | None:
    """Return the last day on which a call was published or moved on."""
    moment = now()
    seen = [datetime.fromisoformat(str(row[name])) for row in _calls() for name in MOMENTS if row[name]]
    return max((local_day(at) for at in seen if at <= moment), default=None)


def _in_own_language(words: tuple[str, str, str]) -> str:
    return words[WORDS.get(get_language() or "kk", 0)]


_said = lazy(_in_own_language, str)


def _of_calls(name: str) -> DataSet:
    title, text, how_often = MONEY[name]
    return DataSet(
        code=f"funding-{name}",
        title=title,
        text=text,
        source=_("Akimats and commissions that run the calls here"),
        how_often=how_often,
        frequency=HowOften.NOW_AND_THEN,
        columns=tuple(Column(key, kind, _said((kk, ru, en))) for key, (kind, kk, ru, en) in columns(name).items()),
        files=(File("csv", f"funding_{name}_csv"), File("json", f"funding_{name}_json")),
        changes=(Change(FUNDING_VERSION, FIRST.day, FIRST.what),),
        rows={"calls": _calls, "results": _results}[name],
        renewed_on=_calls_moved_on,
    )


DATA_SETS = (
    DataSet(
        code="register",
        title=_("Register of organisations"),
        text=_("Every organisation and volunteer group with its form, status, level and directions."),
        source=_("Organisations themselves, official lists, and decisions of reviewers"),
        how_often=_("at every moment"),
        frequency=HowOften.AT_ONCE,
        columns=OF_REGISTER,
        files=(File("csv", "register_csv"), File("json", "register_json"), File("jsonld", "register_jsonld")),
        changes=(
            Change("1.0.1", FIRST.day, _("In CSV an apostrophe stands before a text that a spreadsheet would run.")),
            Change("1.0.0", FIRST.day, FIRST.what),
        ),
        rows=_register,
        renewed_on=today,
    ),
    DataSet(
        code="ratings",
        title=_("Ratings of organisations"),
        text=_(
            "Points of every organisation with what they were counted from, so that anybody can compute them again."
        ),
        source=_("Events, confirmed hours and checked documents on this site"),
        how_often=_("every night"),
        frequency=HowOften.DAILY,
        columns=OF_RATINGS,
        files=(File("csv", "ratings_table"), File("json", "ratings_file")),
        changes=(FIRST,),
        rows=_ratings,
        renewed_on=_rated_on,
        is_there=lambda: latest_run() is not None,
    ),
    *map(_of_calls, DATASETS),
)
