"""Min-cost flow without clashes and hours, then repair: its pairs first, by worth, then all others that still fit."""

import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.answer import Answer, of_plan
from benchmarks.case import Case
from benchmarks.peers.greedy import take_in_order
from matching.engine.priced.market import WEEK
from matching.engine.priced.plan import empty_plan

ABOVE_ALL = 1_000_000  # moves the pairs that carry flow before all others


def flows_of(case: Case) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the flow on every pair: person and week -> role -> seats to the minimum or other seats.

    Raises
    ------
    RuntimeError
        If the flow was not solved to the end.
    """
    market, edges = case.market, case.edges
    people, weeks = market.shifts.shape
    roles, pairs = len(market.free), len(edges.role)
    groups, source, sink = people * weeks, people * weeks + roles, people * weeks + roles + 1
    every, role = np.arange(groups), np.arange(roles)
    group = case.owners().astype(np.int64) * weeks + market.work.role[edges.role, WEEK]
    arcs = (
        (np.full(groups, source), every, np.maximum(market.shifts, 0).reshape(-1), np.zeros(groups)),
        (group, groups + edges.role, np.ones(pairs), -edges.score.astype(np.int64)),
        (groups + role, np.full(roles, sink), market.low, -(market.bonus // 64)),
        (groups + role, np.full(roles, sink), market.free - market.low, np.zeros(roles)),
        ([source], [sink], [int(market.free.sum())], [0]),
    )
    tails, heads, room, cost = (np.concatenate(column).astype(np.int64) for column in zip(*arcs, strict=True))
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, cost)
    flow.set_node_supply(source, int(market.free.sum()))
    flow.set_node_supply(sink, -int(market.free.sum()))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with status {status}")
    return np.asarray(flow.flows(np.arange(groups, groups + pairs)), dtype=np.int64)


def solve(case: Case, seconds: float, gap_ppm: int) -> Answer:
    """Solve the flow and repair it."""
    plan = empty_plan(case.market, case.edges)
    order = np.argsort(-(case.worth() + ABOVE_ALL * (flows_of(case) > 0)), kind="stable")
    take_in_order(case.market, case.edges, case.owners(), plan, order)
    return of_plan(case, plan)
