"""One crawl of all hostile sites at once, and a record of it: `python -m hostile.run FOLDER [--isolated]`.

`--isolated` says that the process has network and mounts of its own (unshare): then the loopback device is brought up, the system's
resolver learns names that lead inside, and the stand-in listens at the web's own ports, too. FOLDER gets `record.json` and `data`.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from crawls import crawl_command
from hostile.inward import BY_NAME, INNER_NAME, inward
from hostile.lists import lists
from hostile.server import HostileServer, listening, serving
from hostile.sites import Attack, fresh
from hostile.wire import wire

ROOT = Path(__file__).parents[3]
INSIDE = "127.0.0.2"
WEB_PORTS = (80, 443)
TIMEOUT_S = 12  # of a download; 30 by default, which would only make the run longer
CRAWL_TIMEOUT_S = 240
LOOK_EVERY_S = 0.05
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1  # linux/sockios.h, linux/if.h


def main(folder: Path, *, is_isolated: bool) -> None:
    """Serves, crawls, writes the record."""
    now = fresh()
    reached: list[str] = []
    with serving() as server, ExitStack() as stack:
        attacks = [*inward(server.port, now), *wire(), *lists(server.port, now)]
        if not is_isolated:  # those would ask a name server that is not ours
            attacks = [attack for attack in attacks if not attack.name.startswith(BY_NAME)]
        server.hosts = {attack.host: attack.pages(now) for attack in attacks}
        if is_isolated:
            _bring_up("lo")
            _name_the_inside(attacks, folder)
        places = [(INSIDE, server.port), *((address, port) for address in (INSIDE, "127.0.0.1", "::1") for port in WEB_PORTS)]
        heard = [f"{address}:{port}" for address, port in places if stack.enter_context(listening(address, port, reached))]
        record = _crawl(server, attacks, folder)
    expected = {f"http://{attack.host}{path}": verdict for attack in attacks for path, verdict in attack.ends.items()}
    good = [story.url for attack in attacks for story in attack.stories(now)]
    asked = [{"host": asked.host, "path": asked.path, "headers": dict(asked.headers)} for asked in server.asked]
    strangers = [f"{asked.host}{asked.path}" for asked in server.strangers]
    devices = [name for _, name in socket.if_nameindex()]
    record |= {"expected": expected, "good": good, "asked": asked, "strangers": strangers, "reached": reached, "heard": heard}
    record |= {"devices": devices, "attacks": len(attacks), "inner_names": {name: _address(name) for name in _inner_names(attacks)}}
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def _crawl(server: HostileServer, attacks: Sequence[Attack], folder: Path) -> dict[str, Any]:
    """How the crawl ended, and what its processes took."""
    profiles = folder / "profiles"
    profiles.mkdir()
    for attack in attacks:
        (profiles / f"{attack.domain}.toml").write_text(attack.profile(), encoding="utf-8")
    resolve = ",".join(f"{host}=127.0.0.1:{server.port}" for host in server.hosts)
    settings = {
        "SITES_DIRS": profiles,
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "EXTRACT_WORKERS": 2,
        "MAX_FAILED_SITES": 1,
        "CONTACT": "a@b.example",
    }
    options = [option for name, value in settings.items() for option in ("-s", f"{name}={value}")]
    began_s, busy_s = time.monotonic(), _busy_s()
    with (folder / "out.txt").open("w") as out, (folder / "log.txt").open("w") as log:
        command = crawl_command(folder / "data", resolve, "-a", "sites=all", *options)
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=log)
        with _watching(process.pid) as peaks, _killed_after(process, CRAWL_TIMEOUT_S):
            _, status, usage = os.wait4(process.pid, 0)  # its greatest memory, or that of a process that it has waited for
            process.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu_s, peak_mb = time.monotonic() - began_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000
    others = max(0.0, _busy_s() - busy_s - cpu_s - time.process_time()) / (seconds * (os.cpu_count() or 1))
    return {
        "exit_code": process.returncode,
        "seconds": seconds,
        "cpu_s": cpu_s,
        "others": min(others, 0.9),
        "peak_mb": peak_mb,
        "peaks_mb": peaks,
    }


def _busy_s() -> float:
    """The CPU time that all processes of the machine have taken so far."""
    user, nice, system = Path("/proc/stat").read_text(encoding="ascii").split()[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    yield
    timer.cancel()


@contextmanager
def _watching(pid: int) -> Iterator[dict[str, float]]:
    """The greatest memory of the process (`main`) and of each process below it, in megabytes, looked at again and again."""
    peaks: dict[str, float] = {}
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY_S):
            for one in _family(pid):
                name = "main" if one == pid else str(one)
                peaks[name] = max(peaks.get(name, 0.0), _peak_mb(one))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    yield peaks
    ended.set()
    thread.join()


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it ended just now
        return []
    return [pid, *(one for child in children for one in _family(child))]


def _peak_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def _bring_up(device: str) -> None:
    """What `ip link set lo up` does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", device.encode(), 0)
        flags = struct.unpack("16xH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[0]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", device.encode(), flags | IFF_UP))


def _name_the_inside(attacks: Sequence[Attack], folder: Path) -> None:
    """Lets the system's resolver answer 127.0.0.2 for names below the sites' own, in this process's mounts alone."""
    hosts = folder / "hosts"
    lines = ["127.0.0.1 localhost", *(f"{INSIDE} {name}" for name in _inner_names(attacks))]
    hosts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", str(hosts), "/etc/hosts"], check=True)


def _inner_names(attacks: Sequence[Attack]) -> list[str]:
    return [f"{INNER_NAME}.{attack.domain}" for attack in attacks if attack.name.startswith(BY_NAME)]


def _address(name: str) -> str | None:
    try:
        return socket.gethostbyname(name)
    except OSError:
        return None


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_isolated="--isolated" in sys.argv)
