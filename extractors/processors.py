"""How the processors are shared: each article that is read has one, and no thread spins on another."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

from threadpoolctl import ThreadpoolController

_LOCK = Lock()
#: What undoes the limit, while there is one; and how many readers hold it.
_undo: Callable[[], None] | None = None
_readers = 0


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """While any thread is in here, numpy computes a product of matrices in the thread that asks for it.

    OpenBLAS otherwise spreads each over all processors, with threads that spin between two of them: for the small products of a
    sentence that gains nothing, and takes the processor of the article that is read beside. The limit is the process's; it is taken
    away when the last thread leaves.
    """
    global _readers, _undo  # noqa: PLW0603 - the limit is one for the process
    with _LOCK:
        if _readers == 0:
            _undo = _controller().limit(limits=1, user_api="blas").restore_original_limits
        _readers += 1
    try:
        yield
    finally:
        with _LOCK:
            _readers -= 1
            if _readers == 0 and _undo is not None:
                _undo()


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()
