"""The starter is a program for people without anything: it is tested as one, from outside."""

import ast
import importlib.util
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def say_to_start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "start.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30
    )


def test_starter_imports_only_the_standard_library():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))

    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert "os" in imported
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_starter_without_a_word_explains_itself(start):
    done = say_to_start()

    assert (done.returncode, done.stdout.strip()) == (0, start.USAGE.strip())


def test_unknown_word_explains_and_fails(start):
    done = say_to_start("fly")

    assert (done.returncode, done.stdout.strip()) == (2, start.USAGE.strip())


@pytest.mark.parametrize(("words", "port"), [([], 8000), (["--port", "9"], 9), (["--port=65535"], 65535)])
def test_port_is_read(start, words, port):
    assert start.port_from(words) == port


@pytest.mark.parametrize("words", [["--port"], ["--port", "0"], ["--port", "65536"], ["--port", "x"], ["8001"]])
def test_wrong_port_ends_with_an_example(start, words):
    with pytest.raises(SystemExit, match=r"Say it like this: python3 start\.py run --port 8001"):
        start.port_from(words)


def test_taken_port_is_named_before_anything_else_happens():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        done = say_to_start("run", "--port", str(port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} cannot be used (Address already in use).")
    assert f"--port {port + 1}" in done.stderr


@pytest.mark.parametrize(
    ("given", "servers", "expected"),
    [
        (
            [],
            {},
            ["-n", "2", "-m", "not browser and not engine and not slow and not bar and not postgres and not redis"],
        ),
        (
            ["-k", "seat"],
            {"DATABASE_URL": "x"},
            ["-n", "2", "-m", "not browser and not engine and not slow and not bar and not redis", "-k", "seat"],
        ),
        (["-m", "not browser"], {}, ["-n", "2", "-m", "not browser"]),
        (["-m", "browser"], {}, ["-m", "browser"]),
        (["--browser", "-x"], {}, ["-m", "browser", "-x"]),
        (["--engine"], {}, ["-n", "2", "-m", "engine"]),
        (["--slow"], {}, ["-n", "2", "-m", "slow and not measured and not bar"]),
        (["--measured"], {}, ["-m", "measured"]),
        (["--bar"], {}, ["-m", "bar"]),
        (["--races"], {}, ["-n", "2", "-m", "(postgres or redis) and not slow and not bar"]),
    ],
)
def test_marks_follow_from_what_there_is(start, monkeypatch, given, servers, expected):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in servers.items():
        monkeypatch.setenv(name, value)

    assert start.pytest_arguments(given) == expected


def test_minder_stops_what_was_started_when_the_starter_dies(start):
    sleeper = subprocess.Popen(["sleep", "60"], start_new_session=True)
    minder = subprocess.Popen([sys.executable, "-c", start.MINDER], stdin=subprocess.PIPE, text=True)
    minder.stdin.write(f"{sleeper.pid}\n")

    minder.stdin.close()  # what the system does when the starter is killed

    assert sleeper.wait(timeout=5) == -signal.SIGTERM
    minder.kill()
    minder.wait()


def test_minder_leaves_alone_what_was_stopped_in_order(start):
    sleeper = subprocess.Popen(["sleep", "60"], start_new_session=True)
    minder = subprocess.Popen([sys.executable, "-c", start.MINDER], stdin=subprocess.PIPE, text=True)

    minder.communicate(f"{sleeper.pid}\ndone")

    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_stopping_ends_grandchildren_and_the_deaf(start):
    deaf = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    deaf += "os.fork() and print(1, flush=True); time.sleep(60)"
    part = subprocess.Popen([sys.executable, "-c", deaf], start_new_session=True, stdout=subprocess.PIPE)
    assert part.stdout.readline() == b"1\n"
    began = time.monotonic()

    start.stop_parts({"deaf": part}, patience_seconds=0.2)

    assert time.monotonic() - began < 3
    assert part.returncode == -signal.SIGKILL
    while start.group_lives(part) and time.monotonic() - began < 10:
        time.sleep(0.05)  # the system buries orphans when it gets to it
    assert not start.group_lives(part)
    part.stdout.close()
