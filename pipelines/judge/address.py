"""What the page's URL looks like: where on its site it stands, and how its last piece is made."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

# Words of URLs, in the larger languages of the web, by what stands there.
PLACES = {
    "forum": "forums? foren foros? fora boards? threads? topics? showtopic showthread viewtopic viewthread discuss discussions?"
    " community communities thema themen sujet temas? questions? ask answers q qa t comments groups? messages",
    "shop": "shop store products? produkte? productos? prodotti produits? produtos? items? itm dp p buy cart tienda boutique"
    " negozio loja sklep product-page sku prod pd catalog(?:ue)? catalogo katalog collections?",
    "manual": "docs? documentation doku(?:mentation)? manual man reference api guides? help hilfe aide ayuda support kb"
    " knowledge(?:base)? faqs? wiki tutorials? developers? dev learn glossary hc sdk library libguides",
    "service": "services? leistungen dienstleistungen servicios? servizi servicos solutions? loesungen industries portfolio pricing"
    " packages treatments? locations? courses? programs? academics consulting experts? contact kontakt about about-us"
    " ueber-uns company unternehmen team careers? jobs? admissions platform features use-cases what-we-do capabilities",
    "list": "categor(?:y|ies) kategorien? categorias? categorie tags? listings? lists? search suche recherche buscar archives?"
    " archiv directory browse results find index all page trending latest author users? profile events? awards authors"
    " people members?",
    "news": "news articles? artikel articulos? articolo articoli blogs? story stories posts? nachrichten aktuell(?:es)?"
    " magazin(?:e)? press(?:e)? noticias? notizie actualites? actu politi[a-z]* sports? kultur culture wirtschaft business"
    " opinion insights journal weblog archives? features? tips reviews? recipes? rezepte? recettes? how-to",
}
_PLACES = {place: re.compile(rf"(?:^|[^a-z])(?:{words.replace(' ', '|')})(?:$|[^a-z])") for place, words in PLACES.items()}
MAX_PLACE_HYPHENS = 3  # a last piece with more is a headline, whose words tell nothing of the place
_OTHER_PLACES = re.compile(
    r"forum|thread|viewtopic|question|product|/shop|/store|/item|/docs?/|categor|collections?/|/services?|/faq|/help|support|pricing|catalog"
    r"|listing|/wiki|/p/|/dp/|/search|manual|reference|tutorial|/about|/company|solutions|/tags?/|/jobs?|/imprint|/impressum|/login|/contact"
)
_NEWS_PLACES = re.compile(
    r"news|article|artikel|blog|stor(?:y|ies)|posts?/|nachrichten|aktuell|politi|sport|magazin|press|/(?:19|20)\d\d/|actual|noticia"
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d[/-]?\d")
_LONG_NUMBER = re.compile(r"\d{5,}")
_NUMBERED = re.compile(r"(?:^|[/\-.=_])(?:t|p|f|topic|thread)?[.=_/-]?\d{4,}(?:$|[/\-.])")


def read_address(url: str) -> dict[str, float]:
    """Signs by name."""
    parts = urlsplit(url)
    pieces = path_pieces(parts)
    slug = pieces[-1] if pieces else ""
    place = f"{parts.netloc}{parts.path}".lower()
    return {
        **read_places(parts),
        "news_place": float(bool(_NEWS_PLACES.search(place))),
        "other_place": float(bool(_OTHER_PLACES.search(place))),
        "dated_path": float(bool(_DATED_PATH.search(parts.path))),
        "numbered_path": float(bool(_NUMBERED.search(parts.path.lower()))),
        "slug_words": float(min(12, slug.count("-") + slug.count("_"))),
        "slug_chars": float(min(120, len(slug))),
        "path_pieces": float(min(8, len(pieces))),
        "path_numbers": float(len(_LONG_NUMBER.findall(parts.path))),
        "query_pieces": float(min(5, len(parse_qsl(parts.query)))),
        "path_ends_open": float(parts.path.endswith("/")),
    }


def read_places(parts: SplitResult) -> dict[str, float]:
    """For each kind of place 2 where host or folders name it, 1 where the last piece does, 3 where both do."""
    host = ".".join(parts.netloc.lower().split(".")[:-2])
    *folders, last = [piece.lower().replace("_", "-") for piece in path_pieces(parts)] or [""]
    outer = f"{host}/{'/'.join(folders)}/"
    inner = last if last.count("-") <= MAX_PLACE_HYPHENS else ""
    return {f"place_{place}": 2.0 * bool(words.search(outer)) + bool(words.search(inner)) for place, words in _PLACES.items()}


def path_pieces(parts: SplitResult) -> list[str]:
    """The pieces of a URL's path that are not empty."""
    return [piece for piece in parts.path.split("/") if piece]
