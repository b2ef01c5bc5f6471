"""The parts around a site that a test breaks: processes under a supervisor, a mail server, and gateways that fail."""

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any

import pytest
import redis

from tests.races.servers import ROOT, free_port

NOISE = b"\x00\xff\x16\x03$7\r\nnot what was asked\r\n:\r\n"
NO_DISK = ("--save", "", "--appendonly", "no")


class Postbox:
    """A mail server that remembers whom it took which message for, and when."""

    def __init__(self) -> None:
        self.taken: list[tuple[tuple[str, ...], str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        text = envelope.content.decode("utf-8", "replace")
        names = [line for line in text.splitlines() if line.lower().startswith("message-id:")]
        self.taken.append((tuple(envelope.rcpt_tos), names[0]))
        return "250 OK"


class Part:
    """One process that a supervisor starts again whenever it is gone."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment
        self.process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def kill(self, blow: signal.Signals = signal.SIGKILL) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, blow)
        except ProcessLookupError:
            return
        self.process.wait(timeout=30)


@contextmanager
def supervised(*parts: Part) -> Iterator[None]:
    stopped = threading.Event()

    def watch() -> None:
        while not stopped.wait(0.3):
            for part in parts:
                part.keep()

    for part in parts:
        part.keep()
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        watcher.join()
        for part in parts:
            part.kill()


def wait_for_redis(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with redis.Redis(port=port) as link:
                link.ping()
                return
        except redis.exceptions.RedisError:
            time.sleep(0.1)
    pytest.fail("Redis did not start")


class Fault(StrEnum):
    """How a neighbour of the site fails."""

    DOWN = "down"
    SLOW = "slow"
    GARBAGE = "garbage"


class Gateway:
    """What stands before a server and fails on demand: nobody listens, answers take long, or they are rubbish."""

    SLOW_SECONDS = 30.0

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.fault: Fault | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def running(self) -> Iterator["Gateway"]:
        self._thread.start()
        self._do(self._turn(None))
        try:
            yield self
        finally:
            self._do(self._turn(Fault.DOWN))
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def turn(self, fault: Fault | None) -> None:
        """Begin a fault, or end it. Connections of the time before stay, and suffer what new ones do."""
        self._do(self._turn(fault))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=20)

    async def _turn(self, fault: Fault | None) -> None:
        before, self.fault = self.fault, fault
        if fault == Fault.DOWN or before is not None:  # what hung or was garbled is no use afterwards
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if fault == Fault.DOWN and self._listening:
            self._listening.close()
            await self._listening.wait_closed()
            self._listening = None
        elif fault != Fault.DOWN and self._listening is None:
            self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            await _closed(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == Fault.GARBAGE:
            writer.write(NOISE)
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            there = asyncio.ensure_future(self._pump(reader, inner_writer, writer))
            back = asyncio.ensure_future(self._pump(inner_reader, writer, None))
            try:
                await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
            finally:
                there.cancel()
                back.cancel()
                await asyncio.gather(there, back, return_exceptions=True)
        finally:
            await _closed(inner_writer)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, asker: asyncio.StreamWriter | None
    ) -> None:
        while chunk := await source.read(65_536):
            if self.fault == Fault.SLOW:
                await asyncio.sleep(self.SLOW_SECONDS)
            if self.fault == Fault.GARBAGE:
                if asker is not None:
                    asker.write(NOISE)
                    await asker.drain()
                continue
            sink.write(chunk)
            await sink.drain()


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
