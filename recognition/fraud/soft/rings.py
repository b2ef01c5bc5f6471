"""Doubts about who approves whom: rings of people, and one person with two accounts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from recognition.fraud.facts import Credit, Finding, Pattern, Registry
from recognition.fraud.rules import Rules

Graph = Mapping[int, Sequence[int]]


def rings(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield rings of people who approve each other's unseen hours; one finding a ring.

    An arrow leads from an approver to whom she gave unseen hours several times. People on a circle of arrows form a
    ring: two who swap, or more who pass it on. Coordinators may well help at each other's shifts; where somebody saw
    them there is no arrow.
    """
    given: dict[tuple[int, int], list[int]] = defaultdict(list)
    for credit in standing:
        if credit.approver is not None and credit.approver != credit.account and credit.is_unseen:
            given[credit.approver, credit.account].append(credit.id)
    strong = {pair: ids for pair, ids in given.items() if len(ids) >= rules.ring_credits}
    graph: dict[int, list[int]] = defaultdict(list)
    for approver, account in strong:
        graph[approver].append(account)
    for people in circles(graph):
        ids = tuple(
            one
            for (approver, account), found in strong.items()
            if approver in people and account in people
            for one in found
        )
        facts = {"people": len(people), "credits": len(ids)}
        subject = f"ring:{'-'.join(map(str, sorted(people)))}"
        yield Finding(Pattern.RING, subject, ids, min(99, 70 + len(ids)), facts)


def circles(graph: Graph) -> list[frozenset[int]]:
    """Return the strongly connected parts with two people or more, in time of the order of people and arrows.

    1. Walk the arrows and note people as their walk is done. 2. From the last of these back, walk the arrows the
    wrong way: whom that reaches, and no earlier part has, is one part (Kosaraju). Neither walk calls itself, so a long
    chain cannot exhaust the stack.
    """
    backwards: dict[int, list[int]] = defaultdict(list)
    for person, others in graph.items():
        for other in others:
            backwards[other].append(person)
    seen: set[int] = set()
    done = [person for root in graph for person in _walk(graph, root, seen)]
    seen = set()
    parts = (frozenset(_walk(backwards, root, seen)) for root in reversed(done))
    return [part for part in parts if len(part) > 1]


def _walk(graph: Graph, root: int, seen: set[int]) -> list[int]:
    """Return the people that arrows lead to from one, herself included, each as soon as all behind her is done."""
    if root in seen:
        return []
    seen.add(root)
    path, done = [(root, iter(graph.get(root, ())))], []
    while path:
        person, following = path[-1]
        other = next((one for one in following if one not in seen), None)
        if other is None:
            done.append(person)
            path.pop()
        else:
            seen.add(other)
            path.append((other, iter(graph.get(other, ()))))
    return done


def self_dealing(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield pairs where the person checked in on the very phone with which the approver scans; one a pair."""
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for credit in standing:
        if credit.approver is None or not credit.device:
            continue
        if credit.device in registry.phones.get(credit.approver, ()):
            pairs[credit.approver, credit.account].append(credit.id)
    for (approver, account), ids in pairs.items():
        if len(ids) >= rules.self_credits:
            score = min(99, 75 + 2 * len(ids))
            yield Finding(Pattern.SELF, f"pair:{approver}:{account}", tuple(ids), score, {"credits": len(ids)})
