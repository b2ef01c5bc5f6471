"""The check of one file in a process of its own, which may eat so much and work so long."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ngos.papers.shapes import Fault, Paper, PaperKind, PaperRefused, kind_of

SECONDS = 25
MEMORY_BYTES = 768 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from ngos.papers.checking import child; child(sys.argv[2])"
SENT, CLEAN, SAID = "sent", "clean", "said.json"


def check(content: bytes) -> Paper:
    """Return a file made harmless. Raises PaperRefused, also when the work takes too much."""
    kind = kind_of(content)
    with tempfile.TemporaryDirectory(prefix="asar-paper-") as folder:
        place = Path(folder)
        (place / SENT).write_bytes(content)
        try:
            # Nothing of the file is an argument; -I keeps the surroundings of the web process out.
            subprocess.run(
                [sys.executable, "-I", "-c", CHILD, str(ROOT), folder],
                timeout=SECONDS,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            said = json.loads((place / SAID).read_text(encoding="utf-8"))
        except (subprocess.SubprocessError, OSError, ValueError) as given_up:
            raise PaperRefused(Fault.TOO_HARD) from given_up
        if said["fault"]:
            raise PaperRefused(Fault(said["fault"]))
        return Paper(kind, (place / CLEAN).read_bytes(), said["text"])


def child(folder: str) -> None:
    """Check the file in a folder and write down what came of it; what runs in the process of its own."""
    _bind()
    place = Path(folder)
    fault, text = "", ""
    try:
        paper = made_harmless((place / SENT).read_bytes())
        (place / CLEAN).write_bytes(paper.content)
        text = paper.text
    except PaperRefused as refused:
        fault = refused.fault.value
    (place / SAID).write_text(json.dumps({"fault": fault, "text": text}), encoding="utf-8")


def made_harmless(content: bytes) -> Paper:
    """Return a file made harmless, in this process. Raises PaperRefused."""
    from ngos.papers.pdf import write_anew  # slow: the web process never reads a file itself
    from ngos.papers.pictures import draw_anew

    kind = kind_of(content)
    return write_anew(content) if kind is PaperKind.PDF else draw_anew(content, kind)


def _bind() -> None:
    """Let the system end this process when it takes more than its share; where it cannot, the clock alone does."""
    try:
        import resource  # optional: not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
