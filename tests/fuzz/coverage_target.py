"""The process of one target under atheris: `coverage_target.py NAME`, then libFuzzer's own options. Called by coverage_fuzz.py."""

import logging
import sys

import atheris

with atheris.instrument_imports(include=["crawler", "pipelines"]):  # lxml and its like are C, or other people's
    from targets import TARGETS

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name][0])
    atheris.Fuzz()
