"""Many processes compile at the same moment; edited code is never mistaken for what was kept before."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("numba")
pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[3]
KINDS = ["int16", "float32", "float64"]
KERNELS = """
from matching.engine.compiled import compiled

@compiled
def weigh(value):
    return 3 * value

@compiled
def add_up(values):
    total = 0 * values[0]
    for value in values:
        total += weigh(value)
    return total
"""
PROGRAM = """
import json, sys, time
import numpy as np
from kernels import add_up
from matching.engine.compiled import compile_once

begin, way, *kinds = sys.argv[1:]
time.sleep(max(0.0, float(begin) - time.time()))
if way == "together":
    compile_once("sums", (add_up,), lambda: [add_up(np.ones(1, kind)) for kind in kinds], seconds=2)
sums = {kind: float(add_up(np.arange(5).astype(kind))) for kind in kinds}
print(json.dumps([sums, sum(add_up.stats.cache_misses.values())]))
"""


def start(folder, kinds, *, begin=0.0, way="together"):
    now = os.environ | {"NUMBA_CACHE_DIR": str(folder / "cache"), "PYTHONPATH": f"{ROOT}:{folder}"}
    command = [sys.executable, "-c", PROGRAM, str(begin), way, *kinds]
    return subprocess.Popen(command, env=now, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process):
    """Return the sums by kind, how many forms were compiled, and what people were told."""
    out, told = process.communicate(timeout=100)
    assert process.returncode == 0, told
    return *json.loads(out), told


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kernels.py").write_text(KERNELS)
    (tmp_path / "cache").mkdir()
    return tmp_path


def test_processes_that_compile_at_once_keep_the_right_code_for_every_signature(folder):
    orders = [KINDS[place:] + KINDS[:place] for place in (0, 1, 2, 0)]
    crowd = [start(folder, kinds, begin=time.time() + 2, way="alone") for kinds in orders]
    answers = [finish(process)[0] for process in crowd]

    later, compiled, _ = finish(start(folder, KINDS, way="alone"))

    assert compiled == 0
    assert answers == [later] * 4 == [dict.fromkeys(KINDS, 30.0)] * 4


def test_one_process_compiles_and_says_so_while_the_others_wait_and_load(folder):
    crowd = [start(folder, KINDS, begin=time.time() + 2) for _ in range(4)]

    answers = [finish(process) for process in crowd]

    assert sorted(compiled for _, compiled, _ in answers) == [0, 0, 0, len(KINDS)]
    assert [told for _, compiled, told in answers if compiled] == ["Compiling sums, only this once; about 2 s.\n"]


def test_change_in_a_called_function_but_not_in_a_comment_compiles_its_callers_again(folder):
    before, *_ = finish(start(folder, ["int32"]))
    kept = {path.name for path in folder.glob("cache/*/*.code")}
    (folder / "kernels.py").write_text("# Not code.\n" + KERNELS)
    commented = finish(start(folder, ["int32"]))
    (folder / "kernels.py").write_text(KERNELS.replace("3 * value", "4 * value"))

    after, compiled, told = finish(start(folder, ["int32"]))

    assert commented == (before, 0, "")
    assert (before, after) == ({"int32": 30.0}, {"int32": 40.0})
    assert (compiled, "Compiling sums" in told) == (1, True)
    now = {path.name for path in folder.glob("cache/*/*.code")}
    assert len(now) == len(kept) == 2
    assert not now & kept


def test_without_a_place_to_keep_code_everything_works_and_says_so(folder, monkeypatch):
    monkeypatch.setenv("HOME", "/proc/nowhere")
    (folder / "cache").rmdir()
    (folder / "cache").write_text("a file where a directory should be")
    (folder / "__pycache__").write_text("")

    sums, compiled, told = finish(start(folder, ["int32"]))

    assert (sums, compiled) == ({"int32": 30.0}, 1)
    assert told == "Compiling sums, about 2 s each time: no directory to keep it in; set NUMBA_CACHE_DIR.\n"


def test_warming_up_calls_every_kernel_so_that_nothing_is_left_to_compile_later():
    code = (
        "from matching.engine.priced import warm; warm._solve_small()\n"
        "print([kernel.__name__ for kernel in warm.KERNELS if not kernel.signatures])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )

    assert done.stdout == "[]\n"
