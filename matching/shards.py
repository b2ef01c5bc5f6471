"""A large problem shared out among Celery workers, on this machine or others: they meet in the cache.

Parts, questions and answers lie in the shared cache, which all machines of a site share; messages of the queue carry
keys alone. Any worker may answer for any shard: it fetches the part, and keeps part and pairs in files of its machine
(:mod:`matching.engine.shards.kept`). While it works it says so every few seconds. A shard that falls silent is asked
again, and in the end answered here: lost workers cost time, never the run.
"""

import logging
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from core import jobs
from matching.engine.shards.packing import pack

if TYPE_CHECKING:
    from matching.engine.shards.parts import Part
    from matching.engine.shards.sharded import Workers

cache = ConnectionProxy(caches, "shared")  # every machine's; one that is away is told, not made up for
KEPT_SECONDS = 2 * 60 * 60  # parts; as long as an unfinished message of the queue stays hidden
REPLY_SECONDS = 10 * 60
BEAT_SECONDS = 4.0
PATIENCE_SECONDS = 20.0  # several beats
MOST_ASKED = 3
LOOK_SECONDS = 0.01
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything about one shard of one run lies."""

    run: str
    shard: int

    @property
    def part(self) -> str:
        """Return the key of the part."""
        return f"shards:{self.run}:{self.shard}:part"

    def question(self, step: int) -> str:
        """Return the key of a question."""
        return f"shards:{self.run}:{self.shard}:{step}:question"

    def answer(self, step: int) -> str:
        """Return the key of an answer."""
        return f"shards:{self.run}:{self.shard}:{step}:answer"

    def beat(self, step: int) -> str:
        """Return the key that exists while somebody works on an answer."""
        return f"shards:{self.run}:{self.shard}:{step}:beat"

    @property
    def folder(self) -> Path:
        """Return where a worker of this machine keeps the shard."""
        return settings.DATA_DIR / "shards" / f"{self.run}-{self.shard}"


def _reply(place: Place, question: bytes) -> bytes:
    from matching.engine.shards.kept import reply_from  # compiled code that a web process should not load

    return reply_from(place.folder, lambda: cache.get(place.part), question)


@contextmanager
def _beating(key: str) -> Iterator[None]:
    """Say every few seconds that this process is at work."""
    done = Event()

    def beat() -> None:
        while not done.wait(BEAT_SECONDS):
            cache.set(key, True, PATIENCE_SECONDS)

    cache.set(key, True, PATIENCE_SECONDS)
    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def answer_question(*, run: str, shard: int, step: int) -> bool:
    """Answer one question of a run if it still waits; return whether it did."""
    place = Place(run, shard)
    question = cache.get(place.question(step))
    if question is None or cache.has_key(place.answer(step)):
        return False
    with _beating(place.beat(step)):
        cache.set(place.answer(step), _reply(place, question), REPLY_SECONDS)
    return True


def queued_workers(count: int) -> "AbstractContextManager[Workers | None]":
    """Return workers for so many shards for a ``with`` block, or none at all."""
    return QueuedWorkers(count) if count else nullcontext()


@dataclass(slots=True)
class Waiting:
    """A question under way: when its shard was last heard of, and how often it was asked."""

    message: bytes
    heard: float
    asked: int = 1


@dataclass(slots=True)
class QueuedWorkers:
    """Whoever takes messages from the queue ``shards``; use it in a ``with`` block, one solve at a time.

    The coordinator's side of :class:`matching.engine.shards.sharded.Workers`.
    """

    count: int
    patience_seconds: float = PATIENCE_SECONDS
    _run: str = ""
    _step: int = 0
    _adopted: set[int] = field(default_factory=set)  # shards that nobody answered for, and this process now does

    def __enter__(self) -> Self:
        """Begin; nothing is sent until there is a problem."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the parts away; workers that still hold one find no question any more."""
        self._end_run()

    def _end_run(self) -> None:
        cache.delete_many([self._place(number).part for number in range(self.count)])

    def _place(self, number: int) -> Place:
        return Place(self._run, number)

    def give(self, parts: "Iterator[Part]") -> None:
        """Lay out the parts for whoever will ask; what workers have kept of an earlier problem is not of this run."""
        self._end_run()
        self._run = secrets.token_hex(8)
        self._adopted.clear()
        for number, part in enumerate(parts):
            cache.set(self._place(number).part, pack(part), KEPT_SECONDS)

    def ask(self, messages: list[bytes]) -> list[bytes]:
        """Put a question about every shard and wait for all answers."""
        self._step += 1
        answers: dict[int, bytes] = {}
        waiting = {number: Waiting(message, time.monotonic()) for number, message in enumerate(messages)}
        for number in waiting.keys() - self._adopted:
            self._send(number, messages[number])
        for number in self._adopted:
            answers[number] = _reply(self._place(number), messages[number])
        while waiting := {number: one for number, one in waiting.items() if number not in answers}:
            answers |= self._arrived(waiting)
            answers |= self._mended(waiting, answers)
            time.sleep(LOOK_SECONDS)
        self._forget(len(messages))
        return [answers[number] for number in range(len(messages))]

    def _send(self, number: int, message: bytes) -> None:
        cache.set(self._place(number).question(self._step), message, KEPT_SECONDS)
        jobs.send("matching.answer_shard", run=self._run, shard=number, step=self._step)

    def _arrived(self, waiting: Mapping[int, Waiting]) -> dict[int, bytes]:
        """Collect answers and note who is at work."""
        keys = {self._place(number).answer(self._step): number for number in waiting}
        found = {keys[key]: answer for key, answer in cache.get_many(list(keys)).items()}
        beats = {self._place(number).beat(self._step): number for number in waiting}
        for key in cache.get_many(list(beats)):
            waiting[beats[key]].heard = time.monotonic()
        return found

    def _mended(self, waiting: Mapping[int, Waiting], answers: Mapping[int, bytes]) -> dict[int, bytes]:
        """Ask again where nobody was heard of for long; answer here where asking did not help."""
        mended = {}
        for number, one in waiting.items():
            if number in answers or time.monotonic() - one.heard < self.patience_seconds:
                continue
            one.heard, one.asked = time.monotonic(), one.asked + 1
            log.warning("nobody answers for shard %d of %s: asked %d times", number, self._run, one.asked - 1)
            if one.asked <= MOST_ASKED:
                self._send(number, one.message)
            else:
                self._adopted.add(number)
                mended[number] = _reply(self._place(number), one.message)
        return mended

    def _forget(self, count: int) -> None:
        places = [self._place(number) for number in range(count)]
        cache.delete_many([key for place in places for key in (place.question(self._step), place.answer(self._step))])
