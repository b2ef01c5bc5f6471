"""Data sets about organisations: the register, the ratings, calls for money and what came of them."""

import csv
from collections.abc import Iterator

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.clock import local_day, now
from funding.exports import DATASETS, columns, rows_of
from ngos.exports.ratings import ratings_csv
from ngos.exports.register import register_rows
from ngos.queries.ratings import latest_run
from portal.guest.open_data.sets import FIRST, Column, DataSet, File, Row

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
OF_REGISTER = (
    Column("bin", "string", _("BIN; empty for those without one")),
    Column("slug", "string", _("Name of the entry in addresses")),
    Column("name_kk", "string", _("Name in Kazakh")),
    Column("name_ru", "string", _("Name in Russian")),
    Column("name_en", "string", _("Name in English")),
    Column("region_code", "string", _("Code of the region by the state classifier")),
    Column("region_name_kk", "string", _("Name of the region in Kazakh")),
    Column("region_name_ru", "string", _("Name of the region in Russian")),
    Column("legal_form", "string", _("Legal form; empty where it was not stated")),
    Column("legal_status", "string", _("What the state says of it; empty where that is not known")),
    Column("legal_status_since", "date", _("First day of that status")),
    Column("verification", "string", _("Decision of a reviewer of this register")),
    Column("level", "integer", _("Highest level that holds, 0 to 4")),
    Column("directions", "string", _("Codes of the directions of activity, separated by semicolon")),
    Column("head_bin", "string", _("BIN of the head organisation of a branch")),
    Column("entered_on", "date", _("Day on which the entry was made")),
    Column("url", "string", _("Page of the organisation")),
)
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
        yield from csv.DictReader(ratings_csv(run))


def _calls() -> Iterator[Row]:
    yield from rows_of("calls", now=now())


def _results() -> Iterator[Row]:
    yield from rows_of("results", now=now())


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
        columns=tuple(Column(key, kind, _said((kk, ru, en))) for key, (kind, kk, ru, en) in columns(name).items()),
        files=(File("csv", f"funding_{name}_csv"), File("json", f"funding_{name}_json")),
        changes=(FIRST,),
        rows={"calls": _calls, "results": _results}[name],
    )


DATA_SETS = (
    DataSet(
        code="register",
        title=_("Register of organisations"),
        text=_("Every organisation and volunteer group with its form, status, level and directions."),
        source=_("Organisations themselves, official lists, and decisions of reviewers"),
        how_often=_("at every moment"),
        columns=OF_REGISTER,
        files=(File("csv", "register_csv"), File("json", "register_json"), File("jsonld", "register_jsonld")),
        changes=(FIRST,),
        rows=_register,
    ),
    DataSet(
        code="ratings",
        title=_("Ratings of organisations"),
        text=_(
            "Points of every organisation with what they were counted from, so that anybody can compute them again."
        ),
        source=_("Events, confirmed hours and checked documents on this site"),
        how_often=_("every night"),
        columns=OF_RATINGS,
        files=(File("csv", "ratings_table"), File("json", "ratings_file")),
        changes=(FIRST,),
        rows=_ratings,
    ),
    *map(_of_calls, DATASETS),
)
