"""While articles are read, numpy computes in the thread that asks; before and after, as it likes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from threadpoolctl import ThreadpoolController

import extractors.nlp  # noqa: F401 - loads numpy, whose BLAS is what is limited
from extractors.processors import one_thread_each


def threads() -> set[int]:
    return {one["num_threads"] for one in ThreadpoolController().info() if one["user_api"] == "blas"}


def test_the_limit_holds_until_the_last_reader_has_left() -> None:
    before = threads()
    both_in, one_out = Barrier(2), Barrier(2)

    def first() -> None:
        with one_thread_each():
            both_in.wait()
        one_out.wait()

    def second() -> set[int]:
        with one_thread_each():
            both_in.wait()
            one_out.wait()
            return threads()

    with ThreadPoolExecutor(2) as pool:
        pool.submit(first)
        assert pool.submit(second).result() <= {1}
    assert threads() == before


def test_a_reader_that_fails_leaves_no_limit() -> None:
    before = threads()
    with pytest.raises(ValueError, match="broken"), one_thread_each():
        raise ValueError("broken")
    assert threads() == before
