"""A line between a window and the site that can be cut, as a phone loses its network.

What the driver calls offline does not reach everything that Chromium sends: the worker that keeps pages and requests
that outlive their page go past it now and then. Nothing goes past a line that is cut.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

CHUNK = 65_536


class Line:
    """Carries bytes from its own port to the site's, unless it is cut."""

    def __init__(self, site: str) -> None:
        address = urlsplit(site)
        self._site = (address.hostname, address.port)
        self._door = socket.create_server((address.hostname or "", 0))
        self._guard, self._is_cut = threading.Lock(), False
        self._ends: set[socket.socket] = set()
        self.url = f"http://{address.hostname}:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self, *, away: bool) -> None:
        """Cut the line in the middle of whatever it carries, or mend it."""
        with self._guard:
            self._is_cut = away
            ends = list(self._ends) if away else []
        for end in ends:
            _hang_up(end)

    def close(self) -> None:
        """Cut the line for good."""
        self.cut(away=True)
        _hang_up(self._door)

    def _listen(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _address = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with suppress(OSError), near, socket.create_connection(self._site) as far:
            with self._guard:
                if self._is_cut:
                    return
                self._ends |= {near, far}
            back = threading.Thread(target=_pump, args=(far, near), daemon=True)
            back.start()
            _pump(near, far)
            back.join()
            with self._guard:
                self._ends -= {near, far}


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """Lay a line to a site, and take it away at the end."""
    line = Line(site)
    try:
        yield line
    finally:
        line.close()
