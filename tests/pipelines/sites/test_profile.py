"""Site profiles: what is read, and what is refused with the file's and the key's name."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.block import BlockLabel
from pipelines.errors import ProfileError
from pipelines.sites import SHIPPED_PROFILES, Layout, SiteProfile, load_all, load_profile, profile_of, read_profile

ROOT = Path(__file__).parents[3]
FILE = "kurier.example"
GOOD = 'name = "kurier"\ndomain = "kurier.example"\nstart = ["https://www.kurier.example/"]\n'
FULL = f"""{GOOD}
feeds = ["https://www.kurier.example/feed"]
sitemaps = []
include = ["/*.html$"]
exclude = ["/shop/", "//live.kurier.example/"]
language = "de"
license_url = "https://licences.example/7"
body = ["article .text"]
budget = {{ pages = 50 }}
politeness = {{ delay_s = 2.5, concurrency = 1 }}

[remove]
newsletter = ["#signup", ".letter"]

[[layout]]
since = 2021-06-01
remove = {{ related = ["aside.more"] }}

[[layout]]
until = 2021-05-31
body = ["td.text"]
"""


def test_profile_is_read_with_all_its_keys(write_profile: Callable[[str, str], Path]) -> None:
    """Every key of the file is a field of the profile; dated layouts stand by day; a profile travels to worker processes."""
    profile = read_profile(write_profile(FILE, FULL) / "kurier.example.toml")
    assert profile == SiteProfile(
        name="kurier",
        domain="kurier.example",
        start=("https://www.kurier.example/",),
        feeds=("https://www.kurier.example/feed",),
        include=("/*.html$",),
        exclude=("/shop/", "//live.kurier.example/"),
        language="de",
        license_url="https://licences.example/7",
        layout=Layout(("article .text",), ((BlockLabel.NEWSLETTER, ("#signup", ".letter")),)),
        layouts=(
            Layout(("td.text",), until=date(2021, 5, 31)),
            Layout(remove=((BlockLabel.RELATED, ("aside.more",)),), since=date(2021, 6, 1)),
        ),
        pages=50,
        delay_s=2.5,
        concurrency=1,
    )
    assert pickle.loads(pickle.dumps(profile)) == profile


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "colour = 1\n", "unknown key 'colour'; known are name, domain"),
        (GOOD.replace('"kurier"', '"The Kurier"'), "key 'name' must be lower-case letters"),
        (GOOD.replace('"kurier.example"', '"www.kurier.example"'), "did you mean 'kurier.example'?"),
        (GOOD.replace("kurier.example", "other.example"), "key 'domain' is 'other.example', so the file's name must be other.example.toml"),
        (GOOD.replace("www.kurier", "www.other"), "key 'start': 'https://www.other.example/' is no http(s) URL on kurier.example"),
        (GOOD.replace('["https://www.kurier.example/"]', "[]"), "key 'start' must name at least one URL"),
        (GOOD.replace('["https://www.kurier.example/"]', '["https:///"]'), "key 'start': 'https:///' is no http(s) URL"),
        (GOOD + "feeds = 7\n", "key 'feeds' must be a list of strings"),
        (GOOD + 'exclude = ["shop"]\n', "key 'exclude': 'shop' must start with /"),
        (GOOD + 'include = ["/a$b"]\n', "key 'include': '/a$b' has a $ that does not stand at its end"),
        (GOOD + 'include = ["/ä"]\n', "write it percent-encoded"),
        (GOOD + 'exclude = ["//Live.example/"]\n', "a host name in lower case"),
        (GOOD + f'exclude = ["/{"*" * 21}"]\n', "at most 500 characters and 20 stars"),
        (GOOD + 'language = "German"\n', "key 'language' must be a BCP 47 code"),
        (GOOD + 'license_url = "CC BY"\n', "key 'license_url' must be the http(s) URL"),
        (GOOD + 'body = ["div..x"]\n', "key 'body': 'div..x' does not compile"),
        (GOOD + 'body = ["p::text"]\n', "key 'body': 'p::text' does not compile"),
        (GOOD + 'remove = ["aside"]\n', "key 'remove' must be a table, [remove]"),
        (GOOD + '[remove]\nbody = ["p"]\n', "unknown key 'remove.body'; known are headline"),
        (GOOD + '[remove]\nrelated = "aside"\n', "key 'remove.related' must be a list of strings"),
        (GOOD + "[budget]\npages = 0\n", "key 'budget.pages' must be a number from 1 to 1e+06, not 0"),
        (GOOD + "[budget]\npages = 2.5\n", "key 'budget.pages' must be a whole number"),
        (GOOD + "[politeness]\ndelay_s = true\n", "key 'politeness.delay_s' must be a number from 0 to 3600, not True"),
        (GOOD + "[politeness]\ndelay = 2\n", "unknown key 'politeness.delay'; known are delay_s, concurrency"),
        (GOOD + "[layout]\nsince = 2020-01-01\n", "key 'layout' must be a list of tables, [[layout]]"),
        (GOOD + '[[layout]]\nsince = "2020-01-01"\n', "key 'layout[1].since' must be a day without quotation marks"),
        (GOOD + '[[layout]]\nbody = ["p"]\n', "key 'layout[1].since' or 'until' must be given"),
        (GOOD + "[[layout]]\nsince = 2020-01-02\nuntil = 2020-01-01\n", "key 'layout[1].until' lies before since"),
        (GOOD + "[[layout]]\nsince = 2020-01-02\n[[layout]]\nuntil = 2020-01-02\n", "key 'layout' has two layouts for 2020-01-02"),
        (
            GOOD + "[[layout]]\nsince = 2020-01-02\n[layout.remove]\nrelated = ['a[']\n",
            "key 'layout[1].remove.related': 'a[' does not compile",
        ),
        ("name = ", "not TOML"),
    ],
)
def test_bad_profile_is_refused_by_file_and_key(write_profile: Callable[[str, str], Path], text: str, message: str) -> None:
    """The error names the file and says what is wrong with which key."""
    path = write_profile(FILE, text) / "kurier.example.toml"
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("day", "body", "removed"),
    [
        (date(2021, 5, 31), ("td.text",), (BlockLabel.NEWSLETTER,)),
        (date(2021, 6, 1), ("article .text",), (BlockLabel.NEWSLETTER, BlockLabel.RELATED)),
    ],
)
def test_layout_of_the_day_joins_what_holds_always(
    write_profile: Callable[[str, str], Path], day: date, body: tuple[str, ...], removed: tuple[BlockLabel, ...]
) -> None:
    """A dated layout's body takes the place of the general one, its removed blocks come to those removed always."""
    layout = read_profile(write_profile(FILE, FULL) / "kurier.example.toml").layout_on(day)
    assert (layout.body, tuple(label for label, _ in layout.remove)) == (body, removed)


def test_first_folder_that_knows_a_domain_wins(tmp_path: Path) -> None:
    """A profile of the same domain in a later folder is not seen."""
    for folder, name in (("first", "mine"), ("second", "shipped")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "kurier.example.toml").write_text(GOOD.replace('"kurier"', f'"{name}"'), encoding="utf-8")
    folders = (tmp_path / "first", tmp_path / "second", tmp_path / "missing")
    assert [profile.name for profile in load_all(folders)] == ["mine"]
    found = profile_of("https://live.kurier.example/a", folders)
    assert found is not None
    assert found.name == "mine"
    assert profile_of("https://bote.example/", folders) is None


def test_profile_is_found_by_name_and_by_domain(write_profile: Callable[[str, str], Path]) -> None:
    """Both name it; an unknown name lists the known ones."""
    folders = (write_profile(FILE, GOOD),)
    assert load_profile("kurier", folders) == load_profile("kurier.example", folders)
    with pytest.raises(ProfileError, match=r"no site profile 'bote'.*known: kurier"):
        load_profile("bote", folders)


def test_example_of_the_documentation_loads(write_profile: Callable[[str, str], Path]) -> None:
    """Who copies it has a profile."""
    text = (Path(__file__).parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    assert read_profile(write_profile(FILE, example) / "kurier.example.toml").pages == 500


def test_shipped_profiles_are_sound() -> None:
    """Each of the shipped profiles loads, in five languages, none asks for more than the settings give."""
    profiles = load_all((SHIPPED_PROFILES,))
    assert {profile.language for profile in profiles} == {"de", "en-GB", "es", "fr", "nb"}
    assert all(profile.license_url is None for profile in profiles)


def test_shipped_profiles_load_from_an_egg(tmp_path: Path) -> None:
    """Where the package is in a zip file, as scrapyd runs it, its profiles are read from there; a missing one names its path."""
    egg = tmp_path / "reinschrift.egg"
    with zipfile.ZipFile(egg, "w") as archive:
        for path in (ROOT / "pipelines").rglob("*"):
            if path.suffix in (".py", ".toml", ".npz"):
                archive.write(path, path.relative_to(ROOT))
    code = "from pipelines.sites import SHIPPED_PROFILES as s, profile_of; print(s, profile_of('https://www.nrk.no/a', (s,)).name)"
    command, environment = [sys.executable, "-c", code], {**os.environ, "PYTHONPATH": str(egg)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == f"{egg}/pipelines/sites/ nrk\n", done.stderr
