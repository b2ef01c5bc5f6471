"""Chance that repeats itself: every draw hangs on the seed and on what it is for."""

import random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice(random.Random):
    """Random draws for one purpose; the same words give the same draws on every machine."""

    def __init__(self, *words: object) -> None:
        super().__init__("/".join(str(word) for word in words))

    def uuid(self) -> UUID:
        """Draw a public identifier."""
        return UUID(int=self.getrandbits(128), version=4)

    def happens(self, share: float) -> bool:
        """Say yes with the given share, 0 to 1."""
        return self.random() < share

    def weighted(self, choices: dict[T, float]) -> T:
        """Draw one key by its weight."""
        return self.choices(list(choices), weights=list(choices.values()))[0]
