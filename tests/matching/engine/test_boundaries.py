import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def loaded_after(statement):
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_engine_loads_neither_framework_nor_solver():
    loaded = loaded_after("import matching.engine")

    assert "numpy" in loaded
    assert not loaded & {"django", "ninja", "celery", "highspy", "numba", "scipy", "geopy"}
