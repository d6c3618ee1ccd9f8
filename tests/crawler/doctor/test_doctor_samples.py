"""`scrapy doctor` on the bundled sample sites: the profile that it writes finds what the bundled one finds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT, SAMPLE_SITES

from crawler.sample_server import hosts_in, resolve_setting, serve_sites
from pipelines.sites import read_profile

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("host", hosts_in(SAMPLE_SITES))
def test_sample_site_is_understood(data_dir: Path, host: str) -> None:
    """Its news sitemap, both feeds and the language are found; every story taken apart is one, none of them dated wrongly or empty."""
    with serve_sites(SAMPLE_SITES) as port:
        settings = (f"DATA_DIR={data_dir}", f"RESOLVE={resolve_setting(hosts_in(SAMPLE_SITES), port)}", "DOWNLOAD_DELAY=0")
        options = [option for setting in settings for option in ("-s", setting)]
        command = [sys.executable, "-m", "scrapy", "doctor", f"http://{host}/", "--json", *options]
        process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout)
    kinds = [source["kind"] for source in report["sources"]]
    assert (kinds.count("news sitemap"), kinds.count("feed")) == (1, 2)
    assert report["requests"] <= report["budget"] == 25
    assert len(report["samples"]) == 6
    assert all(sample["refusal"] is None and sample["words"] > 60 and sample["published"] for sample in report["samples"])
    bundled = read_profile(SAMPLE_SITES / "profiles" / f"{host.removeprefix('www.')}.toml")
    written = read_profile(Path(report["profile"]))
    assert (written.domain, written.name) == (bundled.domain, bundled.name)
    assert set(bundled.feeds) <= set(written.feeds)
    assert (written.language or "")[:2] == (bundled.language or "")[:2]
