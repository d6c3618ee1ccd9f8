"""Site profiles: what is particular about one site, as TOML of 10 to 40 lines, checked when it is loaded."""

from __future__ import annotations

from pipelines.sites.load import SHIPPED_PROFILES, load_all, load_profile
from pipelines.sites.profile import SiteProfile, read_profile

__all__ = ["SHIPPED_PROFILES", "SiteProfile", "load_all", "load_profile", "read_profile"]
