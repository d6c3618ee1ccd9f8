"""How much memory this process holds now. Scrapy's own extension looks at the peak, which never falls again, and once a minute."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def resident_bytes() -> int:
    """Resident memory in bytes; the peak where the system does not tell (macOS)."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT
    return pages * os.sysconf("SC_PAGE_SIZE")
