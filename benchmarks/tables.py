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
    proof = row["note"] if row["own_gap_ppm"] is None else f"{row['own_gap_ppm']} ppm"
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


def _ranking_rows(result: dict[str, Any]) -> list[Sequence[object]]:
    ranking, peers = result.get("ranking", {}), result.get("ranking_peers", {})
    if "failed" in ranking:
        return [("Asar", ranking["failed"], "", "", "")]
    rows: list[Sequence[object]] = []
    if ranking:
        people, one = ranking["people_for_one_role"], ranking["roles_for_one_person"]
        rows.append(("**Asar**: roles for one person", one["lists"], one["p50_ms"], one["p99_ms"], one["wrong"]))
        for place, title in (("on_site", "on site"), ("remote", "remote")):
            found = people[place]
            name = f"**Asar**: {people['people']:,} people for one role {title}"
            rows.append((name, found["lists"], found["p50_ms"], found["p99_ms"], found["wrong"]))
    for name, found in peers.items():
        row = (found["lists"], found["p50_ms"], found["p99_ms"], found["different"]) if name != "failed" else (found,)
        rows.append((f"{name}: roles for one person", *row, *[""] * (4 - len(row))))
    return rows


def _event_rows(events: dict[str, Any]) -> list[Sequence[object]]:
    return [
        (kind, when, *(found[name] for name in ("count", "p50", "p99", "max", "cpu_p99")))
        for when, key in (("alone", "alone_ms"), ("beside rounds", "beside_rounds_ms"))
        for kind, found in events[key].items()
    ]


def _event_text(events: dict[str, Any]) -> str:
    if "failed" in events:
        return f"Single events: {events['failed']}"
    gaps = ", ".join(f"{value} {when}" for when, value in events["gap_ppm"].items())
    verdict = "accepted" if events["accepted"] else f"REFUSED: {'; '.join(events['faults'])}"
    head = ("single event", "when", "count", "p50 ms", "p99 ms", "slowest ms", "p99 CPU ms")
    return (
        f"{table(head, _event_rows(events))}\n\nProven gap in ppm over {events['events']:,} events: {gaps}. "
        f"{events['rounds_meanwhile']} rounds ran meanwhile, the last alone in {events['round_seconds']:.1f} s. "
        f"The plan at the end: {verdict}."
    )


def beside_tables(result: dict[str, Any]) -> list[str]:
    """Show ranking and single events, as far as they were measured."""
    ranking = _ranking_rows(result)
    head = ("best twenty", "lists", "p50 ms", "p99 ms", "lists that differ from a full scan")
    return [
        *([table(head, ranking)] if ranking else []),
        *([_event_text(result["events"])] if "events" in result else []),
        *(
            [table(("generalised assignment", *result["gap"]), [("Asar", *result["gap"].values())])]
            if "gap" in result
            else []
        ),
    ]


def machine_line(result: dict[str, Any]) -> str:
    """Say on what, beside what and with what versions a result was measured."""
    machine, load = result["machine"], result["load"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items() if version)
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, "
        f"Python {machine['python']}, {packages}. Began {result['began']}; load average {load['before'][0]} before, "
        f"{load['after'][0]} after."
    )
