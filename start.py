#!/usr/bin/env python3
"""One door for people who have only Python: run, test, check, or any management command.

Standard library only. Builds `.venv` from the hash-locked files in `requirements/` the first time and whenever they
change; after that a start does nothing twice.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BENCH = ROOT / ".venv-bench"  # the engine's peers, which nothing else needs
TOOLS = ROOT / ".tools"
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)

USAGE = """\
python3 start.py run [--port N]      the whole site on http://127.0.0.1:N (8000), with demo data the first time
python3 start.py test [...]          the tests; whatever follows goes to pytest
                     --races         only the database and queue tests (needs DATABASE_URL and REDIS_URL)
                     --browser       only the tests that drive Chromium
                     --engine        only the long proofs of the matching engine (compiles it the first time)
                     --slow          only the tests that repeat something for seconds
                     --measured      only the slow tests that time something, with nothing beside them
                     --bar           only the proofs under fire: crowds, killed processes, the gate (needs both too)
python3 start.py bench [...]         the matching engine beside its peers (--size 1k|10k|100k|1M; --help says more)
python3 start.py check               style, types, import contracts, spelling, migrations, settings
python3 start.py manage COMMAND ...  any management command; `manage help` lists them
"""

# Runs beside the site and is told every process group. When the parent is gone without a word, the pipe closes and
# what it started is stopped.
MINDER = """
import os, signal, sys, time
words = sys.stdin.read().split()
if words[-1:] != ["done"]:
    for blow, wait in ((signal.SIGTERM, 8), (signal.SIGKILL, 0)):
        for group in map(int, words):
            try: os.killpg(group, blow)
            except ProcessLookupError: pass
        time.sleep(wait)
"""


def say(text: str) -> None:
    """Tell the person something at once, even through a pipe."""
    print(text, flush=True)


def require_python() -> None:
    """Go on with a new enough Python: this one, or the newest on the PATH, or stop with a sentence."""
    if os.name == "nt":
        sys.exit("On Windows, run this inside WSL, or use: docker compose up")
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(f"Asar needs Python 3.{OLDEST[1]} or newer; this is {sys.version.split()[0]}. Install one and try again.")


# --- The environment -------------------------------------------------------------------------------------------------


def quiet(*command: object, env: dict[str, str] | None = None) -> bool:
    """Run a step of the set-up and return whether it worked; its output is shown only when it did not."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        say((done.stdout + done.stderr).strip())
    return done.returncode == 0


def create_venv(where: Path) -> None:
    """Make an empty virtual environment with pip, or stop with the hint that Debian's users need."""
    if not quiet(sys.executable, "-m", "venv", "--clear", where):
        shutil.rmtree(where, ignore_errors=True)
        sys.exit("Python cannot make virtual environments here. On Debian or Ubuntu: apt install python3-venv")


def find_uv() -> str | None:
    """Return a uv: the one on the PATH, or our own pinned by hash, or None when it cannot be had."""
    own = TOOLS / "bin" / "uv"
    found = shutil.which("uv")
    if found:
        return found
    if not own.exists():
        create_venv(TOOLS)
        pip = (TOOLS / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
        if not quiet(*pip, "--require-hashes", "-r", REQUIREMENTS / "tools.txt"):
            return None
    return str(own)


def python_of(venv: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return venv / "bin" / "python"


def install(lock: Path, venv: Path) -> bool:
    """Make an environment hold exactly what the lock file names, by uv or else by pip; return whether it worked."""
    environment = {"UV_SYSTEM_CERTS": "true", "UV_LINK_MODE": "copy", "UV_HTTP_TIMEOUT": "180"} | os.environ
    uv = find_uv()
    if uv:
        made = quiet(uv, "venv", "-q", "--clear", "--python", sys.executable, venv, env=environment)
        sync = (uv, "pip", "sync", "-q", "--require-hashes", "--python", python_of(venv), lock)
        if made and quiet(*sync, env=environment):
            return True
    say("Going on with pip, which takes longer.")
    create_venv(venv)
    pip = (python_of(venv), "-m", "pip", "install", "-q", "--disable-pip-version-check")
    return quiet(*pip, "--require-hashes", "-r", lock)


def bring_up(level: str, venv: Path) -> bool:
    """Bring an environment in step with the lock file of ``level``; return whether it is."""
    lock, stamp = REQUIREMENTS / f"{level}.txt", venv / f"stamp-{level}"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    wanted = hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()
    if python_of(venv).exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return True
    say("Preparing the environment; the first time this takes up to a minute ...")
    if not install(lock, venv):
        return False
    stamp.write_text(wanted, encoding="ascii")
    return True


def prepare(level: str) -> None:
    """Bring `.venv` in step with ``level`` ("run" or "dev"), or stop; dev holds run, so dev serves both."""
    if level == "run" and (VENV / "stamp-dev").exists():
        level = "dev"
    if not bring_up(level, VENV):
        sys.exit("The packages could not be installed; the lines above say why. Is there a connection?")


def call(*command: str, venv: Path = VENV) -> int:
    """Run one of our own programs in the foreground and return its exit code."""
    try:
        return subprocess.run([str(python_of(venv)), *command], cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 130


# --- run -------------------------------------------------------------------------------------------------------------


def port_from(arguments: list[str]) -> int:
    """Read ``[--port N]``; anything else ends with the usage."""
    words = " ".join(arguments).replace("=", " ").split() or ["--port", "8000"]
    if len(words) == 2 and words[0] == "--port" and words[1].isdecimal() and 0 < int(words[1]) < 65536:
        return int(words[1])
    sys.exit(f"Say it like this: python3 start.py run --port 8001 (a number from 1 to 65535).\n\n{USAGE}")


def require_free(port: int) -> None:
    """Stop with a sentence when something already listens on the port."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as failure:
            sys.exit(
                f"Port {port} cannot be used ({failure.strerror}). Stop the program that holds it, "
                f"or choose another: python3 start.py run --port {port + 1 if port < 65535 else 8001}"
            )


def commands(port: int) -> dict[str, tuple[str, ...]]:
    """Return what has to run: the web server, and the worker with its timetable."""
    web = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
    # Never granian's default here: it has grown to hundreds of threads, and each may hold a database connection.
    threads = ("--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers", "config.wsgi:application")
    worker = ("celery", "--quiet", "-A", "config", "worker", "-B", "--loglevel", "warning")
    pool = ("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle")
    return {"web server": web + threads, "worker": worker + pool}


def stop_parts(parts: dict[str, subprocess.Popen[bytes]], patience_seconds: float = 8.0) -> None:
    """End every process of every part: politely, then after a while for good."""
    for blow, patience in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, 2.0)):
        for part in parts.values():
            try:
                os.killpg(part.pid, blow)
            except ProcessLookupError:
                continue
        until = time.monotonic() + patience
        while time.monotonic() < until and any(group_lives(part) for part in parts.values()):
            time.sleep(0.05)


def group_lives(part: subprocess.Popen[bytes]) -> bool:
    """Return whether any process of the part's group is left."""
    part.poll()
    try:
        os.killpg(part.pid, 0)
    except ProcessLookupError:
        return False
    return True


def answers(port: int) -> bool:
    """Return whether the site says it is alive."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def end(received: int, frame: object) -> None:
    """Turn a signal into the orderly way out; Ctrl-C is not a failure."""
    sys.exit(0 if received == signal.SIGINT else 128 + received)


def run(arguments: list[str]) -> int:
    """Serve the site until a signal comes; leave no process behind."""
    port = port_from(arguments)
    require_free(port)
    stoppers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for number in stoppers:
        signal.signal(number, end)
    prepare("run")
    failed = call("-m", "config.prepare")
    if failed:
        return failed
    parts: dict[str, subprocess.Popen[bytes]] = {}
    minder = subprocess.Popen(
        [sys.executable, "-c", MINDER], stdin=subprocess.PIPE, start_new_session=True, text=True, bufsize=1
    )
    assert minder.stdin is not None
    try:
        for name, command in commands(port).items():
            part = subprocess.Popen([str(python_of(VENV)), "-m", *command], cwd=ROOT, start_new_session=True)
            parts[name] = part
            minder.stdin.write(f"{part.pid}\n")
        return watch(parts, port)
    finally:
        for number in stoppers:
            signal.signal(number, signal.SIG_IGN)
        stop_parts(parts)
        minder.communicate("done")


def watch(parts: dict[str, subprocess.Popen[bytes]], port: int) -> int:
    """Announce the address once it answers, then wait; a part that ends by itself ends the rest."""
    announced = False
    while True:
        for name, part in parts.items():
            if part.poll() is not None:
                say(f"The {name} ended by itself (code {part.returncode}); stopping the rest.")
                return 1
        if not announced and answers(port):
            say(f"Asar is at http://127.0.0.1:{port}/ - stop it with Ctrl-C.")
            announced = True
        time.sleep(0.5 if announced else 0.1)


# --- test, check, bench, manage --------------------------------------------------------------------------------------


def pytest_arguments(arguments: list[str]) -> list[str]:
    """Return pytest's words; which marks are left out follows from what the environment offers."""
    rest = [
        word for word in arguments if word not in ("--races", "--browser", "--engine", "--slow", "--measured", "--bar")
    ]
    marks = []
    if "--browser" in arguments:
        marks = ["-m", "browser"]
    elif "--engine" in arguments:
        marks = ["-m", "engine"]
    elif "--slow" in arguments:
        marks = ["-m", "slow and not measured and not bar"]
    elif "--measured" in arguments:
        marks = ["-m", "measured"]
    elif "--bar" in arguments:
        marks = ["-m", "bar"]
    elif "--races" in arguments:
        marks = ["-m", "(postgres or redis) and not slow and not bar"]
    elif "-m" not in rest:
        missing = ["browser", "engine", "slow", "bar"]
        missing += [] if os.environ.get("DATABASE_URL") else ["postgres"]
        missing += [] if os.environ.get("REDIS_URL") else ["redis"]
        marks = ["-m", " and ".join(f"not {mark}" for mark in missing)]
    # One browser at a time is enough for two cores, and what is measured must have them to itself.
    alone = {"browser", "measured", "bar"} & {*marks, *rest} or "-n" in rest
    return [*([] if alone else ["-n", "2"]), *marks, *rest]


def test(arguments: list[str]) -> int:
    """Run pytest."""
    prepare("dev")
    return call("-m", "pytest", *pytest_arguments(arguments))


def check() -> int:
    """Run every check that needs no test and say at the end which failed."""
    prepare("dev")
    steps = {
        "style": ("-m", "ruff", "check", "."),
        "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
        "types": ("-m", "mypy"),
        "contracts": (str(VENV / "bin" / "lint-imports"), "--no-cache", "--no-logo"),
        "spelling": ("-m", "codespell_lib"),
        "migrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
        "settings": ("manage.py", "check", "--fail-level", "WARNING"),
    }
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        if call(*command):
            failed.append(name)
    say(f"check: {'failed: ' + ', '.join(failed) if failed else 'all ' + str(len(steps)) + ' passed'}")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure the engine beside its peers; without their packages, beside those that need none."""
    if bring_up("bench", BENCH):
        return call("-m", "benchmarks", *arguments, venv=BENCH)
    say("The peers' packages could not be installed; going on with the product's own.")
    prepare("run")
    return call("-m", "benchmarks", *arguments)


def main(arguments: list[str]) -> int:
    """Do what the first word says."""
    require_python()
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if command == "run":
        return run(rest)
    if command == "test":
        return test(rest)
    if command == "check" and not rest:
        return check()
    if command == "bench":
        return bench(rest)
    if command == "manage":
        prepare("run")
        return call("manage.py", *rest)
    say(USAGE)
    return 0 if command in ("help", "-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
