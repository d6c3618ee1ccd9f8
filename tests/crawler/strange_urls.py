"""URLs as hypothesis makes them: of parts that parsers read differently, and of any text."""

from hypothesis import strategies as st

SCHEMES = (
    "http://",
    "https://",
    "HTTP://",
    "http:/",
    "//",
    "",
    "file://",
    "data:",
    "ftp://",
    "feed://",
    "\x01feed://",
    "ht\ttp://",
    "javascript:",
    "http:\\\\",
    "https://https://",
)
USERS = ("", "", "", "user@", "user:secret@", "a@b@", "%40@")
HOSTS = (
    "www.kurier.example", "kurier.example.", "KURIER.example", "127.0.0.2", "0x7f.1", "017700000001", "2130706433", "[::1]",
    "[::ffff:127.0.0.1]", "[fe80::1%25eth0]", "localhost", "a..b", ".", "", "-", "xn--", "xn--a", "bücher.example",
    "bücher.example..", "１２７.0.0.1",
    "ß.example", "%6c.example", "%", "a" * 64 + ".example", "[", "]", "[]", "[v1.a]", "\u2100.example", "ㄒ.example", "1.2.3.4.5",
    "256.1", "\udcff.example", "a_b.example",
)  # fmt: skip
PORTS = ("", ":", ":80", ":443", ":8080", ":99999", ":-1", ":x", ":٣", ":0", ":80:80")
PATHS = (
    "", "/", "/a/b-c-d-2026", "/../..", "/%", "/%zz", "/%E9", "/%00", "/\x00", "/a b", "/é", "/\ud800", "/;a=b", "/a;", "//", "/2026/11/",
    "/9999/99/99/x", "/?a=%E9&b", "?utm_source=x&a=1&a=", "/?&&=&", "/?" + "a=1&" * 50, "#", "#!x", "/?page=99999999999999999999",
    "/\\..", "/?a=\udcff", "/sitemap-0.xml",
)  # fmt: skip
ANY_URL = st.one_of(
    st.builds("{}{}{}{}{}".format, *map(st.sampled_from, (SCHEMES, USERS, HOSTS, PORTS, PATHS))),
    st.text(st.characters(), max_size=30),
    st.builds("{}{}".format, st.sampled_from(("http://", "https://", "http://www.kurier.example/")), st.text(st.characters(), max_size=20)),
)
