"""The guard on URLs: strings in, verdicts out; nothing is connected to."""

from ipaddress import ip_address

import pytest

from pipelines.guard import GuardError, GuardReason, check_url, host_and_port
from pipelines.hosts import is_public

REFUSED = {
    GuardReason.ADDRESS: [
        "http://127.0.0.1/",
        "http://127.0.0.2/admin",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0X7F.0x0.0x0.0x1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://%31%32%37.0.0.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127.0.0.1:8080/",
        "http://127.0.0.1:80/",
        "https://127.0.0.1:443/",
        "http://0/",
        "http://0.0.0.0/",
        "http://0x/",
        "http://10.0.0.1/",
        "http://10.1/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://192.168.257/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://192.0.2.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:db8::1]/",
        "http://[2001::1]/",
        "http://[::1]:8080/",
    ],
    GuardReason.LOCAL_NAME: [
        "http://localhost/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://ⓛocalhost/",
        "http://local\u00adhost/",
        "http://a.localhost/",
        "http://printer.local/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://wiki/",
        "http://router.home.arpa/",
        "http://intranet.corp/",
    ],
    GuardReason.PORT: ["http://www.spiegel.de:8080/", "https://www.bbc.co.uk:22/", "http://www.lemonde.fr:0/", "http://www.nzz.ch:6379/"],
    GuardReason.USERINFO: ["http://www.spiegel.de@127.0.0.1/", "http://user:secret@www.bbc.co.uk/", "http://www.nzz.ch\\@127.0.0.1/"],
    GuardReason.SCHEME: [
        "file:///etc/hostname",
        "file://www.spiegel.de/etc/hostname",
        "ftp://www.spiegel.de/x",
        "data:text/html,x",
        "javascript:alert(1)",
        "gopher://127.0.0.1/",
        "//www.spiegel.de/",
        "http:www.spiegel.de",
        "http:/127.0.0.1/",
        "www.spiegel.de",
        " http://www.spiegel.de/",
        "ht\ntp://www.spiegel.de/",
        "",
    ],
    GuardReason.HOST: [
        "http://",
        "http:///127.0.0.1/",
        "http://127.0.0.1\t/",
        "http://www.spiegel.de\\.x.de/",
        "http://www.spiegel.de%2f%40x/",
        "http://1.1.1.1 2.2.2.2/",
        "http://www.spiegel.de:80:80/",
        "http://www.spiegel.de:8o/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://4294967296/",
        "http://www.spiegel.08/",
        "http://www..spiegel.de/",
        "http://www.spiegel.de../",
        "http://%00/",
        "http://www.spiegel.de%00.x.de/",
        "http://" + "a" * 64 + ".de/",
        "http://" + "abcdefgh." * 30 + "de/",
    ],
}

ORDINARY = """
https://www.spiegel.de/politik/deutschland/ein-bericht-a-0f3e1234-5678-4abc-9def-0123456789ab
http://www.spiegel.de:80/
https://www.spiegel.de:443/
https://WWW.SPIEGEL.DE/
https://www.spiegel.de./
https://www.tagesschau.de/inland/haushalt-100.html
https://www.zeit.de/politik/2026-01/haushalt?utm_source=x@y
https://www.sueddeutsche.de/politik/eins-1.123456
https://www.nzz.ch/wirtschaft/ld.1234567
https://www.derstandard.at/story/3000000123456/titel
https://www.bbc.co.uk/news/articles/c0l2x3p4q5vo
https://www.bbc.com/news
https://www.theguardian.com/world/2026/jan/02/story
https://edition.cnn.com/2026/01/02/politics/story/index.html
https://www.nytimes.com/2026/01/02/world/europe/story.html
https://www.washingtonpost.com/politics/2026/01/02/story/
https://apnews.com/article/story-0123456789abcdef
https://www.reuters.com/world/europe/
https://www.aljazeera.com/news/2026/1/2/story
https://www.lemonde.fr/international/article/2026/01/02/titre_6123_3210.html
https://www.lefigaro.fr/politique/titre-20260102
https://www.liberation.fr/
https://elpais.com/internacional/2026-01-02/titulo.html
https://www.elmundo.es/espana/2026/01/02/6123456789abcdef.html
https://www.lanacion.com.ar/politica/titulo-nid02012026/
https://www1.folha.uol.com.br/mundo/2026/01/titulo.shtml
https://www.repubblica.it/esteri/2026/01/02/news/titolo-123456789/
https://www.corriere.it/esteri/26_gennaio_02/titolo.shtml
https://nos.nl/artikel/2500000-titel
https://www.svt.se/nyheter/inrikes/titel
https://yle.fi/a/74-20012345
https://wyborcza.pl/7,75399,30123456,tytul.html
https://www.idnes.cz/zpravy/zahranicni/titulek.A260102_123456_zahranicni_abc
https://ria.ru/20260102/nazvanie-1234567890.html
https://www.pravda.com.ua/news/2026/01/02/7412345/
https://www3.nhk.or.jp/news/html/20260102/k10012345678000.html
https://www.asahi.com/articles/ASS123X45.html
https://www.chosun.com/politics/2026/01/02/ABCDEFGH/
http://www.people.com.cn/n1/2026/0102/c1001-40123456.html
https://www.haaretz.co.il/news/2026-01-02/ty-article/0000-1111
https://timesofindia.indiatimes.com/india/title/articleshow/12345678.cms
https://www.dawn.com/news/1234567/title
https://münchner-zeitung.de/nachrichten/ein-bericht
https://xn--mnchner-zeitung-wob.de/nachrichten/ein-bericht
https://пример.рф/новости/заголовок
https://新聞.example.com/%E6%94%BF%E6%B2%BB/
https://news_site.example.com/a
https://feeds.bbci.co.uk/news/rss.xml
https://localhost.news.example.com/a
https://internal.news/
https://10minutes.fr/
https://1.fm/news
http://8.8.8.8/
https://[2606:4700:4700::1111]/
https://www.spiegel.de?x=http://127.0.0.1/
https://www.spiegel.de#@127.0.0.1
https://www.spiegel.de/a@b:8080/
"""


@pytest.mark.parametrize(("reason", "url"), [(reason, url) for reason, urls in REFUSED.items() for url in urls])
def test_refuses_what_is_no_public_web_server(reason: GuardReason, url: str) -> None:
    """Each spelling of a private address, and each URL that two parsers may read differently, is refused for the right reason."""
    with pytest.raises(GuardError) as refusal:
        check_url(url)
    assert refusal.value.reason is reason


@pytest.mark.parametrize("url", ORDINARY.split())
def test_lets_ordinary_news_urls_pass(url: str) -> None:
    """URLs as news sites in many countries have them pass, also with strange paths, queries and fragments."""
    check_url(url)
    assert host_and_port(url)[1] in (80, 443)


def test_allows_exactly_the_given_pairs() -> None:
    """An exception holds for one host with one port, in whatever spelling, and for nothing else."""
    allowed = frozenset({("www.a.example", 8080), ("127.0.0.1", 8080), ("wiki", 80)})
    for url in ("http://WWW.a.example.:8080/x", "http://2130706433:8080/", "http://wiki/"):
        check_url(url, allowed)
    for url in ("http://www.a.example:8081/", "http://127.0.0.1/", "http://b.a.example:8080/", "http://wiki:8080/"):
        with pytest.raises(GuardError):
            check_url(url, allowed)


def test_never_quotes_a_password() -> None:
    """The message of a refused URL with user name and password holds neither: it ends in logs."""
    with pytest.raises(GuardError) as refusal:
        check_url("https://anna:geheim@www.spiegel.de/")
    assert "geheim" not in str(refusal.value)
    assert "anna" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "host"), [("http://0x8.8/", "8.0.0.8"), ("http://MÜNCHEN.de./", "xn--mnchen-3ya.de"), ("http://[2606:0::1]/", "2606::1")]
)
def test_one_form_of_a_host(url: str, host: str) -> None:
    """A host has one form however it is written: the one that a connection uses."""
    assert host_and_port(url) == (host, 80)


@pytest.mark.parametrize("address", ["192.0.0.1", "203.0.113.9", "fec0::1", "::ffff:10.0.0.1", "100::1", "2002:a00:1::"])
def test_addresses_that_are_not_public(address: str) -> None:
    """Addresses that DNS may answer with and that are not routed unicast are told apart."""
    assert not is_public(ip_address(address))
