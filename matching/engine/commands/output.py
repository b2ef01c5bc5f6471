"""What a command prints: its result on standard output, as text or JSON, and its progress on standard error."""

import json
import sys
from argparse import Namespace

from matching.engine.files.answers import read_result
from matching.engine.result import Progress
from matching.engine.verify import Verdict


def show(value: object, as_json: bool) -> None:
    """Print a result."""
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, dict):
        print("\n".join(f"{name}: {part}" for name, part in value.items()))
    else:
        print("\n".join(map(str, value if isinstance(value, list) else [value])))


def report(verdict: Verdict, sha256: str, given: Namespace) -> int:
    """Print what a verifier found, and whether the answer is still the one that was written; return the status."""
    reasons = [str(reason) for reason in verdict.reasons]
    stated = read_result(given.answer).get("sha256")
    if stated != sha256:
        reasons.append(f"wrong_hash: the answer was written as {stated}, its files now hold {sha256}")
    facts = {"accepted": not reasons, "objective": verdict.objective, "bound": verdict.bound}
    show(facts | {"gap_ppm": verdict.gap_ppm, "reasons": reasons}, given.json)
    return 1 if reasons else 0


def tell(step: Progress) -> None:
    """Print one line of progress."""
    gap = f"{step.gap_ppm} ppm"
    print(f"round {step.round}: {step.lower} of at most {step.upper}, {gap}, {step.seconds:.1f} s", file=sys.stderr)
