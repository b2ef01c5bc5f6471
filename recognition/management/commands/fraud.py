"""``fraud``: how well the patterns find what is planted in the public corpus."""

import json
from argparse import ArgumentParser
from datetime import date
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.fraud import detect, rules_on
from recognition.fraud.corpus import make_corpus, score
from recognition.fraud.corpus.country import YEAR
from recognition.fraud.corpus.making import VOLUNTEERS
from recognition.fraud.corpus.scoring import PatternScore


class Command(BaseCommand):
    """Make the corpus, judge it and print the figures."""

    help = "Make the public corpus of hours with planted fraud, judge it, and print recall and precision by pattern."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the corpus and the form of the answer."""
        parser.add_argument("--corpus", action="store_true", help="judge the corpus; the database is not read")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another corpus")
        parser.add_argument("--volunteers", type=int, default=VOLUNTEERS, help=f"its size ({VOLUNTEERS})")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each pattern."""
        if not options["corpus"]:
            raise CommandError("Say --corpus: hours of the site are judged every night and stand in the queue.")
        if options["volunteers"] < 1:
            raise CommandError("--volunteers takes a whole number from 1.")
        answer = _figures(seed=options["seed"], volunteers=options["volunteers"])
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        for name, row in answer["patterns"].items():
            self.stdout.write(
                f"{name:18} {row['kind']:4}  recall {row['recall']:.3f}  precision {row['precision']:.3f}  "
                f"cases {row['cases_found']} of {row['cases']}"
            )
        self.stdout.write(
            f"{answer['credits']} credits of {answer['accounts']} accounts in {answer['seconds']} s; "
            f"{answer['honest_flagged']} of {answer['honest_people']} honest people flagged"
        )


def _figures(*, seed: int, volunteers: int) -> dict[str, Any]:
    """Make and judge a corpus; only the judging is timed."""
    rules = rules_on(date(YEAR, 12, 31))
    corpus = make_corpus(seed=seed, volunteers=volunteers)
    begun = perf_counter()
    detection = detect(corpus.registry, rules)
    seconds = round(perf_counter() - begun, 2)
    scores = score(corpus, detection)
    return {
        "seed": seed,
        "rules": rules.version,
        "accounts": len(corpus.registry.accounts),
        "shifts": len(corpus.registry.works),
        "credits": len(corpus.registry.credits),
        "seconds": seconds,
        "patterns": {pattern.value: _row(found) for pattern, found in scores.patterns.items()},
        "honest_people": scores.honest_people,
        "honest_flagged": scores.honest_flagged,
        "honest_flagged_share": round(scores.honest_share, 5),
    }


def _row(found: PatternScore) -> dict[str, Any]:
    return {
        "kind": "hard" if found.is_hard else "soft",
        "recall": round(found.recall, 4),
        "precision": round(found.precision, 4),
        "fraud_share": round(found.fraud_share, 4),
        "cases": found.cases,
        "cases_found": found.cases_found,
        "planted": found.planted,
        "flagged": found.flagged,
    }
