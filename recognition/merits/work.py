"""One piece of confirmed work, as much of it as recognition looks at."""

from datetime import date
from typing import NamedTuple


class Work(NamedTuple):
    """Minutes of one standing entry; ``day`` is the local day of the venue, ``evidence`` the level A, B or C."""

    day: date
    minutes: int
    cause: str
    evidence: str = ""
