"""The last run in numbers, as a text file that Prometheus' node_exporter (`--collector.textfile.directory`) picks up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from crawler.run_result import ExitCode, RunResult
from pipelines.disk import free_bytes
from pipelines.errors import InputError
from pipelines.text import visible

Sample = tuple[Mapping[str, str], float]

_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def check_metrics_file(path: str) -> None:
    """Raises InputError where the file could not be written, before a run has done its work."""
    if path and (not path.endswith(".prom") or not Path(path).parent.is_dir()):
        raise InputError(f"METRICS_FILE={path}: needs a name that ends in .prom, in a folder that exists")


def write_metrics(path: Path, text: str) -> None:
    """Replaces the file at once, so that nobody reads half of it; readable for the exporter's user."""
    temporary = path.with_name(f".{path.name}.tmp")  # the exporter reads *.prom only
    temporary.write_text(text, encoding="utf-8", errors="replace")
    temporary.chmod(0o644)
    temporary.replace(path)


def metrics_of(code: ExitCode, ended: datetime, data_dir: Path, result: RunResult | None) -> str:
    """The metrics in Prometheus' text format. Without a result (a fault ended the run) only that it ended, and how."""
    lines: list[str] = []
    common = {"data_dir": str(data_dir)}

    def add(name: str, about: str, samples: Iterable[Sample]) -> None:
        lines.extend((f"# HELP reinschrift_{name} {about}", f"# TYPE reinschrift_{name} gauge"))
        lines.extend(f"reinschrift_{name}{_labels(common | dict(labels))} {value:.15g}" for labels, value in samples)

    add("run_exit_code", "Exit code of the last run.", [({}, code)])
    add("run_ended_timestamp_seconds", "When the last run ended.", [({}, ended.timestamp())])
    add("data_free_bytes", "Free space under DATA_DIR.", [({}, free_bytes(data_dir))])
    if result is not None:
        add("run_duration_seconds", "How long the last run took.", [({}, result.seconds)])
        add("run_urls", "URLs of the last run by verdict.", _by_verdict(result))
        add(
            "site_failed", "1 where a site of the last run failed or fell silent.", [({"site": s.site}, s.has_failed) for s in result.sites]
        )
        add("site_pages_came", "Pages of a site that came in the last run.", [({"site": s.site}, s.pages_came) for s in result.sites])
    return "\n".join(lines) + "\n"


def _by_verdict(result: RunResult) -> Iterable[Sample]:
    for name, number in sorted(result.verdicts.items()):
        state, _, reason = name.partition(":")
        yield {"state": state, "reason": reason}, number


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{visible(value).translate(_ESCAPED)}"' for name, value in labels.items()) + "}"
