"""Doubts about shifts: people nobody saw, more people than places, titles of paid work."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from core.text import fold
from recognition.fraud.facts import Credit, Facts, Finding, Pattern, Registry, Work
from recognition.fraud.rules import Rules


def phantom_events(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield shifts whose people were hardly seen and cannot all have been there; one finding a shift.

    A great event where the network failed looks alike but for the signs: people joined before, an organiser counted
    heads, amounts differ. So a shift of many needs several signs; more unseen people than places or heads is enough
    by itself at any size.
    """
    by_work: dict[int, list[Credit]] = defaultdict(list)
    for credit in standing:
        by_work[credit.work].append(credit)
    for work_id, group in by_work.items():
        hidden = [credit for credit in group if credit.is_unseen]
        if not hidden or len(group) - len(hidden) > rules.phantom_seen_share * len(group):
            continue
        work, people = registry.works[work_id], len({credit.account for credit in group})
        over_places, over_heads = _is_over(people, work.places, rules), _is_over(people, work.heads, rules)
        signs = {
            "over_places": over_places,
            "over_heads": over_heads,
            "nobody_counted": work.heads is None,
            "joined_after": _joined_after(hidden, work) >= rules.phantom_late_share * len(hidden),
            "all_the_same": _same(hidden) >= rules.phantom_same_share * len(hidden),
            "at_one_go": _burst(hidden, rules.phantom_burst_minutes) >= rules.phantom_same_share * len(hidden),
        }
        count = sum(signs.values())
        is_great = people >= rules.phantom_people and count >= rules.phantom_signs and _is_strange(signs)
        if is_great or over_places or over_heads:
            facts: Facts = {
                "people": people,
                "unseen": len(hidden),
                "places": -1 if work.places is None else work.places,
                "heads": -1 if work.heads is None else work.heads,
                "signs": ",".join(name for name, holds in signs.items() if holds),
            }
            ids = tuple(credit.id for credit in hidden)
            yield Finding(Pattern.PHANTOM, f"shift:{work_id}", ids, min(99, 45 + 10 * count), facts)


def _is_strange(signs: dict[str, bool]) -> bool:
    """A form that fills in the planned length for everybody makes amounts alike in one go: that alone is usual."""
    return signs["joined_after"] or signs["over_places"] or signs["over_heads"]


def _is_over(people: int, bound: int | None, rules: Rules) -> bool:
    if bound is None:
        return False
    return people - bound >= rules.crowd_over_people and people > bound * (1 + rules.crowd_over_share)


def _joined_after(standing: Sequence[Credit], work: Work) -> int:
    return sum(credit.signed_up >= work.ends for credit in standing)


def _same(standing: Sequence[Credit]) -> int:
    return max(Counter(credit.minutes for credit in standing).values())


def _burst(standing: Sequence[Credit], minutes: int) -> int:
    """Return how many were written within one span of so many minutes, at most."""
    moments = sorted(credit.recorded for credit in standing)
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > minutes:
            first += 1
        most = max(most, last - first + 1)
    return most


def paid_work(standing: Sequence[Credit], registry: Registry, rules: Rules) -> Iterator[Finding]:
    """Yield shifts whose title speaks of pay; one finding a shift. Every title is read once."""
    paid, unpaid = ([fold(word) for word in words] for words in (rules.paid_words, rules.unpaid_words))
    by_work: dict[int, list[int]] = defaultdict(list)
    for credit in standing:
        by_work[credit.work].append(credit.id)
    words_of: dict[str, str] = {}
    for work_id, ids in by_work.items():
        for title in registry.works[work_id].titles:
            if title not in words_of:
                words_of[title] = _paid_word(fold(title), paid, unpaid)
            if words_of[title]:
                yield Finding(Pattern.PAID, f"shift:{work_id}", tuple(ids), 75, {"word": words_of[title]})
                break


def _paid_word(title: str, paid: Sequence[str], unpaid: Sequence[str]) -> str:
    """Return the word of pay that is left once the words that deny it are taken out."""
    for word in unpaid:
        title = title.replace(word, " ")
    fenced = f" {title}"
    return next((word for word in paid if f" {word}" in fenced or f"/{word}" in fenced), "")
