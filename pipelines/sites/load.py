"""Finding profiles by name or domain: the first folder that knows a domain wins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import ProfileError
from pipelines.sites.profile import SiteProfile, read_profile

SHIPPED_PROFILES = Path(__file__).parent  # comes last in every search


def load_all(folders: Sequence[Path]) -> tuple[SiteProfile, ...]:
    """All profiles of the folders by name, one for each domain. A folder that does not exist holds none."""
    by_domain: dict[str, SiteProfile] = {}
    for path in _profile_files(folders):
        profile = read_profile(path)
        by_domain.setdefault(profile.domain, profile)
    return tuple(sorted(by_domain.values(), key=lambda profile: profile.name))


def load_profile(name_or_domain: str, folders: Sequence[Path]) -> SiteProfile:
    """The profile with this name or domain; ProfileError lists the known names where there is none."""
    profiles = load_all(folders)
    for profile in profiles:
        if name_or_domain in (profile.name, profile.domain):
            return profile
    known = ", ".join(profile.name for profile in profiles) or "none"
    raise ProfileError(f"no site profile {name_or_domain!r} in {', '.join(map(str, folders))}; known: {known}")


def _profile_files(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]
