"""Workers as processes of this machine: each maps its part from a file and keeps its pairs in memory."""

import logging
import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from matching.engine.priced.shard import Shard
from matching.engine.priced.threads import crew_of
from matching.engine.shards.packing import map_file, write_file
from matching.engine.shards.parts import Part
from matching.engine.shards.protocol import reply
from matching.engine.shards.sharded import WorkersLost

TRIES = 4  # workers that may be lost over one question
GONE = (EOFError, ConnectionError)
log = logging.getLogger(__name__)


def serve(connection: Connection, path: Path) -> None:
    """Find the pairs of a part, then answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks decides when to stop
    part = map_file(path, Part)
    with crew_of(1) as crew:
        shard = Shard.found(part.scene, part.market, crew)
        while True:
            try:
                message = connection.recv_bytes()
            except EOFError:
                return
            connection.send_bytes(reply(shard, message))


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A running process and the line to it."""

    process: SpawnProcess
    line: Connection

    @classmethod
    def start(cls, path: Path) -> Self:
        """Start a process on a part."""
        context = multiprocessing.get_context("spawn")  # a fork would copy threads in the middle of their work
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, path), daemon=True)
        process.start()
        there.close()
        return cls(process, here)

    def stop(self) -> None:
        """End the process."""
        self.line.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Processes:
    """As many processes as asked for; use it in a ``with`` block, one solve at a time.

    Each works with one thread. Parts lie in a temporary folder: 315 bytes a person for four weeks, about 800 a shift.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._folder = TemporaryDirectory(prefix="shards-")
        self._workers: list[Worker] = []

    def __enter__(self) -> Self:
        """Begin; processes start when there is a problem."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes and remove their parts."""
        self._dismiss()
        self._folder.cleanup()

    @property
    def process_ids(self) -> list[int]:
        """Return the numbers of the processes at work, in order of shard."""
        return [worker.process.pid or 0 for worker in self._workers]

    def _dismiss(self) -> None:
        while self._workers:
            self._workers.pop().stop()

    def _path(self, number: int) -> Path:
        return Path(self._folder.name) / f"part-{number}"

    def give(self, parts: Iterator[Part]) -> None:
        """Write each part and start a process on it."""
        self._dismiss()
        for number, part in enumerate(parts):
            write_file(part, self._path(number))
            self._workers.append(Worker.start(self._path(number)))

    def ask(self, messages: list[bytes]) -> list[bytes]:
        """Ask all at once; a process that dies is replaced and asked again."""
        for worker, message in zip(self._workers, messages, strict=True):
            self._send(worker, message)
        return [self._receive(number, message) for number, message in enumerate(messages)]

    def _send(self, worker: Worker, message: bytes) -> None:
        try:
            worker.line.send_bytes(message)
        except GONE:
            return  # noticed again, and mended, where its reply is awaited

    def _receive(self, number: int, message: bytes) -> bytes:
        for _ in range(TRIES):
            try:
                return self._workers[number].line.recv_bytes()
            except GONE:
                self._replace(number)
                self._send(self._workers[number], message)
        raise WorkersLost(f"shard {number} lost {TRIES} workers over one question")

    def _replace(self, number: int) -> None:
        lost = self._workers[number]
        lost.process.join()
        log.warning("worker of shard %d lost, exit code %s: starting another", number, lost.process.exitcode)
        lost.stop()
        self._workers[number] = Worker.start(self._path(number))
