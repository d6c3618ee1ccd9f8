"""Site profiles: what is particular about one site, as TOML of 10 to 40 lines, checked when it is loaded."""

from __future__ import annotations

from pipelines.sites.layout import Layout
from pipelines.sites.load import SHIPPED_PROFILES, load_all, load_profile, profile_of
from pipelines.sites.profile import SiteProfile, read_profile

__all__ = ["SHIPPED_PROFILES", "Layout", "SiteProfile", "load_all", "load_profile", "profile_of", "read_profile"]
