"""What a command prints: its result on standard output, as text or JSON, and its progress on standard error."""

import json
import sys

from matching.engine.result import Progress


def show(value: object, as_json: bool) -> None:
    """Print a result."""
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, dict):
        print("\n".join(f"{name}: {part}" for name, part in value.items()))
    else:
        print("\n".join(map(str, value if isinstance(value, list) else [value])))


def tell(step: Progress) -> None:
    """Print one line of progress."""
    gap = f"{step.gap_ppm} ppm"
    print(f"round {step.round}: {step.lower} of at most {step.upper}, {gap}, {step.seconds:.1f} s", file=sys.stderr)
