"""What is done to a page before it is extracted: each mutation damages it in one way, and says what of the story it must leave.

A mutation is WHOLE where a browser still shows every word of the story, SHOWN where what a tokenizer still sees of it counts, and FREE
where no one can say what the story is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from enum import StrEnum
from random import Random
from typing import Any

from editing import Mutant, cut_out, ends_of_one_name, gaps, insert, mutant, replace, some_tags, subtree, text_places
from markup import Tag, tags_of

NEST_DEPTHS = (40, 120, 300)
NESTABLE = ("div", "span", "b", "font", "section", "blockquote", "center", "i", "em", "strong")
CONTROLS = "\x00\x01\x08\x0b\x0e\x1b\x7f\x80\x9f\u00ad\u202e\u2066\ufeff\ufffe\uffff\ufdd0"
REFERENCES = ("&#0;", "&#1;", "&#x1b;", "&#xFFFF;", "&#xD800;", "&#x80;", "&#1114112;", "&#99999999999;", "&#x;", "&#;", "&;")
BROKEN_REFERENCES = ("&", "&amp", "&am", "&#", "&#x", "&nbsp", "&copy ", "&lt", "&notin", "&zzz;", "&&&;", "&#38;#60;", "&%;", "&\u00e4;")
WRONG_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 5, 1e308, 10**30, "", " ", [], {}, [[]], [None], {"@id": "#a"}, {"@value": 7}, ["a", 5, {}], "\ud800", "\x00",
    "9999-99-99T99:99:99+99:99", "http://[", "x" * 20_000, {"@type": []}, [{"name": {"name": []}}], {"a": {"a": {"a": [{}] * 50}}},
)  # fmt: skip
LYING_CHARSETS = ("utf-16", "utf-32", "utf-7", "iso-8859-1", "windows-1251", "shift_jis", "gb2312", "big5", "koi8-r", "x-nonsense", "")
TRUE_CHARSETS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "iso-8859-15", "gb18030", "utf-8-sig")
DOCTYPES = (
    "<!DOCTYPE", "<!DOCTYPE html [<!ENTITY a 'b'>]>", "<!doctype " + "a " * 3000 + ">", "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>",
    "<?xml version='1.0' encoding='utf-16'?>", '<!DOCTYPE html SYSTEM "about:legacy-compat">', "<!-- a -->" * 500, "\ufeff\ufeff", "",
)  # fmt: skip
_LINKED_DATA = re.compile(r"(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(r"\A\s*<!doctype[^>]*>", re.IGNORECASE)
_META_CHARSET = re.compile(r"(charset\s*=\s*[\"']?)[\w-]+", re.IGNORECASE)


class Leaves(StrEnum):
    """What a mutation leaves of the story."""

    WHOLE = "whole"
    SHOWN = "shown"
    FREE = "free"


Mutation = Callable[[Random, str, str], Mutant]


def mutate(random: Random, name: str, markup: str, other: str) -> Mutant:
    """The page after the mutation of this name; `other` is a second page to take parts from."""
    return MUTATIONS[name][0](random, markup, other)


def _delete_tags(random: Random, markup: str, _: str) -> Mutant:
    tags = tags_of(markup)
    return cut_out(markup, random.sample(tags, min(len(tags), random.choice((1, 3, 6)))))


def _delete_many_tags(random: Random, markup: str, _: str) -> Mutant:
    """So many that boxes run into each other: which of them is the story is then anybody's guess."""
    tags = tags_of(markup)
    return cut_out(markup, random.sample(tags, min(len(tags), 40)))


def _delete_end_tags(random: Random, markup: str, _: str) -> Mutant:
    """Some end tags of one name are forgotten."""
    ends = ends_of_one_name(random, markup)
    return cut_out(markup, random.sample(ends, min(len(ends), random.choice((1, 3)))))


def _delete_all_end_tags(random: Random, markup: str, _: str) -> Mutant:
    """All end tags of one name are forgotten, as by a template with a fault: of the page's boxes little may be left."""
    return cut_out(markup, ends_of_one_name(random, markup))


def _duplicate_subtree(random: Random, markup: str, _: str) -> Mutant:
    found = subtree(random, markup)
    if found is None:
        return mutant(markup)
    start, end = found
    return mutant(markup[:end] + markup[start:end] * random.choice((1, 1, 2, 10)) + markup[end:])


def _nest(random: Random, markup: str, _: str) -> Mutant:
    """Some place of the page lies so many elements deeper; the end tags may be missing."""
    names = [random.choice(NESTABLE)] * random.choice(NEST_DEPTHS)
    opened = "".join(f"<{name}>" for name in names)
    closed = "".join(f"</{name}>" for name in names)
    found = subtree(random, markup)
    if found is None:
        return mutant(markup)
    start, end = found
    return mutant(markup[:start] + opened + markup[start:end] + (closed if random.random() < 0.7 else "") + markup[end:])


def _flood_attributes(random: Random, markup: str, _: str) -> Mutant:
    """Many attributes, or a large one; names and values say nothing."""
    starts = [tag for tag in tags_of(markup) if not tag.is_end]
    count = random.choice((1, 50, 300, 3000))
    value = "x" * random.choice((1, 1, 200_000 // count))
    flood = "".join(f' data-q{index}="{value}"' for index in range(count))
    chosen = random.sample(starts, min(len(starts), random.choice((1, 3))))
    return insert(markup, [(tag.end - 1, flood) for tag in chosen if markup[tag.end - 2] != "/"])


def _respell_tags(random: Random, markup: str, _: str) -> Mutant:
    """Capital letters, white space and slashes inside tags, attributes twice."""
    tags = tags_of(markup)
    chosen = random.sample(tags, min(len(tags), 30))
    return replace(markup, [(tag.start, tag.end, _respelled(random, markup[tag.start : tag.end], tag)) for tag in chosen])


def _respelled(random: Random, text: str, tag: Tag) -> str:
    start = 2 if tag.is_end else 1
    name_end = start + len(tag.name)
    inside = text[name_end:-1].rstrip("/")
    filler = random.choice((" ", "\n\t", " / ", " id=a id=b ", "\r\n\f", " data-x "))
    return f"{text[:start]}{text[start:name_end].upper()}{filler}{inside}{filler}>"


def _early_end(random: Random, markup: str, _: str) -> Mutant:
    """The page's own outer tags at places where they do not belong."""
    stray = ("</body>", "</html>", "</body></html>", "</head>", "<html>", "<body>", "</p>", "</div>", "</ body >", "</x>", "<x-y>", "</>")
    return insert(markup, [(tag.start, random.choice(stray)) for tag in some_tags(random, markup)])


def _insert_controls(random: Random, markup: str, _: str) -> Mutant:
    """Characters that no text has, anywhere in the shown text, or as references between two words."""
    if random.random() < 0.5:
        return insert(markup, [(place, random.choice(CONTROLS)) for place in text_places(random, markup)])
    return insert(markup, [(place, f" {random.choice(REFERENCES)} ") for place in gaps(random, markup)])


def _break_references(random: Random, markup: str, _: str) -> Mutant:
    return insert(markup, [(place, f" {random.choice(BROKEN_REFERENCES)} ") for place in gaps(random, markup)])


def _swap_charset(random: Random, markup: str, _: str) -> Mutant:
    """The header or the page lies about the encoding, or the encoding is another one and declared."""
    kind = random.choice(("header lies", "page lies", "other encoding"))
    if kind == "header lies":
        return mutant(markup, f"text/html; charset={random.choice(LYING_CHARSETS)}")
    if kind == "page lies":
        charset = random.choice(LYING_CHARSETS)
        return mutant(_META_CHARSET.sub(lambda match: match[1] + charset, markup), random.choice(("text/html", None)))
    charset = random.choice(TRUE_CHARSETS)
    declared = _META_CHARSET.sub(lambda match: match[1] + charset, markup)
    return Mutant(declared.encode(charset, "xmlcharrefreplace"), f"text/html; charset={charset}")


def _swap_json_types(random: Random, markup: str, _: str) -> Mutant:
    """Values of the linked data become values of other types; sometimes the JSON itself breaks."""

    def swap(match: re.Match[str]) -> str:
        try:
            data = json.loads(match[2])
        except ValueError:
            return match[0]
        for _ in range(random.choice((1, 2, 8))):
            _swap_one(random, data)
        text = json.dumps(data).replace("</", "<\\/")
        cut = random.randrange(len(text)) if random.random() < 0.2 else len(text)
        return match[1] + text[:cut] + match[3]

    return mutant(_LINKED_DATA.sub(swap, markup))


def _swap_one(random: Random, data: Any) -> None:
    """One value, somewhere in the data, becomes another type's."""
    while isinstance(data, (dict, list)) and data:
        key = random.choice(list(data) if isinstance(data, dict) else range(len(data)))
        if random.random() < 0.6 or not isinstance(data[key], (dict, list)):
            data[key] = deepcopy(random.choice(WRONG_VALUES))
            return
        data = data[key]


def _swap_doctype(random: Random, markup: str, _: str) -> Mutant:
    return mutant(random.choice(DOCTYPES) + ">" * (random.random() < 0.1) + _DOCTYPE.sub("", markup))


def _truncate(random: Random, markup: str, _: str) -> Mutant:
    body = markup.encode("utf-8", "replace")
    return Mutant(body[: random.randrange(len(body) // 2, len(body))])


def _flip_bits(random: Random, markup: str, _: str) -> Mutant:
    body = bytearray(markup.encode("utf-8", "replace"))
    for _ in range(random.choice((1, 5, 40))):
        body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return Mutant(bytes(body))


def _move_bytes(random: Random, markup: str, _: str) -> Mutant:
    """Stretches of bytes are lost, doubled or overwritten, as by a broken cache."""
    body = bytearray(markup.encode("utf-8", "replace"))
    for _ in range(random.choice((1, 3))):
        start = random.randrange(len(body))
        stretch = slice(start, start + random.choice((1, 8, 64)))
        body[stretch] = random.choice((b"", bytes(body[stretch]) * 2, random.randbytes(8), b"\xff" * 8))
    return Mutant(bytes(body))


def _splice(random: Random, markup: str, other: str) -> Mutant:
    """The beginning of one page and the end of another."""
    cut, from_other = random.randrange(len(markup)), random.randrange(len(other))
    return mutant(markup[:cut] + other[from_other:])


def _insert_part(random: Random, markup: str, other: str) -> Mutant:
    """A subtree of another page inside this one."""
    found = subtree(random, other)
    part = other[slice(*found)] if found else ""
    return insert(markup, [(tag.start, part) for tag in some_tags(random, markup)[:1]])


MUTATIONS: Mapping[str, tuple[Mutation, Leaves]] = {
    "delete_tags": (_delete_tags, Leaves.WHOLE),
    "delete_end_tags": (_delete_end_tags, Leaves.WHOLE),
    "duplicate_subtree": (_duplicate_subtree, Leaves.WHOLE),
    "nest": (_nest, Leaves.WHOLE),
    "flood_attributes": (_flood_attributes, Leaves.WHOLE),
    "respell_tags": (_respell_tags, Leaves.WHOLE),
    "early_end": (_early_end, Leaves.WHOLE),
    "insert_controls": (_insert_controls, Leaves.WHOLE),
    "break_references": (_break_references, Leaves.WHOLE),
    "swap_charset": (_swap_charset, Leaves.WHOLE),
    "swap_json_types": (_swap_json_types, Leaves.WHOLE),
    "swap_doctype": (_swap_doctype, Leaves.WHOLE),
    "delete_many_tags": (_delete_many_tags, Leaves.FREE),
    "delete_all_end_tags": (_delete_all_end_tags, Leaves.FREE),
    "truncate": (_truncate, Leaves.SHOWN),
    "flip_bits": (_flip_bits, Leaves.SHOWN),
    "move_bytes": (_move_bytes, Leaves.SHOWN),
    "splice": (_splice, Leaves.FREE),
    "insert_part": (_insert_part, Leaves.FREE),
}
