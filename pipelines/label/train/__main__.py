"""The training command: `python -m pipelines.label.train --corpus DIR`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from pipelines.judge.model import MODEL_FILE as JUDGE_FILE
from pipelines.label.lines.crossvalidate import crossvalidate as crossvalidate_lines
from pipelines.label.lines.fit import train_lines
from pipelines.label.lines.model import MODEL_FILE as LINES_FILE
from pipelines.label.model import MODEL_FILE
from pipelines.label.train.crossvalidate import predict_out_of_fold
from pipelines.label.train.folds import NO_FOLD
from pipelines.label.train.lines import labelled_lines
from pipelines.label.train.pages import read_labels, read_pages
from pipelines.label.train.run import Trained, train
from pipelines.model_file import write_arrays

PACKAGE = Path(__file__).resolve().parent.parent
DATA = PACKAGE.parent.parent / "data"
EXAMPLES = """examples:
  python -m pipelines.label.train --corpus ~/corpus                     trains, and writes the models into the package
  python -m pipelines.label.train --corpus ~/corpus --out models        the same, into another folder
  python -m pipelines.label.train crossvalidate --corpus ~/corpus --out predictions.jsonl
  python -m pipelines.label.train lines --corpus ~/corpus               figures of the mode for plain text, on domains left out

A corpus folder holds gold.jsonl (a line a page: id, dataset, url, domain, gold with text, or with and without snippets, or is_article
false), blocks.jsonl (segments with their labels) and pages/<dataset>/<id>.html.gz. Needs the extra: pip install -e '.[train]'.
"""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 0 when it is done, 2 for arguments that cannot be used."""
    chosen = _read_arguments(arguments)
    labels = read_labels(chosen.labels) if chosen.labels.is_file() else {}
    if chosen.what == "lines":
        print("\n".join(crossvalidate_lines(labelled_lines(read_pages(chosen.corpus, labels, None, chosen.workers)))))
        return 0
    samples = DATA / "sample_sites"
    with_shipped = chosen.what == "model"
    trained = train(chosen.corpus, labels, samples if samples.is_dir() else None, with_shipped=with_shipped, workers=chosen.workers)
    return _write_models(trained, chosen.out or PACKAGE.parent) if with_shipped else _write_predictions(trained, chosen.corpus, chosen.out)


def _read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.label.train", description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=("model", "crossvalidate", "lines"), default="model", help="what to make (model)")
    parser.add_argument("--corpus", type=Path, required=True, help="the corpus folder")
    parser.add_argument("--labels", type=Path, default=DATA / "gold" / "labels.jsonl", help="further hand labels (default: the project's)")
    parser.add_argument("--out", type=Path, help="file for the predictions; folder for the models (default: the package)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    chosen = parser.parse_args(arguments)
    if not (chosen.corpus / "gold.jsonl").is_file():
        parser.error(f"{chosen.corpus} is no corpus folder: it has no gold.jsonl")
    if chosen.what == "crossvalidate" and chosen.out is None:
        parser.error("crossvalidate needs --out FILE for the predictions")
    return chosen


def _write_models(trained: Trained, folder: Path) -> int:
    """Writes each model to its package's place below the folder."""
    models = {
        f"label/{MODEL_FILE}": trained.models[NO_FOLD].arrays(),
        f"judge/{JUDGE_FILE}": trained.judges[NO_FOLD].arrays(),
        f"label/lines/{LINES_FILE}": train_lines(labelled_lines(trained.pages)).arrays(),
    }
    for name, arrays in models.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        print(f"{path}: {write_arrays(path, arrays)} bytes from {len(trained.pages)} pages", file=sys.stderr)
    return 0


def _write_predictions(trained: Trained, corpus: Path, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for result in predict_out_of_fold(trained, corpus):
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            count += 1
    print(f"{path}: {count} predictions", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
