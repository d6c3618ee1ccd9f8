"""Attacks on the wire: what is no HTTP, what is too much of it, what never ends, and bodies that are not what they say."""

from __future__ import annotations

import gzip
import zlib

import brotli
from hostile.replies import (
    HEAD,
    MEGABYTE,
    chunk,
    chunked,
    drip,
    encoded,
    gzip_bomb,
    packed_zeros,
    redirect,
    reply,
    reset,
    silence,
    stream,
    twice_gzip_bomb,
)
from hostile.sites import FEED, ROBOTS, SITEMAP, Attack, alone, trap, traps
from scrapy.utils._compression import zstd  # the standard library's from Python 3.14 on, else that of a package

TOO_BIG, TIMEOUT, CUT, BROKEN = "skipped:too_big", "error:timeout", "error:truncated", "error:connection"
SHORT = "skipped:too_short"
FLOOD = f"skipped:header_too_big or {TIMEOUT}"  # the limit of the header block, or at last that of time
LINE = b"x" * 990 + b"\r\n"
BEGUN = b"<html><body><p>It began well</p>"


def wire() -> list[Attack]:
    """All of them."""
    return [*_bombs(), *_headers(), *_times(), *_lengths(), *_no_http(), *_redirects()]


def _bombs() -> list[Attack]:
    brotli_packer, zstd_packer = brotli.Compressor(quality=5), zstd.ZstdCompressor()
    deflate = zlib.compressobj(6)
    zeros = gzip_bomb()
    bombs = {
        "gzip": zeros,
        "x-gzip": zeros,
        "deflate": packed_zeros(deflate.compress, deflate.flush),
        "br": packed_zeros(brotli_packer.process, brotli_packer.finish),
        "zstd": packed_zeros(zstd_packer.compress, zstd_packer.flush),
    }
    garbage = {name: encoded(b"\x1f\x8b\x08 this is nothing of the kind", name) for name in ("gzip", "deflate", "br", "zstd")}
    layered = BEGUN
    for _ in range(60):
        layered = gzip.compress(layered, mtime=0)
    return [
        traps("bombs", {f"bomb-of-{name}": encoded(body, name) for name, body in bombs.items()}, TOO_BIG),
        alone("twice-gzip", encoded(twice_gzip_bomb(), "gzip, gzip"), TOO_BIG),
        alone("layers", encoded(layered, ", ".join(["gzip"] * 60)), SHORT),
        Attack("sitemap-gz", {SITEMAP: reply(gzip_bomb(80), kind="application/gzip")}, {SITEMAP: TOO_BIG}),
        Attack("sitemap-encoded", {SITEMAP: encoded(gzip_bomb(60), "gzip")}, {SITEMAP: TOO_BIG}),
        Attack("feed-bomb", {FEED: encoded(zeros, "gzip")}, {FEED: TOO_BIG}),
        Attack("robots-bomb", {ROBOTS: encoded(zeros, "gzip")}, {ROBOTS: "error:too_big", "/": "error:too_big"}, good=0),
        *(alone(f"garbage-{name}", answer, "error:bad_encoding") for name, answer in garbage.items()),
        alone("unknown-encoding", encoded(BEGUN, "nonsense"), SHORT),
        alone("cut-gzip", encoded(gzip.compress(BEGUN, mtime=0)[:-9], "gzip"), SHORT),
    ]


def _headers() -> list[Attack]:
    cookies = "".join(f"Set-Cookie: c{number}={'v' * 4000}; Domain=example\r\n" for number in range(150))
    return [
        alone("many-headers", stream(HEAD, b"X-Padding: " + LINE * 1), FLOOD),
        alone("long-header", HEAD + b"X-Long: " + b"x" * 20 * 2**20 + b"\r\n\r\n" + BEGUN, f"skipped:header_too_big or {BROKEN}"),
        alone("cookie-flood", HEAD + cookies.encode() + b"\r\n" + BEGUN, f"skipped:header_too_big or {SHORT}"),
        alone("interim-flood", stream(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40), FLOOD),
        alone("early-hints", stream(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 40), FLOOD),
        alone("header-no-colon", b"HTTP/1.1 200 OK\r\nthis is no header\r\n\r\n" + BEGUN, SHORT),
        alone("header-nul", HEAD + b"X-Nul: a\0b\r\nContent-Length: 15\r\n\r\n<p>Too short</p>", SHORT),
        alone("header-bytes", HEAD + b"X-\xff\xfe: \xc3\x28\r\nContent-Length: 15\r\n\r\n<p>Too short</p>", BROKEN),
        alone("header-folded", HEAD + b"X-Folded: a\r\n b\r\n\tc\r\nContent-Length: 15\r\n\r\n<p>Too short</p>", SHORT),
        *_header_values(),
    ]


def _header_values() -> list[Attack]:
    """Values that somebody might read."""
    waits = ("-1", "1e309", "nan", "Fri, 31 Dec 99999 23:59:59 GMT", "Fri, 31 Feb 2026 99:99:99 +9999", "\udcff")
    retries = {f"retry-{number}": reply("Later.", status="503 Later", Retry_After=value) for number, value in enumerate(waits)}
    for_ever = {trap("for-ever"): reply("Later.", status="503 Later", Retry_After="9" * 400)}
    kinds = ("", ";", "text/html; charset=", "text/html; charset=nonsense", "text/html; charset=idna", "text/html; charset=zip", "a" * 9000)
    odd = {f"type-{number}": reply("<p>Short.</p>", kind=kind) for number, kind in enumerate(kinds)}
    dates = {"Last_Modified": "Thu, 99 Foo 0000", "ETag": '"' + "e" * 9_000, "Date": "yesterday", "Expires": "-1", "Age": "x"}
    return [
        *(alone(name, answer, "error:http_503") for name, answer in retries.items()),
        Attack("for-ever", for_ever, {trap("for-ever"): "error:left_alone"}, good=0),
        traps("content-types", odd, SHORT),
        alone("dates", reply("<p>Short.</p>", **dates), SHORT),
        alone("robots-tag", reply("<p>Short.</p>", X_Robots_Tag="noindex, " * 900 + "unavailable_after: 99999"), SHORT),
        alone("challenge", reply("No.", status="401 No", WWW_Authenticate='Basic realm="news"', Set_Cookie="session=1"), "error:http_401"),
    ]


def _times() -> list[Attack]:
    """What takes longer than DOWNLOAD_TIMEOUT, which counts from the request to the last byte."""
    return [
        alone("silence", silence, TIMEOUT),
        alone("slow-header", drip(HEAD + b"X-Slow: ", b"x"), TIMEOUT),
        alone("slow-body", drip(HEAD + b"\r\n" + BEGUN, b"x"), TIMEOUT),
        alone("slow-chunks", drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk(b"x")), TIMEOUT),
        alone("endless-body", stream(HEAD + b"\r\n" + BEGUN, MEGABYTE), f"{TOO_BIG} or {TIMEOUT}"),
        alone("endless-chunks", stream(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk(MEGABYTE)), f"{TOO_BIG} or {TIMEOUT}"),
        Attack("slow-robots", {ROBOTS: drip(HEAD + b"\r\n", b"#")}, {ROBOTS: TIMEOUT, "/": TIMEOUT}, good=0),
        Attack("slow-tdmrep", {"/.well-known/tdmrep.json": drip(HEAD + b"\r\n", b" ")}),
    ]


def _lengths() -> list[Attack]:
    """Bodies that are shorter or longer than they say."""

    def sized(length: str) -> bytes:
        return HEAD + f"Content-Length: {length}\r\n\r\n".encode() + BEGUN

    return [
        alone("cut", sized("5000"), CUT),
        alone("reset", reset, CUT),
        alone("too-long", sized("20"), SHORT),
        alone("length-huge", sized(str(2**63)), TOO_BIG),
        alone("length-negative", sized("-1"), BROKEN),
        alone("length-word", sized("many"), BROKEN),
        alone("length-digits", sized("9" * 5000), BROKEN),
        alone("lengths-differ", HEAD + b"Content-Length: 5\r\nContent-Length: 500\r\n\r\n" + BEGUN, BROKEN),
        alone("length-and-chunks", HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(BEGUN) + b"0\r\n\r\n", SHORT),
        alone("chunk-word", chunked(b"zz\r\n", BEGUN), CUT),
        alone("chunk-negative", chunked(b"-5\r\n", BEGUN), CUT),
        alone("chunk-huge", chunked(b"F" * 16 + b"\r\n", BEGUN), CUT),
        alone("chunk-digits", chunked(b"0" * 100_000 + b"5\r\n", BEGUN), CUT),
        alone("chunk-extension", stream(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;a=", LINE[:900]), CUT),
        alone("chunk-cut", chunked(chunk(BEGUN), b"500\r\n"), CUT),
        alone("chunk-trailers", stream(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(BEGUN) + b"0\r\n", b"X-Trailer: " + LINE), CUT),
    ]


def _no_http() -> list[Attack]:
    return [
        alone("other-protocol", b"SSH-2.0-OpenSSH_9.9\r\n", BROKEN),
        alone("old-http", b"<html><body><p>No head at all.</p>", BROKEN),
        alone("nothing", b"", BROKEN),
        alone("status-word", b"HTTP/1.1 abc OK\r\n\r\n" + BEGUN, BROKEN),
        alone("status-none", b"HTTP/1.1\r\n\r\n" + BEGUN, BROKEN),
        alone("status-long", reply("<p>Short.</p>", status="99999 Long"), "error:http_99999"),
        alone("status-negative", reply("<p>Short.</p>", status="-200 OK"), "error:http_-200"),
        alone("version", b"HTTP/9.9 200 OK\r\nContent-Length: 15\r\n\r\n<p>Too short</p>", SHORT),
        alone("version-word", b"HTTP/x.y 200 OK\r\nContent-Length: 4\r\n\r\nnone", BROKEN),
        alone("binary", bytes(range(256)) * 64, BROKEN),
        alone("unasked-304", reply(status="304 Not Modified"), "error:http_304"),
        alone("upgrade", reply(status="101 Switching Protocols", Upgrade="h2c"), BROKEN),
    ]


def _redirects() -> list[Attack]:
    """Redirects that lead nowhere, or never to an end."""
    site = "http://www.circle.example"
    circle = {trap("circle-one"): redirect(site + trap("circle-two")), trap("circle-two"): redirect(site + trap("circle-one"))}
    steps = {f"/news/the-next-step-number-{number}": redirect(f"/news/the-next-step-number-{number + 1}") for number in range(40)}
    schemes = (
        "file:///etc/hostname",
        "data:text/html,<p>x</p>",
        "ftp://127.0.0.2/x",
        "javascript:alert(1)",
        "s3://bucket/x",
        "gopher://a/",
    )
    broken = ("http://[", "http://x:99999/", "http://x:y/", "https://[::1", "http://a\tb]/", "http://..", "/news/" + "a" * 5_000)
    hosts = ("http://a b/", "http://%zz/", "http://\udcff/", "http://" + "a" * 300 + "/", "http://xn--/")
    return [
        traps("to-itself", {"itself": redirect(trap("itself"))}, "error:redirects"),
        traps("to-tls", {"tls": redirect("https://www.to-tls.example" + trap("tls"))}, BROKEN),
        Attack("circle", circle, dict.fromkeys(circle, "skipped:alias")),
        Attack("steps", steps),
        traps("schemes", {f"scheme-{url.partition(':')[0]}": redirect(url) for url in schemes}, "skipped:guard"),
        traps("broken-targets", {f"target-{number}": redirect(url) for number, url in enumerate(broken)}, "skipped:guard"),
        traps("broken-hosts", {f"host-{number}": redirect(url) for number, url in enumerate(hosts)}, "skipped:offsite_redirect"),
        alone("no-target", reply(status="302 Found"), "error:http_302"),
        traps("own-targets", {"empty": redirect(""), "slashes": redirect("//")}, "error:redirects"),
        traps("with-password", {"password": redirect("http://anna:geheim@www.with-password.example" + trap("more"))}, "skipped:alias"),
    ]
