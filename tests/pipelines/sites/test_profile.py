"""Site profiles: what is read, and what is refused with the file's and the key's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import ProfileError
from pipelines.sites import SiteProfile, load_all, load_profile, read_profile

GOOD = 'name = "kurier"\ndomain = "kurier.example"\nstart = ["https://www.kurier.example/"]\n'


def test_profile_is_read_with_all_its_keys(write_profile: Callable[[str, str], Path]) -> None:
    """Every key of the file is a field of the profile."""
    more = 'feeds = ["https://www.kurier.example/feed"]\nsitemaps = []\nexclude = ["/shop/"]\nlanguage = "de"\nlicense_url = "https://agency.example/17"\n'
    folder = write_profile("kurier", GOOD + more)
    assert read_profile(folder / "kurier.toml") == SiteProfile(
        name="kurier",
        domain="kurier.example",
        start=("https://www.kurier.example/",),
        feeds=("https://www.kurier.example/feed",),
        exclude=("/shop/",),
        language="de",
        license_url="https://agency.example/17",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "colour = 1\n", "unknown key 'colour'"),
        (GOOD.replace('"kurier"', '"The Kurier"'), "key 'name'"),
        (GOOD.replace('"kurier.example"', '"www.kurier.example"'), "did you mean 'kurier.example'?"),
        (GOOD.replace("www.kurier", "www.other"), "key 'start': 'https://www.other.example/' is no http(s) URL on kurier.example"),
        (GOOD.replace('["https://www.kurier.example/"]', "[]"), "key 'start' must name at least one URL"),
        (GOOD + "feeds = 7\n", "key 'feeds' must be a list of strings"),
        (GOOD + 'exclude = ["shop"]\n', "it must start with /"),
        (GOOD + 'language = "German"\n', "key 'language'"),
        (GOOD + 'license_url = "our contract"\n', "key 'license_url' must be the http(s) URL of the licence"),
        ("name = ", "not TOML"),
    ],
)
def test_bad_profile_is_refused_by_file_and_key(write_profile: Callable[[str, str], Path], text: str, message: str) -> None:
    """The error names the file and says what is wrong with which key."""
    path = write_profile("kurier", text) / "kurier.toml"
    with pytest.raises(ProfileError) as caught:
        read_profile(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_first_folder_that_knows_a_domain_wins(tmp_path: Path) -> None:
    """A profile of the same domain in a later folder is not seen."""
    for folder, name in (("first", "mine"), ("second", "shipped")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.toml").write_text(GOOD.replace('"kurier"', f'"{name}"'), encoding="utf-8")
    profiles = load_all((tmp_path / "first", tmp_path / "second", tmp_path / "missing"))
    assert [profile.name for profile in profiles] == ["mine"]


def test_profile_is_found_by_name_and_by_domain(write_profile: Callable[[str, str], Path]) -> None:
    """Both name it; an unknown name lists the known ones."""
    folders = (write_profile("kurier", GOOD),)
    assert load_profile("kurier", folders) == load_profile("kurier.example", folders)
    with pytest.raises(ProfileError, match=r"no site profile 'bote'.*known: kurier"):
        load_profile("bote", folders)
