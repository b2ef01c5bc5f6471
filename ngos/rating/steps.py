"""What would raise a rating, and by how much: the rating worked out again with one thing added."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ngos.rating.inputs import Count, Inputs
from ngos.rating.method import Indicator, Kind, Method, Paper
from ngos.rating.score import rate


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a paper to post, or ``amount`` more of what an indicator counts.

    ``tenths`` is by how much the points rise. ``lifts`` names a gate that would open, ``rates`` says that it is one of
    the things without which there is no rating yet.
    """

    indicator: str
    tenths: int
    paper: str = ""
    amount: int = 1
    lifts: str = ""
    rates: bool = False


def next_steps(inputs: Inputs, method: Method, *, papers: Collection[str]) -> list[Step]:
    """Return what can be done, the most useful first; ``papers`` are the kinds that are in force already."""
    steps = [*_papers(inputs, method, papers), *_practice(inputs, method)]
    useful = [step for step in steps if step.tenths > 0 or step.lifts or step.rates]
    return sorted(useful, key=lambda step: (not step.lifts, not step.rates, -step.tenths, step.indicator, step.paper))


def with_added(inputs: Inputs, added: dict[str, tuple[int, int]], method: Method, *, lifts: str = "") -> Inputs:
    """Return inputs with successes and cases added; a fixed count does not rise above what it is out of."""
    counts = dict(inputs.counts)
    for code, (successes, cases) in added.items():
        count = inputs.count(code) + Count(successes, cases)
        if method.indicators[code].kind is Kind.EXACT:
            count = replace(count, successes=min(count.successes, method.indicators[code].of))
        counts[code] = count
    return replace(inputs, counts=counts, gates=inputs.gates - {lifts})


def _papers(inputs: Inputs, method: Method, present: Collection[str]) -> Iterator[Step]:
    for paper in method.papers:
        lifts = paper.lifts if paper.lifts in inputs.gates else ""
        if paper.kind not in present or lifts:
            yield _paper_step(inputs, method, paper, lifts, is_new=paper.kind not in present)


def _paper_step(inputs: Inputs, method: Method, paper: Paper, lifts: str, *, is_new: bool) -> Step:
    added = {
        code: pair for code, pair in paper.counts.items() if is_new or method.indicators[code].kind is not Kind.EXACT
    }
    gain = _gain(inputs, with_added(inputs, added, method), method)
    rates = any(inputs.count(code).successes < method.minimum.get(code, 0) for code in added)
    return Step(next(iter(paper.counts)), gain, paper=paper.kind, lifts=lifts, rates=rates)


def _practice(inputs: Inputs, method: Method) -> Iterator[Step]:
    of_papers = {code for paper in method.papers for code in paper.counts}
    for code, indicator in method.indicators.items():
        if indicator.step and code not in of_papers:
            amount = max(indicator.step, method.minimum.get(code, 0) - inputs.count(code).successes)
            gain = _gain(inputs, with_added(inputs, {code: _more(indicator, amount)}, method), method)
            rates = inputs.count(code).successes < method.minimum.get(code, 0)
            yield Step(code, gain, amount=amount, rates=rates)


def _more(indicator: Indicator, amount: int) -> tuple[int, int]:
    return amount, amount if indicator.kind is Kind.SHARE else 0


def _gain(before: Inputs, after: Inputs, method: Method) -> int:
    return rate(after, method).tenths - rate(before, method).tenths
