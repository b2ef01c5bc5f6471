"""What the web server must never load: the compiled part of the engine, and solvers."""

import subprocess
import sys

PROBE = """
import sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted({"numba", "llvmlite", "highspy", "ortools"} & sys.modules.keys()))
"""


def test_the_web_process_loads_neither_the_compiled_part_nor_a_solver():
    probe = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)

    assert probe.stdout.strip() == ""
