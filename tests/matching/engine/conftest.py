"""For tests of the compiled parts: of many test processes one compiles, the others wait."""

from importlib import import_module

import pytest


@pytest.fixture(scope="session")
def _compiled_solver():
    import_module("matching.engine.priced.warm").warm_up()
