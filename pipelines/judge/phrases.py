"""What pages of other kinds say to their visitors in short blocks: shops, firms, forums, manuals, lists; and how they are reached."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipelines.block import Block

MAX_WORDS, MAX_CHARS = 8, 60  # of a block that may be such a phrase as a whole
# Lower case, numbers as 0; in the larger languages of the web.
PHRASES = {
    "buying": "add to cart|add to basket|add to bag|buy now|buy it now|in stock|out of stock|free shipping|checkout|your cart"
    "|shopping cart|cart|quantity|qty|wishlist|add to wishlist|sku|in den warenkorb|in den einkaufswagen|warenkorb"
    "|jetzt kaufen|auf lager|lieferzeit|versandkosten|menge|zzgl versand|ajouter au panier|acheter|en stock|livraison"
    "|panier|quantité|añadir al carrito|añadir a la cesta|comprar|envío|carrito|aggiungi al carrello|acquista|carrello"
    "|spedizione|in winkelwagen|adicionar ao carrinho|carrinho|lägg i varukorg|do koszyka|в корзину|купить|カートに入れる|加入购物车",
    "hiring": "get a quote|get a free quote|request a quote|free quote|get a free estimate|free estimate|request a demo|get a demo"
    "|free consultation|request a proposal|contact us|contact us today|call us|call now|book now|book online|book a demo"
    "|book a call|book an appointment|schedule now|schedule service|schedule an appointment|schedule a consultation"
    "|schedule a call|get started|our services|services|our team|our work|our clients|our process|our solutions"
    "|our products|why choose us|testimonials|apply now|enroll now|enroll|sign up|sign up free|start free trial"
    "|start your free trial|pricing|learn more|view more|kontakt|kontaktieren sie uns|angebot anfordern|termin vereinbaren"
    "|termin buchen|jetzt buchen|jetzt anfragen|jetzt bewerben|unsere leistungen|leistungen|referenzen|contactez nous"
    "|demander un devis|devis gratuit|devis|réserver|nos services|prendre rendez vous|contáctenos|solicitar presupuesto"
    "|solicitar información|reservar|nuestros servicios|contattaci|richiedi preventivo|richiedi un preventivo|prenota"
    "|fale conosco|orçamento",
    "talking": "reply|replies|0 replies|quote|report|report post|joined|join date|post|posts|0 posts|posts 0|thread|threads|topic"
    "|topics|views|0 views|likes|0 likes|member|members|guest|moderator|administrator|location|messages|reaction score"
    "|log in to reply|new topic|start date|thread starter|last post|upvote|sort by|newest|oldest|best answer|solved"
    "|original poster|0 answers|0 points|0 comments|0 reply|antworten|zitieren|beiträge|registriert|registriert seit"
    "|dabei seit|mitglied|themenstarter|thema|répondre|citer|inscrit|sujet|membre|responder|citar|mensajes|registrado"
    "|miembro|tema|rispondi|cita|messaggi|iscritto|ответить|цитировать|сообщения|регистрация",
    "explaining": "on this page|in this article|in this section|edit this page|edit this page on github|table of contents|contents"
    "|next page|next topic|prev|previous page|previous topic|getting started|quick start|quickstart|installation|api"
    "|api reference|reference|example|examples|parameters|returns|return value|syntax|usage|overview|changelog"
    "|release notes|version|versions|description|see also|note|warning|copy|documentation|docs|was this page helpful"
    "|was this helpful|inhalt|inhaltsverzeichnis|auf dieser seite|beispiel|sommaire|exemple|índice|ejemplo|contenido|indice"
    "|esempio|目次|содержание",
    "listing": "filter|filters|filter by|sort|sort by|show results|0 results|0 items|0 products|read more|view all|view details"
    "|view product|load more|show more|next|previous|page 0|all categories|categories|clear all|compare|price|brand"
    "|relevance|showing 0 0 of 0|filtern|sortieren|sortieren nach|ergebnisse|0 ergebnisse|weiterlesen|mehr lesen"
    "|mehr anzeigen|alle anzeigen|trier|trier par|résultats|lire la suite|voir plus|filtrer|ordenar|ordenar por|resultados"
    "|leer más|ver más|filtrar|ordina|ordina per|risultati|leggi tutto",
}
_KIND_OF = {phrase: kind for kind, phrases in PHRASES.items() for phrase in phrases.split("|")}
_NUMBER, _GAP = re.compile(r"\d[\d.,]*"), re.compile(r"\W+")
_PHONE = re.compile(r"(?:\(\d{2,5}\)|\b\d{2,5})[\s./-]\s?\d{3,4}[\s./-]\d{3,5}\b")
_DIGITS = re.compile(r"\d{3}")  # in every telephone number; quickly found, and in few blocks
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./:]\d{1,2}\b|\bago\b|\bvor \d|\bil y a\b|\bhace\b", re.IGNORECASE)


def read_phrases(blocks: Sequence[Block], story: Sequence[Block]) -> dict[str, float]:
    """Signs by name: how many short blocks are such phrases, on the page and between the story's first and last block; logarithms."""
    first, last = (story[0].index, story[-1].index) if story else (0, 0)
    short = [block for block in blocks if block.words <= MAX_WORDS and len(block.text) < MAX_CHARS]
    inside = [block for block in short if first <= block.index <= last]
    page, within = _count_kinds(short), _count_kinds(inside)
    return {
        **{kind: math.log1p(page[kind]) for kind in PHRASES},
        **{f"{kind}_inside": math.log1p(within[kind]) for kind in PHRASES},
        **_count_contacts(blocks),
        "dates_inside": math.log1p(sum(bool(_DATE.search(block.text)) for block in inside)),
        "short_inside": len(inside) / (1 + last - first),
    }


@lru_cache(maxsize=20_000)
def kind_of(text: str) -> str | None:
    """What kind of page says this, as a whole block; None for other text."""
    return _KIND_OF.get(_GAP.sub(" ", _NUMBER.sub("0", text.lower())).strip())


def _count_kinds(blocks: Sequence[Block]) -> Counter[str | None]:
    return Counter(kind_of(block.text) for block in blocks)


def _count_contacts(blocks: Sequence[Block]) -> dict[str, float]:
    links = [block.link[:8].lower() for block in blocks if block.link]
    return {
        "phones": math.log1p(sum(_has_phone(block.text[:200]) for block in blocks)),
        "phone_links": math.log1p(sum(link.startswith("tel:") for link in links)),
        "mail_links": math.log1p(sum(link.startswith("mailto:") for link in links)),
        "anchors": math.log1p(sum(link.startswith("#") for link in links)),
    }


def _has_phone(text: str) -> bool:
    return bool(_DIGITS.search(text) and _PHONE.search(text))
