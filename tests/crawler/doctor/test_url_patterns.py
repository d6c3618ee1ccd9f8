"""Forms of story URLs: what is fixed in them and what is not."""

from __future__ import annotations

from crawler.doctor.url_patterns import learn_patterns
from pipelines.sites.url_pattern import matches_any, pattern_fault

HOST = "www.kurier.example"
DATED = [f"https://{HOST}/news/2025/nov/{day}/ferry-landing-{day}" for day in range(10, 15)] + [
    f"https://{HOST}/news/2026/jan/02/ferry-closed"
]
NUMBERED = [f"https://{HOST}/{section}/story-{number}.html" for number, section in enumerate(("sport", "town", "town", "arts"))]
OTHER_HOST = ["https://live.kurier.example/ticker/4711"]


def test_forms_are_counted_and_fit_their_urls() -> None:
    """Shared words stay, years and the rest become stars, the most frequent form comes first, another host is named."""
    patterns = learn_patterns(DATED + NUMBERED + OTHER_HOST, HOST)
    assert [(found.pattern, found.urls) for found in patterns] == [
        ("/news/20*/*/*/*$", 6),
        ("/*/*.html$", 4),
        ("//live.kurier.example/*/*$", 1),
    ]
    assert all(pattern_fault(found.pattern) is None for found in patterns)
    assert all(matches_any(url, tuple(found.pattern for found in patterns)) for url in DATED + NUMBERED + OTHER_HOST)
    assert matches_any(f"https://{HOST}/news/2027/feb/01/new-story", (patterns[0].pattern,))


def test_hostile_urls_give_sound_patterns() -> None:
    """Stars, dollars and non-ASCII letters in paths become stars; nothing breaks the profile."""
    urls = [f"https://{HOST}/a*b$/ä/{number}.html" for number in range(4)] + [f"https://{HOST}/", f"https://{HOST}//"]
    assert all(pattern_fault(found.pattern) is None for found in learn_patterns(urls, HOST))
