"""Have the whole solver compiled before it is timed or shared."""

from matching.engine.compiled import compile_once
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.priced.auction import run_auction
from matching.engine.priced.chains import fill_seats
from matching.engine.priced.dual import people_value
from matching.engine.priced.fit import lift, list_swaps, sink
from matching.engine.priced.pairs import fill
from matching.engine.priced.plan import value_of
from matching.engine.priced.rounds import first_state, improve, set_stage
from matching.engine.priced.threads import crew_of
from matching.engine.priced.upgrades import upgrade

COMPILES_SECONDS = 30
KERNELS = (
    fill, run_auction, people_value, fill_seats, upgrade, list_swaps, lift, sink, value_of,
)  # fmt: skip


def _solve_small() -> None:
    """Call every kernel once: first prices and one whole round, which a small problem would not need."""
    index = build_index(generate(60, 10, "tight", 1))
    with crew_of(1) as crew:
        stage = set_stage(index, crew, 0)
        improve(stage, first_state(stage), passes=2, step=2.0)


def warm_up() -> None:
    """Compile the solver, unless that was done before; of many processes one compiles and the others wait."""
    compile_once("the solver", KERNELS, _solve_small, seconds=COMPILES_SECONDS)
