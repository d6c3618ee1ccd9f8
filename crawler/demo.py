"""`python -m crawler.demo`: crawls the bundled sample sites over loopback, exactly as one would crawl real ones."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from crawler.sample_server import hosts_in, resolve_setting, serve_sites

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_SITES = Path("data/sample_sites")  # relative to ROOT, so that the printed command is one that a person would type
SINCE = "2026-01-01"  # the sample articles are of 2026

NEXT_STEPS = """
What was stored, one row an article:
  python -c "import pandas; print(pandas.read_parquet('data/articles')[['site', 'headline', 'word_count']])"
How one page was taken apart, block by block, as an HTML page:
  scrapy inspect {page}
"""


def crawl_arguments(port: int) -> list[str]:
    """The arguments of `scrapy` that crawl the sample sites served on this port. No delay: they are our own."""
    resolve = resolve_setting(hosts_in(ROOT / SAMPLE_SITES), port)
    settings = (f"SITES_DIRS={SAMPLE_SITES / 'profiles'}", f"RESOLVE={resolve}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False")
    arguments = ["crawl", "news", "-a", "sites=all", "-a", f"since={SINCE}"]
    for setting in settings:
        arguments += ["-s", setting]
    return arguments


def main() -> int:
    """Serves the sites, crawls them in a process of its own, and gives that one's exit code."""
    with serve_sites(ROOT / SAMPLE_SITES) as port:
        arguments = crawl_arguments(port)
        sys.stdout.write(f"$ scrapy {shlex.join(arguments)}\n\n")
        sys.stdout.flush()
        code = subprocess.run([sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, check=False).returncode
    if code == 0:
        page = next((ROOT / SAMPLE_SITES).glob("*.example/*/2026/11/*.html"), ROOT / SAMPLE_SITES)
        sys.stdout.write(NEXT_STEPS.format(page=page.relative_to(ROOT)))
    return code


if __name__ == "__main__":
    sys.exit(main())
