"""Finding profiles by name, domain or URL: the first folder that knows a domain wins."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipelines.errors import ProfileError
from pipelines.sites.profile import SiteProfile, read_profile
from pipelines.urls import registered_domain

SHIPPED_PROFILES = files(__package__)  # comes last in every search; inside an egg it is no folder of the file system


def load_all(folders: Sequence[Traversable]) -> tuple[SiteProfile, ...]:
    """All profiles of the folders by name, one for each domain. A folder that does not exist holds none."""
    paths: dict[str, Traversable] = {}
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.endswith(".toml"):
                paths.setdefault(path.name, path)
    return tuple(sorted(map(read_profile, paths.values()), key=lambda profile: profile.name))


def load_profile(name_or_domain: str, folders: Sequence[Traversable]) -> SiteProfile:
    """The profile with this name or domain; ProfileError lists the known names where there is none."""
    profiles = load_all(folders)
    for profile in profiles:
        if name_or_domain in (profile.name, profile.domain):
            return profile
    known = ", ".join(profile.name for profile in profiles) or "none"
    raise ProfileError(f"no site profile {name_or_domain!r} in {', '.join(map(str, folders))}; known: {known}")


def profile_of(url: str, folders: Sequence[Traversable]) -> SiteProfile | None:
    """The profile of the site that a URL belongs to, None where there is none. Reads that file only."""
    try:
        name = f"{registered_domain(url)}.toml"
    except ValueError:
        return None
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    return read_profile(path) if path else None
