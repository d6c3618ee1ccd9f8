"""What google/robotstxt and Protego decide, as their published tests say: rules, agent, paths that may be fetched, paths that may not.

Google's names begin `google`, Protego's `protego`. A rule text is written in short lines parted by ` | `.
"""

from __future__ import annotations

from dataclasses import dataclass

FOO, BAR, ALL = "user-agent: FooBot", "user-agent: BarBot", "user-agent: *"


@dataclass(frozen=True)
class Case:
    """A robots.txt as one agent sees it."""

    rules: str
    agent: str
    allowed: str = ""
    refused: str = ""

    def body(self) -> bytes:
        """The file."""
        return self.rules.replace(" | ", "\n").encode()


GROUPS = (
    f"allow: /foo/bar/ | {FOO} | disallow: / | allow: /x/ | {BAR} | disallow: / | allow: /y/ |  | allow: /w/ | user-agent: BazBot"
    f" |  | {FOO} | allow: /z/ | disallow: /"
)
FISH = "/fish /fish.html /fish/salmon.html /fishheads /fishheads/yummy.html /fish.html?id=anything"
NO_FISH = "/bar /Fish.asp /catfish /?id=fish"
PHP = "/filename.php /folder/filename.php"
STAFF = "user-agent: two | user-agent: one | disallow: /a | user-agent: * | disallow: /b"
NAMES_1996 = "user-agent: unhipbot | disallow: / |  | user-agent: webcrawler | user-agent: excite | disallow: |  | "
NAMES_1996 += "user-agent: * | disallow: /org/plans.html | allow: /org/ | allow: /serv | allow: /~mak | disallow: /"
PAGES_1996 = "/ /index.html /server.html /services/fast.html /services/slow.html /orgo.gif /org/about.html /org/plans.html /%7Ejim/jim.html"

CASES = {
    # google/robotstxt: lines and groups
    "google-line": Case(f"{FOO} | disallow: /", "FooBot", "", "/x/y"),
    "google-unknown-names": Case("foo: FooBot | bar: /", "FooBot", "/x/y"),
    "google-no-colon": Case("user-agent FooBot | disallow /", "FooBot", "", "/x/y"),
    "google-groups-foo": Case(GROUPS, "FooBot", "/x/b /z/d", "/y/c /foo/bar/"),
    "google-groups-bar": Case(GROUPS, "BarBot", "/y/c /w/a", "/z/d /foo/bar/"),
    "google-groups-baz": Case(GROUPS, "BazBot", "/z/d", "/foo/bar/"),
    "google-sitemap-parts-no-group": Case(f"{BAR} | Sitemap: https://foo.bar/s | {ALL} | Disallow: /", "BarBot", "", "/"),
    "google-unknown-parts-no-group": Case(f"{FOO} | Invalid-Unknown-Line: unknown | {ALL} | Disallow: /", "FooBot", "", "/"),
    "google-names-upper": Case("USER-AGENT: FooBot | ALLOW: /x/ | DISALLOW: /", "FooBot", "/x/y", "/a/b"),
    "google-names-camel": Case("uSeR-aGeNt: FooBot | AlLoW: /x/ | dIsAlLoW: /", "FooBot", "/x/y", "/a/b"),
    "google-agent-upper": Case("User-Agent: FOO BAR | Allow: /x/ | Disallow: /", "foo", "/x/y", "/a/b"),
    "google-agent-camel": Case("User-Agent: FoO bAr | Allow: /x/ | Disallow: /", "Foo", "/x/y", "/a/b"),
    "google-agent-to-the-blank": Case(f"{ALL} | Disallow: / | User-Agent: Foo Bar | Allow: /x/ | Disallow: /", "Foo", "/x/y"),
    "google-no-rules": Case("", "FooBot", "/x/y"),
    "google-own-before-all": Case(f"{ALL} | allow: / | {FOO} | disallow: /", "FooBot", "", "/x/y"),
    "google-all-for-others": Case(f"{ALL} | allow: / | {FOO} | disallow: /", "BarBot", "/x/y"),
    "google-no-group": Case(f"{FOO} | allow: / | {BAR} | disallow: / | user-agent: BazBot | disallow: /", "QuxBot", "/x/y"),
    "google-path-case": Case(f"{FOO} | disallow: /x/", "FooBot", "/X/y", "/x/y"),
    # google/robotstxt: the longest rule
    "google-longest-disallow": Case(f"{FOO} | disallow: /x/page.html | allow: /x/", "FooBot", "", "/x/page.html"),
    "google-longest-allow": Case(f"{FOO} | allow: /x/page.html | disallow: /x/", "FooBot", "/x/page.html", "/x/"),
    "google-both-empty": Case(f"{FOO} | disallow: | allow:", "FooBot", "/x/page.html"),
    "google-tie": Case(f"{FOO} | disallow: / | allow: /", "FooBot", "/x/page.html"),
    "google-slash": Case(f"{FOO} | disallow: /x | allow: /x/", "FooBot", "/x/", "/x"),
    "google-tie-of-a-page": Case(f"{FOO} | disallow: /x/page.html | allow: /x/page.html", "FooBot", "/x/page.html"),
    "google-star-is-longer": Case(f"{FOO} | allow: /page | disallow: /*.html", "FooBot", "/page", "/page.html"),
    "google-star-is-shorter": Case(f"{FOO} | allow: /x/page. | disallow: /*.html", "FooBot", "/x/page.html", "/x/y.html"),
    "google-own-group-alone": Case(f"{ALL} | Disallow: /x/ | {FOO} | Disallow: /y/", "FooBot", "/x/page", "/y/page"),
    "google-precedence": Case(f"{FOO} | allow: /p | disallow: /", "FooBot", "/page"),
    "google-precedence-folder": Case(f"{FOO} | allow: /folder | disallow: /folder", "FooBot", "/folder/page"),
    "google-precedence-star": Case(f"{FOO} | allow: /page | disallow: /*.htm", "FooBot", "", "/page.htm"),
    "google-only-the-root": Case(f"{FOO} | allow: /$ | disallow: /", "FooBot", "/", "/page.html"),
    # google/robotstxt: characters
    "google-query": Case(f"{FOO} | Disallow: / | Allow: /a?q=t&b=http://foo.bar?t&p", "FooBot", "/a?q=t&b=http://foo.bar?t&p"),
    "google-three-bytes": Case(f"{FOO} | Disallow: / | Allow: /a/ツ", "FooBot", "/a/%E3%83%84"),
    "google-three-bytes-escaped": Case(f"{FOO} | Disallow: / | Allow: /a/%E3%83%84", "FooBot", "/a/%E3%83%84"),
    "google-escaped-letters": Case(f"{FOO} | Disallow: / | Allow: /a/%62%61%7A", "FooBot", "/a/%62%61%7A"),
    "google-star": Case(f"{FOO} | Disallow: /foo/bar/quz | Allow: /foo/*/qux", "FooBot", "/foo/quz /foo//quz /foo/bax/quz", "/foo/bar/quz"),
    "google-end": Case(f"{FOO} | Disallow: /a/b$ | Allow: /a/b/c", "FooBot", "/a/b/c /a/b/ /a/b/d", "/a/b"),
    "google-comment": Case(f"{FOO} | # Disallow: / | Disallow: /foo/quz#qux | Allow: /", "FooBot", "/foo/bar", "/foo/quz"),
    "google-index": Case(f"{ALL} | Allow: /a/index.html | Disallow: /", "foobot", "/a/ /a/index.html", "/a/index.htm /other"),
    "google-byte-order-mark": Case(f"\ufeff{FOO} | Disallow: /", "FooBot", "", "/"),
    "google-mark-in-the-middle": Case(f"{FOO} | \ufeffDisallow: /", "FooBot", "/"),
    # google/robotstxt: the table of its documentation
    "google-fish": Case(f"{FOO} | disallow: / | allow: /fish", "FooBot", FISH, NO_FISH),
    "google-fish-star": Case(f"{FOO} | disallow: / | allow: /fish*", "FooBot", FISH, NO_FISH),
    "google-fish-folder": Case(
        f"{FOO} | disallow: / | allow: /fish/",
        "FooBot",
        "/fish/ /fish/salmon /fish/?salmon /fish/salmon.html /fish/?id=anything",
        "/bar /fish /fish.html /Fish/Salmon.html",
    ),
    "google-php": Case(
        f"{FOO} | disallow: / | allow: /*.php",
        "FooBot",
        f"{PHP} /folder/filename.php?parameters /folder/any.php.file.html /filename.php/ /index?f=filename.php/",
        "/bar /php/ /index?php /windows.PHP",
    ),
    "google-php-end": Case(
        f"{FOO} | disallow: / | allow: /*.php$",
        "FooBot",
        PHP,
        "/bar /filename.php?parameters /filename.php/ /filename.php5 /php/ /filename?php /aaaphpaaa //windows.PHP",
    ),
    "google-fish-php": Case(
        f"{FOO} | disallow: / | allow: /fish*.php", "FooBot", "/fish.php /fishheads/catfish.php?parameters", "/bar /Fish.PHP"
    ),
    # Protego
    "protego-prefix": Case(f"{ALL} | Disallow: /d | Crawl-delay: 10", "x", "/abc/d", "/disallowed"),
    "protego-misspelled": Case(
        f"{ALL} | Dissallow: /2 | Dissalow: /3 | Disalow: /4 | Diasllow: /5 | Disallaw: /6", "x", "/7", "/2 /3 /4 /5 /6"
    ),
    "protego-escaped": Case(f"{ALL} | Disallow: / | Allow: /a%3cd.html", "x", "/a<d.html /a%3cd.html /a%3Cd.html"),
    "protego-escaped-star": Case(f"{ALL} | Disallow: / | Allow: /a%3c*", "x", "/a<d.html /a%3cd.html"),
    "protego-unescaped": Case(f"{ALL} | Disallow: / | Allow: /a<d.html", "x", "/a<d.html /a%3cd.html"),
    "protego-parts-of-a-url": Case(f"{ALL} | Disallow: /path;params?query", "x", "/path", "/path;params?query#fragment"),
    "protego-only-a-query": Case(f"{ALL} | Disallow: /?", "x", "/", "/?query"),
    "protego-query-star": Case(f"{ALL} | Disallow: /*s=", "x", "/ /s/", "/?s=asd"),
    "protego-star-end": Case(
        "user-agent: first | Disallow: /a/*/end$ | Disallow: /protego*work",
        "first",
        "/a /a/xyz/endinglater /rotego_does_work /protego_does_wor",
        "/a/xyz/end /protegoworks /protego_works /protego/works /protego_does_work",
    ),
    "protego-star-first": Case("user-agent: b | Allow: /*allowed | Disallow: /", "b", "/allowed /is_still_allowed /is_allowed_too", "/x"),
    "protego-star-last": Case("user-agent: b | Disallow: /foo*", "b", "/fo.html", "/foo.html /food /foo/bar.html"),
    "protego-two-parts": Case(
        "user-agent: b | Disallow: /foo*/bar.html", "b", "/fo.html /food/xyz.html", "/foo/bar.html /foo/a/z/bar.html"
    ),
    "protego-letter": Case("user-agent: b | Disallow: *m", "b", "/foo /foo/bar.txt", "/foo.htm /foom /moo"),
    "protego-star-alone": Case("user-agent: b | Allow: /foo/bar.html | Disallow: *", "b", "/foo/bar.html", "/foo /foo/bar.txt"),
    "protego-two-stars": Case("user-agent: b | Disallow: /foo*/*bar.html", "b", "/food/rebarf.html", "/foo/bar.html /foo/a/rebar.html"),
    "protego-end-first": Case("user-agent: b | Allow: /foo$ | Disallow: /foo", "b", "/foo", "/foo/ /fooey"),
    "protego-many-stars": Case("user-agent: b | Allow: *****************/****.js", "b", "/xyz/foo.js /inlife/daily/"),
    "protego-leading-star": Case(f"{ALL} | allow: */p | disallow: /", "x", "/page", "/q"),
    "protego-leading-star-folder": Case(f"{ALL} | allow: /page | disallow: */*.htm", "x", "", "/page.htm"),
    "protego-letters-of-others": Case(
        f"{ALL} | Disallow: /wiki/Käyttäjä:", "x", "/wiki/K", "/wiki/K%C3%A4ytt%C3%A4j%C3%A4: /wiki/Käyttäjä:"
    ),
    "protego-name-of-others": Case("user-agent: Jävla-Foobot | Disallow: /", "jävla-foobot", "", "/foo/bar.html"),
    "protego-name-of-others-not": Case("user-agent: Jävla-Foobot | Disallow: /", "foobot", "/"),
    "protego-no-agent": Case("Disallow: /a | Crawl-delay: 5.2 | user-agent: b | Disallow: /c", "b", "/a", "/c"),
    "protego-default": Case("user-agent: robot | Disallow: /r | user-agent: * | Disallow: /d", "mybot", "/r", "/d"),
    "protego-agent-case": Case("user-agent: testbot | Disallow: /t | user-agent: * | Disallow: /d", "tEStbOt", "/d", "/t"),
    "protego-shared": Case(STAFF, "one", "/b", "/a"),
    "protego-shared-second": Case(STAFF, "two", "/b", "/a"),
    "protego-comments": Case("user-agent: one # 2 | # 3 | user-agent: two | Disallow: /a | # Disallow: /b", "one", "/b", "/a"),
    "protego-no-line": Case("user-agent: one | Disallow: /1 | Harry Potter | user-agent: two | Disallow: /2", "one", "/2", "/1"),
    "protego-unknown": Case("user-agent: one | Disallow: /1 | Harry: Potter | user-agent: two | Disallow: /2", "two", "/1", "/2"),
    "protego-empty-rule": Case("user-agent: one | Disallow:", "one", "/path1"),
    "protego-empty-group": Case("user-agent: harrybot | Disallow: / | user-agent: testbot", "testbot", "/path1"),
    "protego-empty-beside-all": Case(f"{ALL} | Disallow:    / | user-agent: foobot | Disallow:", "foobot", "/ /bar.html"),
    "protego-1994": Case(
        f"{ALL} | Disallow: /cyberworld/map/ # endless | Disallow: /tmp/ # soon gone | Disallow: /foo.html",
        "CrunchyFrogBot",
        "/ /foo.htm /foo.shtml /cyberworld/index.html",
        "/foo.html /foo.htmlx /tmp/foo.html",
    ),
    "protego-1996-tmp": Case("user-agent: 1bot | Allow: /tmp | Disallow: /", "1bot", "/tmp.html /tmp /tmp/a.html", "/a"),
    "protego-1996-tmp-folder": Case("user-agent: 2bot | Allow: /tmp/ | Disallow: /", "2bot", "/tmp/ /tmp/a.html", "/tmp"),
    "protego-1996-slash": Case("user-agent: 5bot | Allow: /a%2fb.html | Disallow: /", "5bot", "/a%2fb.html", "/a/b.html"),
    "protego-1996-no-slash": Case("user-agent: 6bot | Allow: /a/b.html | Disallow: /", "6bot", "/a/b.html", "/a%2fb.html"),
    "protego-1996-tilde": Case("user-agent: 7bot | Allow: /%7ejoe/i | Disallow: /", "7bot", "/~joe/i /%7Ejoe/i"),
    "protego-1996-tilde-plain": Case("user-agent: 8bot | Allow: /~joe/i | Disallow: /", "8bot", "/~joe/i /%7Ejoe/i"),
    "protego-1996-unhip": Case(NAMES_1996, "unhipbot", "", PAGES_1996),
    "protego-1996-excite": Case(NAMES_1996, "excite", PAGES_1996),
    "protego-1996-others": Case(
        NAMES_1996,
        "OtherBot",
        "/server.html /services/fast.html /org/about.html /%7Emak/mak.html",
        "/ /index.html /orgo.gif /org/plans.html /%7Ejim/jim.html",
    ),
    "protego-dollar-inside": Case(
        f"{FOO} | disallow: /x$/abc | disallow: /y/abc$ | disallow: /y*y/abc$",
        "FooBot",
        "/y/abcdef /yabcy/abcdef",
        "/x$/abcdef /x%24/abcdef /y/abc /yabcy/abc",
    ),
    "protego-escaped-signs": Case(
        f"{FOO} | disallow: /x/abc%24 | disallow: /x%2Ax/abc", "FooBot", "/x/abc /xabcx/abc", "/x/abc$abc /x/abc$ /x*x/abc"
    ),
    "protego-signs-as-characters": Case(f"{FOO} | disallow: /x/abc$ | disallow: /x*x/abc", "FooBot", "", "/x*x/abc /x/abc$ /x/abc%24"),
    "protego-absolute": Case(f"{ALL} | disallow: http://other.example/", "FooBot", "/", "/http://other.example/"),
    "protego-hedwig": Case("user-agent: hedwig-news | disallow: / | allow: /1 | user-agent: * | disallow: /1", "hedwig-news", "/1", "/2"),
    "protego-hedwig-part": Case("user-agent: hedwig-news | disallow: / | user-agent: * | allow: /2", "hedwi", "/2"),
}

# Where the two differ, or differ from RFC 9309; see docs/politeness.md. What we do:
OUR_OWN = {
    "token-is-whole": Case("user-agent: rein | disallow: / | user-agent: rein-schrift | disallow: /", "reinschrift", "/a"),
    "token-of-another-begins-as-ours": Case("user-agent: reinschrift-images | disallow: /", "reinschrift", "/a"),
    "token-with-a-number": Case("user-agent: reinschrift2 | disallow: /", "reinschrift", "/a"),
    "token-with-a-version": Case("user-agent: Reinschrift/2.1 (x) | disallow: /", "reinschrift", "", "/a"),
    "token-with-a-star": Case("user-agent: reinschrift* | disallow: /", "reinschrift", "", "/a"),
    "token-behind-a-star": Case("user-agent: *reinschrift | disallow: /", "reinschrift", "", "/a"),
    "token-inside-a-header": Case("user-agent: Mozilla/5.0 (reinschrift) | disallow: /", "reinschrift", "/a"),
    "star-and-words": Case("user-agent: * all of you | disallow: /", "reinschrift", "", "/a"),
    "own-group-without-rules": Case("user-agent: * | disallow: / | user-agent: reinschrift", "reinschrift", "/a"),
    "unknown-lines-end-no-list": Case("user-agent: * | Noindex: /x | user-agent: ia_archiver | Disallow: /", "reinschrift", "", "/a"),
    "crawl-delay-ends-a-list": Case(
        "user-agent: reinschrift | crawl-delay: 1 | user-agent: * | crawl-delay: 9 | disallow: /", "reinschrift", "/a"
    ),
    "words-without-a-colon": Case("user-agent: * | Disallow all the robots", "reinschrift", "/all"),
    "escaped-letters": Case("user-agent: * | Disallow: /a/%62%61%7A", "reinschrift", "", "/a/baz /a/%62%61%7A"),
    "lines-end-only-as-lines-do": Case("user-agent: * | disallow: /a\u2028allow: /b\x0cUser-agent: x", "reinschrift", "/b /a"),
}
