"""What is counted and how, in plain Python: periods, ages, structures, the registry of indicators, and the counting.

Sources: docs/sources.md, "Youth age bands" and "Regions".
"""

from reports.indicators.ages import AGE_BANDS, AgeBand, band_of, youth_ages
from reports.indicators.canonical import definitions_digest, digest_of, query_digest, sealed, written
from reports.indicators.comparing import Difference, cells, differences
from reports.indicators.facts import Fact, Line, standing
from reports.indicators.periods import (
    Period,
    is_reversed,
    next_month,
    period_name,
    quarter_name,
    read_period,
    recent_quarters,
)
from reports.indicators.presets import PRESET_CODES, PRESETS, NotMeasured, Preset, preset_named
from reports.indicators.registry import (
    DIMENSION_CODES,
    DIMENSIONS,
    FROM_LEDGER,
    FROM_PROFILES,
    INDICATORS,
    MEASURE_CODES,
    MEASURES,
    NOT_ASKED,
    NOT_MAPPED,
    NOT_MAPPED_NAME,
    NOT_STATED,
    NOT_STATED_NAME,
    ROW_NAMES,
    Dimension,
    Indicator,
    dimension_of,
)
from reports.indicators.rounding import MINUTES_IN_HOUR, hours_of, rate, whole_hours
from reports.indicators.structures import Structure, structure_named, structure_on, structures, unit_day
from reports.indicators.tables import Counts, Tables, overlap, tabulate, touched

__all__ = [
    "AGE_BANDS",
    "DIMENSIONS",
    "DIMENSION_CODES",
    "FROM_LEDGER",
    "FROM_PROFILES",
    "INDICATORS",
    "MEASURES",
    "MEASURE_CODES",
    "MINUTES_IN_HOUR",
    "NOT_ASKED",
    "NOT_MAPPED",
    "NOT_MAPPED_NAME",
    "NOT_STATED",
    "NOT_STATED_NAME",
    "PRESETS",
    "PRESET_CODES",
    "ROW_NAMES",
    "AgeBand",
    "Counts",
    "Difference",
    "Dimension",
    "Fact",
    "Indicator",
    "Line",
    "NotMeasured",
    "Period",
    "Preset",
    "Structure",
    "Tables",
    "band_of",
    "cells",
    "definitions_digest",
    "differences",
    "digest_of",
    "dimension_of",
    "hours_of",
    "is_reversed",
    "next_month",
    "overlap",
    "period_name",
    "preset_named",
    "quarter_name",
    "query_digest",
    "rate",
    "read_period",
    "recent_quarters",
    "sealed",
    "standing",
    "structure_named",
    "structure_on",
    "structures",
    "tabulate",
    "touched",
    "unit_day",
    "whole_hours",
    "written",
    "youth_ages",
]
