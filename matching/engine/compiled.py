"""The one door to the compiler, for solver and verifier alike: functions over arrays, kept on disk, free of the GIL.

Knows nothing of matching. What is compiled is kept in a file of its own, named by everything that decides its code,
and put in place in one step: any number of processes may compile and load at the same moment, and an edited function
is never mistaken for its predecessor. Numba's own cache promises neither (docs/decisions/0008).
"""

import fcntl
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps
from numba.core.sigutils import normalize_signature

P = ParamSpec("P")
R = TypeVar("R")
Whole = Any  # an int or a numpy integer: the compiler makes no difference
SUFFIX = ".code"


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over arrays and named tuples of arrays.

    No fast mathematics, so that results repeat bit by bit; no threads of its own, the caller brings them. No memory
    of its own either: whoever calls keeps every array alive and brings scratch space. So no references are counted,
    which would cost more than most kernels do and make threads wait for each other.
    """
    return _compiled(function, counts_references=False)


def allocating(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that makes arrays of its own, and those that call it: as ``compiled``, but slower."""
    return _compiled(function, counts_references=True)


def _compiled(function: Callable[P, R], *, counts_references: bool) -> Callable[P, R]:
    made = numba.njit(nogil=True, error_model="numpy", _nrt=counts_references)(function)
    with suppress(RuntimeError, OSError):  # no directory can be written: compiled anew in every process
        made._cache = CodeFiles(function)
    return cast("Callable[P, R]", made)


def _digest(parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _code_parts(code: CodeType) -> tuple[object, ...]:
    constants = [_code_parts(part) if isinstance(part, CodeType) else part for part in code.co_consts]
    return code.co_code, constants, code.co_names, code.co_varnames


def _global_parts(value: object) -> object:
    """Describe what a function takes from its module: other compiled functions, numbers, forms of tuples."""
    if isinstance(value, Dispatcher):
        return fingerprint(value.py_func)
    if isinstance(value, type):
        return value.__qualname__, getattr(value, "_fields", ())
    return value if isinstance(value, (int, float, str, tuple)) else getattr(value, "__name__", "")


@cache
def fingerprint(function: FunctionType) -> str:
    """Return a digest of a function's code and of all it uses: another one whenever its result could change."""
    names = [name for name in function.__code__.co_names if name in function.__globals__]
    used = [(name, _global_parts(function.__globals__[name])) for name in names]
    return _digest((_code_parts(function.__code__), used))


def _form(kind: Any) -> object:
    """Describe the type of an argument down to the names of the fields of its tuples."""
    fields = getattr(kind, "fields", ()) if hasattr(kind, "instance_class") else ()
    return str(kind), fields, [_form(part) for part in getattr(kind, "types", ())]


class CodeFiles(FunctionCache):  # type: ignore[misc]  # ships no types
    """The compiled forms of one function on disk, a file for each signature."""

    def _path(self, sig: object, context: Any) -> Path:
        arguments, _ = normalize_signature(sig)
        key = (numba.__version__, context.codegen().magic_tuple(), [_form(kind) for kind in arguments])
        return Path(self._cache_path) / f"{self._stem()}{fingerprint(self._py_func)}-{_digest(key)}{SUFFIX}"

    def _stem(self) -> str:
        module, name = self._py_func.__module__.rpartition(".")[2], self._py_func.__qualname__
        return f"{module}.{name}.{sys.implementation.cache_tag}-"

    def load_overload(self, sig: object, target_context: Any) -> Any:
        """Return the code for a signature, None where there is none that can be read."""
        target_context.refresh()
        try:
            kept = pickle.loads(self._path(sig, target_context).read_bytes())
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        return self._impl.rebuild(target_context, kept)

    def save_overload(self, sig: object, data: Any) -> None:
        """Keep the code for a signature and drop what was kept of the function before it changed."""
        if not self._impl.check_cachable(data):
            return
        path = self._path(sig, data.target_context)
        with suppress(OSError):  # a full disk must not stop the answer
            _put_in_place(path, dumps(self._impl.reduce(data)))
            _drop_predecessors(path, self._stem(), fingerprint(self._py_func))


def _put_in_place(path: Path, content: bytes) -> None:
    """Write a file so that others see all of it or nothing."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def _drop_predecessors(path: Path, stem: str, present: str) -> None:
    for other in path.parent.glob(f"{stem}*{SUFFIX}"):
        if not other.name.startswith(stem + present):
            other.unlink(missing_ok=True)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait until no other process (or thread) compiles into this directory."""
    with (directory / ".compiling").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def compile_once(what: str, kernels: tuple[Any, ...], work: Callable[[], object], *, seconds: int) -> None:
    """Have the kernels compiled before they are needed; whoever comes second waits and then only loads.

    Parameters
    ----------
    what
        Named to whoever waits: "the solver".
    kernels
        The compiled functions that ``work`` calls; a change in one of them, or in what it calls, compiles again.
    work
        Calls every kernel once with the types it will meet.
    seconds
        How long this takes about, for the sentence.
    """
    directory = _directory_of(kernels[0])
    if directory is None:
        _say(f"Compiling {what}, about {seconds} s each time: no directory to keep it in; set NUMBA_CACHE_DIR.")
        return
    mark = _mark(directory, what, kernels)
    if mark.exists():
        return
    with _alone(directory):
        if not mark.exists():
            _say(f"Compiling {what}, only this once; about {seconds} s.")
            work()
            for former in directory.glob(f"{_stem(what)}*"):
                former.unlink(missing_ok=True)
            mark.touch()


def is_kept(what: str, kernels: tuple[Any, ...]) -> bool:
    """Say whether the kernels need no compiling any more, or cannot be kept in any case; see compile_once."""
    directory = _directory_of(kernels[0])
    return directory is None or _mark(directory, what, kernels).exists()


def _stem(what: str) -> str:
    return f".{what.replace(' ', '-')}-{sys.implementation.cache_tag}-"


def _mark(directory: Path, what: str, kernels: tuple[Any, ...]) -> Path:
    """Name the file that says that these kernels were compiled."""
    forms = [fingerprint(kernel.py_func) for kernel in kernels]
    return directory / f"{_stem(what)}{_digest((numba.__version__, forms))}"


def _directory_of(kernel: Any) -> Path | None:
    """Return where a kernel is kept, if it is kept at all and can still be written."""
    place = kernel.stats.cache_path
    return Path(place) if place and os.access(place, os.W_OK) else None
