"""Results as tables, the same in the terminal and in the document."""

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.arena import OURS
from benchmarks.compare import Contest, Row, compare
from benchmarks.peers import PEERS

TITLES = {OURS: "**Asar**", **PEERS}
HEAD = (
    "", "gap %", "value", "minimum", "places", "people", "Gini", "worst district", "wall s", "CPU s", "peak MiB",
    "own proof", "SHA-256",
)  # fmt: skip


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table with columns as wide as they need to be; the first column is text, others are numbers."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(head))]
    lines = [
        " | ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    rule = " | ".join("-" * width if not at else "-" * (width - 1) + ":" for at, width in enumerate(widths))
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


def _percent(gap_ppm: int) -> str:
    return f"{gap_ppm / 10_000:.4f}" if gap_ppm < 1_000 else f"{gap_ppm / 10_000:.2f}"


def _cells(row: Row) -> list[object]:
    title = TITLES[row["peer"]]
    if "failed" in row:
        return [title, row["failed"], *[""] * (len(HEAD) - 2)]
    proof = "" if row["own_gap_ppm"] is None else f"{row['own_gap_ppm']} ppm"
    return [
        title if row["feasible"] else f"{title}: NOT FEASIBLE",
        _percent(row["gap_ppm"]),
        f"{row['objective']:,}",
        f"{100 * row['minimum_staffing']:.1f} %",
        f"{row['placed']:,}",
        f"{row['people_placed']:,}",
        f"{row['exposure_gini']:.3f}",
        f"{100 * row['worst_district']:.0f} %",
        f"{row['wall_seconds']:.2f}",
        f"{row['cpu_seconds']:.2f}",
        row["peak_mib"],
        proof,
        row["assignment_sha256"][:8],
    ]


def contest_table(contest: Contest) -> str:
    """Show one contest: what the problem is and what everybody made of it."""
    head = (
        f"### {contest['family']}, seed {contest['seed']}\n\n"
        f"{contest['roles']:,} roles, {contest['pairs']:,} eligible pairs, proven bound {contest['bound']:,}; "
        f"problem `{contest['problem_sha256']}`{'' if contest['published'] else ' (not the published one)'}"
    )
    return f"{head}\n\n{table(HEAD, map(_cells, contest['rows']))}"


def _simple_cells(row: Row) -> list[object]:
    kept = "yes" if row["people_placed"] >= row["promised_percent"] else "no"
    more = [f"{row[name]:+.1f} %" for name in ("people_placed", "placed", "objective")]
    return [TITLES[row["peer"]], row["family"], row["seed"], *more, f"{row['promised_percent']:.0f} %", kept]


def _search_cells(row: Row) -> list[object]:
    sign = "" if row["reached"] else "> "
    seconds = (f"{row['ours_seconds']:.2f}", f"{sign}{row['their_seconds']:.1f}")
    return [
        TITLES[row["peer"]],
        row["family"],
        row["seed"],
        row["gap_ppm"],
        *seconds,
        f"{sign}{row['times']:,.0f} x" if row["times"] >= 10 else f"{sign}{row['times']:.1f} x",
    ]


def comparison_tables(contests: Iterable[Contest]) -> str:
    """Show by how much we beat the simple ways, and how much sooner we prove a gap than the searches."""
    rows, parts = compare(contests), []
    simple = [_simple_cells(row) for row in rows if "promised_percent" in row]
    if simple:
        titles = ("more than", "family", "seed", "people placed", "places filled", "value", "promised", "kept")
        parts.append(table(titles, simple))
    searches = [_search_cells(row) for row in rows if "times" in row]
    if searches:
        parts.append(
            table(("sooner than", "family", "seed", "proven gap, ppm", "Asar s", "peer s", "times"), searches)
        )
    return "\n\n".join(parts)


def machine_line(result: dict[str, Any]) -> str:
    """Say on what, beside what and with what versions a result was measured."""
    machine, load = result["machine"], result["load"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items() if version)
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, "
        f"Python {machine['python']}, {packages}. Began {result['began']}; load average {load['before'][0]} before, "
        f"{load['after'][0]} after."
    )
