"""The registry of indicators: what is counted and how, in words that the catalogues translate."""

from dataclasses import dataclass

from reports.indicators.ages import AGE_BANDS


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogues; whoever shows it translates it."""
    return text


def pgettext_noop(context: str, text: str) -> str:
    """Mark a sentence with a context; whoever shows it translates it."""
    return text


LEDGER = gettext_noop("Ledger of confirmed hours")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number of a report: its code, and its name, unit, definition and source in words to translate.

    ``formula`` is written in the columns of the ledger and needs no translation; ``denominator`` says what it is
    divided by, if by anything.
    """

    code: str
    name: str
    unit: str
    definition: str
    formula: str = ""
    source: str = LEDGER
    denominator: str = ""


MEASURES = (
    Indicator(
        "people",
        gettext_noop("People"),
        gettext_noop("people"),
        gettext_noop("Different volunteers of youth age with a confirmed attendance that was not taken back."),
        "count(distinct volunteer)",
    ),
    Indicator(
        "newcomers",
        gettext_noop("New volunteers"),
        gettext_noop("people"),
        gettext_noop("Those of them who had no confirmed attendance anywhere before the period."),
        "count(distinct volunteer where first worked_on >= first day)",
    ),
    Indicator(
        "participations",
        gettext_noop("Participations"),
        gettext_noop("attendances"),
        gettext_noop("Confirmed attendances: somebody who came to three shifts counts three times."),
        "count(entry)",
    ),
    Indicator(
        "minutes",
        gettext_noop("Hours"),
        gettext_noop("minutes, hours"),
        gettext_noop("Sum of the confirmed minutes of those attendances; an hour is 60 minutes."),
        "sum(minutes)",
    ),
    Indicator(
        "events",
        gettext_noop("Events"),
        gettext_noop("opportunities"),
        gettext_noop("Different opportunities with such an attendance."),
        "count(distinct opportunity)",
    ),
    Indicator(
        "sessions",
        gettext_noop("Shifts"),
        gettext_noop("shifts"),
        gettext_noop("Different shifts with such an attendance."),
        "count(distinct shift)",
    ),
    Indicator(
        "organisations",
        gettext_noop("Organisations"),
        gettext_noop("organisations"),
        gettext_noop("Different organisations with such an attendance."),
        "count(distinct organisation)",
    ),
)
NOTES = (
    Indicator(
        "rate",
        gettext_noop("Rate"),
        gettext_noop("people per 1,000 young people"),
        gettext_noop(
            "People divided by the youth population of the unit and year; without that number there is none."
        ),
        "1000 * people / youth population",
        gettext_noop("Ledger of confirmed hours; table of youth population with its own source"),
        gettext_noop("Youth population of the same unit and year"),
    ),
    Indicator(
        "territory",
        gettext_noop("Territory"),
        gettext_noop("place"),
        gettext_noop("Where the work took place; online work counts where the volunteer lives."),
    ),
    Indicator(
        "age",
        gettext_noop("Age"),
        gettext_noop("years"),
        gettext_noop(
            "Completed years on the day of the work. In the table by age each person stands in one band: that of "
            "her or his first day of work in the period."
        ),
    ),
)
INDICATORS = (*MEASURES, *NOTES)
MEASURE_CODES = tuple(indicator.code for indicator in MEASURES)
NOT_STATED, NOT_MAPPED = "not_stated", "not_mapped"
FROM_LEDGER, FROM_PROFILES, NOT_ASKED = "ledger", "profiles", "not_asked"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split the numbers.

    ``source`` says whether the ledger alone leads to it, profiles and events as they stood when the report was frozen,
    or nothing, because nobody is asked. ``splits_people`` means that each person is in exactly one row.
    """

    code: str
    name: str
    source: str
    rows: tuple[str, ...] = ()
    splits_people: bool = False
    reason: str = ""


_NOBODY_ASKED = gettext_noop("Asar does not ask for it, so nothing is counted and nothing is guessed.")
DIMENSIONS = (
    Dimension("district", gettext_noop("District or city"), FROM_LEDGER),
    Dimension("area", gettext_noop("Urban or rural"), FROM_LEDGER, ("urban", "rural", NOT_STATED)),
    Dimension("cause", gettext_noop("Direction"), FROM_LEDGER),
    Dimension("month", gettext_noop("Month"), FROM_LEDGER),
    Dimension("age", gettext_noop("Age band"), FROM_LEDGER, AGE_BANDS, splits_people=True),
    Dimension("evidence", gettext_noop("Level of evidence"), FROM_LEDGER, ("A", "B", "C")),
    Dimension("organisation", gettext_noop("Organisation"), FROM_LEDGER),
    Dimension("programme", gettext_noop("Programme"), FROM_PROFILES, (NOT_STATED,)),
    Dimension("sex", gettext_noop("Sex"), FROM_PROFILES, ("f", "m", NOT_STATED), splits_people=True),
    Dimension(
        "language",
        gettext_noop("Language of service"),
        FROM_PROFILES,
        ("kk", "ru", "en", NOT_STATED),
        splits_people=True,
    ),
    Dimension("status", gettext_noop("Status"), NOT_ASKED, (NOT_STATED,), splits_people=True, reason=_NOBODY_ASKED),
    Dimension(
        "disability",
        gettext_noop("Disability"),
        NOT_ASKED,
        (NOT_STATED,),
        splits_people=True,
        reason=gettext_noop(
            "Asar asks what somebody needs at a place, not for a disability, and uses the answer for nothing else."
        ),
    ),
)
DIMENSION_CODES = tuple(dimension.code for dimension in DIMENSIONS)
ROW_NAMES = {
    "area": {"urban": gettext_noop("Urban"), "rural": gettext_noop("Rural")},
    "age": {
        "under_14": gettext_noop("under 14"),
        "14_17": "14–17",
        "18_22": "18–22",
        "23_28": "23–28",
        "29_34": "29–34",
        "35_up": gettext_noop("35 and older"),
    },
    "sex": {"f": gettext_noop("Women"), "m": gettext_noop("Men")},
    "language": {"kk": gettext_noop("Kazakh"), "ru": gettext_noop("Russian"), "en": gettext_noop("English")},
}
NOT_STATED_NAME = gettext_noop("Not stated")
NOT_MAPPED_NAME = gettext_noop("Not mapped: the unit was divided")


def dimension_of(code: str) -> Dimension:
    """Return a dimension by its code."""
    return next(dimension for dimension in DIMENSIONS if dimension.code == code)
