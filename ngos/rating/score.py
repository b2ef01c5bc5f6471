"""From counts to points: whole numbers only, so that the same counts give the same bytes everywhere."""

from dataclasses import dataclass
from math import isqrt
from typing import Any

from ngos.rating.inputs import Count, Inputs
from ngos.rating.method import ALL_TENTHS, Indicator, Kind, Method

MICRO = 10**6


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator gave, in tenths of a point, and how uncertain that is: a variance in millionths."""

    indicator: Indicator
    successes: int
    cases: int
    tenths: int
    variance: int


@dataclass(frozen=True, slots=True)
class Result:
    """The rating of one organisation; ``lacking`` holds (indicator, has, needs) of what keeps it from being rated.

    ``tenths`` and the interval are worked out even for those that are not rated yet, and not published for them.
    ``confidence`` is in percent: how much of the uncertain points rests on cases and not on the prior.
    """

    bin: str
    parts: tuple[Part, ...]
    tenths: int
    low: int
    high: int
    confidence: int
    lacking: tuple[tuple[str, int, int], ...]
    gates: tuple[str, ...]

    @property
    def is_rated(self) -> bool:
        """Whether there was enough to rate."""
        return not self.lacking

    @property
    def is_open(self) -> bool:
        """Whether no gate is closed, whatever the points."""
        return not self.gates


def points_of(indicator: Indicator, count: Count) -> tuple[int, int]:
    """Return the points of a count in tenths, rounded half up, and their variance in millionths of a squared tenth.

    A share is the mean of the Beta distribution that begins with the prior: (for + successes) / (for + against +
    cases). Fixed counts and amounts are known and have no variance.
    """
    weight = indicator.weight
    if indicator.kind is Kind.EXACT:
        return _rounded(weight * count.successes, indicator.of), 0
    if indicator.kind is Kind.AMOUNT:
        return _rounded(weight * count.successes, count.successes + indicator.half), 0
    good = indicator.successes + count.successes
    every = indicator.successes + indicator.failures + count.cases
    variance = weight * weight * good * (every - good) * MICRO // (every * every * (every + 1))
    return _rounded(weight * good, every), variance


def rate(inputs: Inputs, method: Method) -> Result:
    """Rate an organisation. Raises InputsUnreadable for counts the method cannot read."""
    inputs.checked(method)
    parts = tuple(
        Part(indicator, *inputs.shown(indicator), *points_of(indicator, inputs.count(code)))
        for code, indicator in method.indicators.items()
    )
    tenths = sum(part.tenths for part in parts)
    half = _half(sum(part.variance for part in parts), method)
    lacking = tuple(
        (code, inputs.count(code).successes, needed)
        for code, needed in sorted(method.minimum.items())
        if inputs.count(code).successes < needed
    )
    return Result(
        bin=inputs.bin,
        parts=parts,
        tenths=tenths,
        low=max(tenths - half, 0),
        high=min(tenths + half, ALL_TENTHS),
        confidence=_confidence(parts),
        lacking=lacking,
        gates=tuple(sorted(inputs.gates)),
    )


def result_record(result: Result, method: Method) -> dict[str, Any]:
    """Return a result as published; those that are not rated yet have no points, not even in parts."""
    is_rated = result.is_rated
    by_code = {part.indicator.code: part for part in result.parts}
    return {
        "bin": result.bin,
        "points_tenths": result.tenths if is_rated else None,
        "low_tenths": result.low if is_rated else None,
        "high_tenths": result.high if is_rated else None,
        "confidence_percent": result.confidence,
        "is_open": result.is_open,
        "gates": list(result.gates),
        "lacking": [{"indicator": code, "has": has, "needs": needs} for code, has, needs in result.lacking],
        "groups": [
            {
                "group": group.code,
                "of_tenths": group.weight,
                "tenths": sum(by_code[one.code].tenths for one in group.indicators) if is_rated else None,
                "parts": [_part_record(by_code[one.code], is_rated) for one in group.indicators],
            }
            for group in method.groups
        ],
    }


def _part_record(part: Part, is_rated: bool) -> dict[str, Any]:
    return {
        "indicator": part.indicator.code,
        "of_tenths": part.indicator.weight,
        "tenths": part.tenths if is_rated else None,
        "successes": part.successes,
        "cases": part.cases,
    }


def _half(variance: int, method: Method) -> int:
    """Return half of the interval in tenths, rounded up: so many standard deviations of the sum of all shares."""
    squared = variance * method.standard_deviations**2  # tenths squared, times a million and the hundredths squared
    root = isqrt(squared)  # tenths, times a thousand and the hundredths
    return -(-(root + (root * root < squared)) // (1000 * 100))


def _confidence(parts: tuple[Part, ...]) -> int:
    shares = [part for part in parts if part.indicator.kind is Kind.SHARE]
    known = sum(
        1000 * part.indicator.weight * part.cases // (part.cases + part.indicator.successes + part.indicator.failures)
        for part in shares
    )
    return known // (10 * sum(part.indicator.weight for part in shares)) if shares else 100


def _rounded(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)
