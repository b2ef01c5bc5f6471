"""A shard kept in files, for workers that live only as long as one question: whoever maps the files can answer.

The part and the pairs found from it lie in one folder. Processes of one machine share the pages, and one that dies
leaves nothing behind that another could not go on with. Files appear whole or not at all.
"""

import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from matching.engine.priced.market import Edges
from matching.engine.priced.pairs import find_pairs
from matching.engine.priced.shard import Shard
from matching.engine.priced.threads import crew_of
from matching.engine.shards.packing import map_file, pieces
from matching.engine.shards.parts import Part
from matching.engine.shards.protocol import reply

PART, PAIRS = "part", "pairs"
OLD_SECONDS = 3 * 60 * 60.0  # no solve takes as long


class PartMissing(LookupError):
    """Nobody has the part any more: the run it belongs to is over."""


def _place(folder: Path, name: str, content: Iterable[bytes | memoryview]) -> None:
    """Write a file so that others see all of it or nothing."""
    with NamedTemporaryFile(dir=folder, prefix=name, delete=False) as file:
        for piece in content:
            file.write(piece)
    Path(file.name).rename(folder / name)


def _sweep(shelf: Path) -> None:
    """Remove what runs of long ago have left."""
    for folder in shelf.iterdir():
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - OLD_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def reply_from(folder: Path, fetch: Callable[[], bytes | None], message: bytes) -> bytes:
    """Answer one packed question about the shard in a folder, fetching its part and finding its pairs if need be.

    Parameters
    ----------
    folder
        Of this shard of this run alone; made if it does not exist. Its neighbours are swept when they are old.
    fetch
        Returns the packed part.

    Raises
    ------
    PartMissing
        If there is nothing to fetch.
    """
    if not (folder / PART).exists():
        packed = fetch()
        if packed is None:
            raise PartMissing(folder.name)
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        _place(folder, PART, [packed])
    part = map_file(folder / PART, Part)
    with crew_of(1) as crew:
        if not (folder / PAIRS).exists():
            _place(folder, PAIRS, pieces(find_pairs(part.scene, crew)))
        return reply(Shard(part.market, map_file(folder / PAIRS, Edges), crew), message)
