"""Rows beyond all measure: cut where they still can be stored, and flagged."""

from __future__ import annotations

import pytest
from test_arrow_rows import BLOCK, ROW

from pipelines.arrow_bounds import MAX_BLOCKS, MAX_BODY_CHARS, MAX_REMOVED_CHARS
from pipelines.arrow_rows import conform
from pipelines.errors import BadRowError
from pipelines.parquet_schema import ARTICLE_SCHEMA

REMOVED = {"kept": False, "label": "other", "reason": "model", "link_density": 0.0}


def kept(index, start, end):
    return {**BLOCK, "block_index": index, "char_start": start, "char_end": end}


def stored(body, blocks):
    return conform({**ROW, "body": body, "blocks": blocks}, ARTICLE_SCHEMA)


def test_usual_row_is_not_touched():
    """Up to the bounds nothing is cut, and nothing flagged."""
    row = stored("a" * MAX_BODY_CHARS, [kept(0, 0, MAX_BODY_CHARS)])
    assert (len(row["body"]), row["quality_flags"], row["extraction_status"]) == (MAX_BODY_CHARS, [], "ok")


@pytest.mark.parametrize(
    ("ends", "stored_ends"),
    [
        pytest.param([MAX_BODY_CHARS + 5], [MAX_BODY_CHARS], id="inside the only paragraph"),
        pytest.param([MAX_BODY_CHARS - 1, MAX_BODY_CHARS + 9], [MAX_BODY_CHARS - 1], id="between two"),
        pytest.param([10, MAX_BODY_CHARS + 9], [10, MAX_BODY_CHARS], id="inside the second"),
    ],
)
def test_endless_story(ends, stored_ends):
    """A story of any length is stored up to the bound; blocks and body still agree, and the row says that it is a part."""
    starts = [0, *(end + 2 for end in ends[:-1])]
    body = "\n\n".join("a b " * ((end - start) // 4) + "c" * ((end - start) % 4) for start, end in zip(starts, ends, strict=True))
    row = stored(body, [kept(index, start, end) for index, (start, end) in enumerate(zip(starts, ends, strict=True))])
    assert [block["char_end"] for block in row["blocks"]] == stored_ends
    assert row["body"] == body[: stored_ends[-1]]
    assert (row["extraction_status"], row["quality_flags"]) == ("partial", ["truncated"])
    assert row["word_count"] < MAX_BODY_CHARS


def test_endless_removed_text():
    """The story stays whole where the rest of the page has no end."""
    rest = [{**REMOVED, "block_index": index + 1, "text": "x" * (MAX_REMOVED_CHARS - 1)} for index in range(3)]
    row = stored("Eins", [BLOCK, *rest])
    assert (row["body"], row["quality_flags"]) == ("Eins", ["truncated"])
    assert [len(block["text"] or "") for block in row["blocks"]] == [0, MAX_REMOVED_CHARS - 1, 1, 0]


def test_endless_blocks():
    """A page of ever more blocks is stored with its first ones."""
    row = stored("Eins", [BLOCK, *({**REMOVED, "block_index": index, "text": "x"} for index in range(1, MAX_BLOCKS + 10))])
    assert (len(row["blocks"]), row["quality_flags"]) == (MAX_BLOCKS, ["truncated"])


@pytest.mark.parametrize("block", [None, "text", {"kept": True}, {**BLOCK, "char_start": "0"}, {**BLOCK, "char_end": 1e9}])
def test_broken_blocks_of_an_endless_story_are_refused(block):
    """The cut mends nothing: such a row goes into quarantine."""
    with pytest.raises(BadRowError):
        stored("a" * (MAX_BODY_CHARS + 1), [block])
