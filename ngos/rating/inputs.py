"""What an organisation is rated from: counts, gates and what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ngos.rating.method import Indicator, Kind, Method

LARGEST = 10**12


class InputsUnreadable(ValueError):
    """Counts that no organisation can have; the message says where."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many successes out of so many cases; of an amount, ``successes`` is the amount and ``cases`` are not asked.

    ``evidence`` names public things behind the count, such as ``material/<id>``. It never changes points.
    """

    successes: int = 0
    cases: int = 0
    evidence: tuple[str, ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(self.successes + other.successes, self.cases + other.cases, self.evidence + other.evidence)


NOTHING = Count()


@dataclass(frozen=True, slots=True)
class Inputs:
    """The counts of one organisation by indicator, and the gates that are closed for it. What is not there is 0."""

    bin: str
    counts: Mapping[str, Count] = field(default_factory=dict)
    gates: frozenset[str] = frozenset()

    def count(self, code: str) -> Count:
        """Return the count of an indicator."""
        return self.counts.get(code, NOTHING)

    def shown(self, indicator: Indicator) -> tuple[int, int]:
        """Return successes and cases as published: a fixed count is out of its number, an amount out of nothing."""
        count = self.count(indicator.code)
        cases = {Kind.EXACT: indicator.of, Kind.SHARE: count.cases, Kind.AMOUNT: 0}[indicator.kind]
        return count.successes, cases

    def checked(self, method: Method) -> "Inputs":
        """Return them if the method can read them. Raises InputsUnreadable."""
        for code, count in self.counts.items():
            if code not in method.indicators:
                raise InputsUnreadable(f"{self.bin}, {code}: the method {method.version} has no such indicator")
            indicator = method.indicators[code]
            most = {Kind.EXACT: indicator.of, Kind.SHARE: count.cases, Kind.AMOUNT: LARGEST}[indicator.kind]
            if not (0 <= count.successes <= most and 0 <= count.cases <= LARGEST):
                raise InputsUnreadable(f"{self.bin}, {code}: {count.successes} of {count.cases} cannot be")
        unknown = self.gates.difference(method.gates)
        if unknown:
            raise InputsUnreadable(f"{self.bin}: the method {method.version} has no gate {min(unknown)}")
        return self


def inputs_record(inputs: Inputs, method: Method) -> dict[str, Any]:
    """Return inputs as published: every indicator of the method, in its order, with numbers even where they are 0."""
    record: dict[str, Any] = {"bin": inputs.bin, "counts": {}, "evidence": {}, "gates": sorted(inputs.gates)}
    for code, indicator in method.indicators.items():
        record["counts"][code] = list(inputs.shown(indicator))
        if inputs.count(code).evidence:
            record["evidence"][code] = sorted(inputs.count(code).evidence)
    return record


def inputs_from(record: Any, method: Method) -> Inputs:
    """Read published inputs. Raises InputsUnreadable."""
    try:
        evidence = record["evidence"]
        counts = {
            code: Count(_whole(pair[0]), _whole(pair[1]), tuple(map(str, evidence.get(code, ()))))
            for code, pair in record["counts"].items()
        }
        inputs = Inputs(str(record["bin"]), counts, frozenset(map(str, record["gates"])))
    except (KeyError, TypeError, AttributeError, IndexError) as broken:
        raise InputsUnreadable(f"these are no inputs of a rating: {broken!r}") from broken
    return inputs.checked(method)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value
