"""Worker processes with a deadline: a call that hangs or dies costs itself only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from pipelines.errors import PageError
from pipelines.reasons import Reason, Stage
from pipelines.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError

DEADLINE_S = 2.0


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """Two workers, two seconds a call."""
    with WorkerPool(2, DEADLINE_S) as pool:
        yield pool


def hang() -> None:
    """Never comes back, and holds the interpreter all the while as C code does."""
    sys.setswitchinterval(1000)
    while True:
        pass


def die(number: signal.Signals) -> None:
    """Ends its own process as the kernel's out-of-memory killer, or a crash, would."""
    os.kill(os.getpid(), number)


def fill(megabytes: int) -> int:
    """Takes so much memory, and touches it."""
    return len(bytearray(b"x" * 2**20) * megabytes)


def fail() -> None:
    """Raises."""
    raise LookupError("no such thing")


def refuse() -> None:
    """Raises an error with parts of its own."""
    raise PageError(Stage.PARSE, Reason.BROKEN_FEED, "no gzip")


def survive_signals() -> str:
    """Sends itself what a terminal or systemd sends to all processes of a run."""
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    return "alive"


def test_result_comes_from_another_process(pool: WorkerPool) -> None:
    """A call runs in a worker, with positional and named arguments."""
    assert pool.submit(os.getpid).result() != os.getpid()
    assert pool.submit(sorted, [1, 3, 2], reverse=True).result() == [3, 2, 1]


def test_call_past_its_deadline_is_killed(pool: WorkerPool) -> None:
    """A call that hangs ends with an error at its deadline, and the calls around it get their answers."""
    begin = time.monotonic()
    before, hanging, after = pool.submit(abs, -1), pool.submit(hang), [pool.submit(abs, -number) for number in range(4)]
    with pytest.raises(WorkerTimeoutError, match="no answer within 2 s"):
        hanging.result()
    assert time.monotonic() - begin < DEADLINE_S + 10  # a busy machine needs seconds to start a process
    assert before.result() == 1
    assert [future.result() for future in after] == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_worker_that_dies_costs_one_call(pool: WorkerPool, number: signal.Signals) -> None:
    """A killed worker is replaced; only its own call fails."""
    dying, after = pool.submit(die, number), pool.submit(abs, -7)
    with pytest.raises(WorkerDiedError, match="died"):
        dying.result()
    assert after.result() == 7
    assert pool.submit(abs, -8).result() == 8


def test_poison_in_a_row_costs_no_other_call() -> None:
    """Calls that kill or hold their workers, several in a row and at both ends, fail each by itself; every other call has its answer."""
    with WorkerPool(2, 1.0, warm_up=False) as pool:
        kinds = ["die", "die", "well", "hang", "die", "well", "well", "hang", "hang", "well", "die", "well", "die"]
        poison = {"die": lambda: pool.submit(die, signal.SIGKILL), "hang": lambda: pool.submit(hang)}
        calls = [pool.submit(abs, -number) if kind == "well" else poison[kind]() for number, kind in enumerate(kinds)]
        ends = [type(call.exception()).__name__ if call.exception() else call.result() for call in calls]
    named = {"die": "WorkerDiedError", "hang": "WorkerTimeoutError"}
    assert ends == [named.get(kind, number) for number, kind in enumerate(kinds)]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_worker_lost_between_two_calls_costs_one_call_at_most(number: signal.Signals) -> None:
    """The only worker is killed, or frozen, while it waits: a killed one is replaced before the next call, a frozen one at its deadline."""
    with WorkerPool(1, DEADLINE_S) as pool:
        os.kill(pool.submit(os.getpid).result(), number)
        answers = [pool.submit(abs, -call) for call in range(3)]
        if number is signal.SIGSTOP:
            with pytest.raises(WorkerTimeoutError):
                answers.pop(0).result()
        assert [answer.result() for answer in answers] == list(range(3))[-len(answers) :]


def test_large_arguments_reach_a_frozen_worker_no_longer_than_the_deadline() -> None:
    """A page that does not fit into the pipe does not hold up its caller for ever."""
    with WorkerPool(1, DEADLINE_S) as pool:
        os.kill(pool.submit(os.getpid).result(), signal.SIGSTOP)
        with pytest.raises(WorkerTimeoutError):
            pool.submit(len, b"x" * 10_000_000).result()
        assert pool.submit(len, b"x" * 10_000_000).result() == 10_000_000


class OfTwoParts(Exception):  # noqa: N818
    """An exception that pickle writes and cannot read."""

    def __init__(self, part: str, other: str) -> None:
        super().__init__(f"{part} and {other}")


def fail_in_parts() -> None:
    """Raises."""
    raise OfTwoParts("one", "two")


def test_exception_that_does_not_travel_comes_back_as_text(pool: WorkerPool) -> None:
    """Its name, its message and where it was raised are kept."""
    with pytest.raises(RuntimeError, match="OfTwoParts: one and two") as caught:
        pool.submit(fail_in_parts).result()
    assert "fail_in_parts" in caught.value.__notes__[0]


def test_exception_comes_back(pool: WorkerPool) -> None:
    """What a function raises is raised by its result."""
    with pytest.raises(LookupError, match="no such thing"):
        pool.submit(fail).result()


def test_workers_ignore_signals_to_the_group(pool: WorkerPool) -> None:
    """SIGINT and SIGTERM are the parent's business."""
    assert pool.submit(survive_signals).result() == "alive"


def test_stop_waits_for_no_deadline() -> None:
    """A pool that is stopped ends what runs at once."""
    pool = WorkerPool(1, 600)
    pool.submit(hang)
    begin = time.monotonic()
    pool.stop()
    assert time.monotonic() - begin < 60


ORPHANS = """
import os, signal
from pipelines.errors import PageError
from pipelines.reasons import Reason, Stage
from pipelines.workers import WorkerPool
if __name__ == "__main__":
    pool = WorkerPool(1, 60)
    print(pool.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_their_parent(tmp_path) -> None:
    """A killed run leaves no process behind."""
    (tmp_path / "parent.py").write_text(ORPHANS, encoding="utf-8")
    done = subprocess.run([sys.executable, "parent.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    worker = int(done.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _is_running(worker):
        time.sleep(0.1)
    assert not _is_running(worker)


def _is_running(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody waits for does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.PIPE, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")


def test_page_error_crosses_the_border_whole(pool: WorkerPool) -> None:
    """It arrives with its parts, and the pool goes on: an error that cannot be unpickled would end it."""
    with pytest.raises(PageError) as caught:
        pool.submit(refuse).result()
    assert (caught.value.stage, caught.value.reason, caught.value.detail) == (Stage.PARSE, Reason.BROKEN_FEED, "no gzip")
    assert pool.submit(os.getpid).result() > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems do not bound the memory of a process")
def test_call_that_takes_too_much_memory_costs_itself_only() -> None:
    """It ends as one whose worker died, at once; the next call gets a new worker, and one within the bound is answered."""
    with WorkerPool(1, DEADLINE_S, max_mb=400) as pool:
        with pytest.raises(WorkerDiedError, match="exit code 12"):
            pool.submit(fill, 450).result()
        assert pool.submit(fill, 50).result() == 50 * 2**20
