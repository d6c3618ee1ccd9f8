"""When a host is left alone, and when it gets another try."""

from __future__ import annotations

from crawler.host_health import HostHealth

HOST, OTHER = "www.a.example", "www.b.example"


def test_failures_in_a_row_close_a_host_for_a_time() -> None:
    """The third of three; not the other host; after the pause there is one trial, and its failure closes the host again."""
    health = HostHealth(max_failures=3, pause_s=60)
    assert [health.failed(HOST, now_s=now_s) for now_s in (0, 1, 2)] == [False, False, True]
    assert (health.is_left_alone(HOST, 61), health.is_left_alone(OTHER, 61)) == (True, False)
    assert not health.is_left_alone(HOST, 62)
    assert health.failed(HOST, now_s=63)
    assert health.is_left_alone(HOST, 122)


def test_success_forgets_failures() -> None:
    """Failures count in a row only; a late success of a request that was under way opens the host."""
    health = HostHealth(max_failures=2, pause_s=60)
    for now_s in range(0, 10, 2):
        assert not health.failed(HOST, now_s)
        health.succeeded(HOST)
    assert not health.failed(HOST, 20)
    assert health.failed(HOST, 21)
    health.succeeded(HOST)
    assert not health.is_left_alone(HOST, 22)


def test_failure_under_way_does_not_prolong_the_pause() -> None:
    """What was asked before the host was closed may still fail."""
    health = HostHealth(max_failures=1, pause_s=60)
    assert health.failed(HOST, 0)
    assert not health.failed(HOST, 50)
    assert not health.is_left_alone(HOST, 60)


def test_host_that_asks_for_a_pause() -> None:
    """It gets the longest that it asked for."""
    health = HostHealth(max_failures=9, pause_s=60)
    health.leave_alone(HOST, 100)
    health.leave_alone(HOST, 50)
    assert (health.is_left_alone(HOST, 99), health.is_left_alone(HOST, 100)) == (True, False)
