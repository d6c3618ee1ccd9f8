"""The words that tell URLs apart, in the languages of news sites: data for `crawler.url_shape`, all in lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Endings of files that hold no story.
MEDIA_SUFFIXES = _words("""
    jpg jpeg png gif webp avif svg ico bmp tif tiff heic mp3 m4a aac ogg oga opus wav flac mp4 m4v webm mov avi mkv wmv flv ts m3u8
    mpd pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi rtf csv zip gz tgz bz2 xz rar 7z tar exe msi dmg apk iso bin
    css js mjs map json jsonld wasm woff woff2 ttf otf eot ics vcf kml gpx srt vtt swf
""")
PAGE_SUFFIXES = _words("html htm xhtml shtml phtml php php5 asp aspx jsp jspx do cfm cms ece story amp")
FEED_SUFFIXES = _words("rss atom rdf xml")
FEED_WORDS = _words("rss rss2 feed feeds atom")

# Parts of a path below which there is never a story, at any depth.
CLOSED_PARTS = _words("""
    login log-in logout signin sign-in signup sign-up register registrieren anmelden anmeldung abmelden connexion inscription
    iniciar-sesion registro accedi inloggen aanmelden logowanie auth oauth sso account accounts konto mein-konto my-account
    mon-compte mi-cuenta user users cart basket warenkorb panier carrito carrello checkout kasse
    search suche suchen recherche buscar busqueda buscador cerca ricerca zoeken szukaj poisk sok haku
    wp-admin wp-login wp-json wp-content wp-includes cgi-bin xmlrpc
""")
# Pages for readers and customers: never a story as the last part; as the first part only where the last is no story.
SERVICE_PARTS = _words("""
    member members membership subscribe subscription subscriptions abo abos abonnement abonnements abonnieren suscripcion
    suscribete abbonati abbonamenti prenumerata newsletter newsletters shop store registration
    impressum imprint datenschutz datenschutzerklaerung privacy privacy-policy privacidad confidentialite mentions-legales
    aviso-legal agb terms terms-of-use terms-of-service terms-and-conditions nutzungsbedingungen cookies cookie-policy
    cookie-richtlinie cgu cgv kontakt contact contact-us contacto contatti contacts about-us advertise advertising werben
    mediadaten publicidad pubblicita faq hilfe help aide ayuda donate spenden
""")
# Last parts that do something with a story instead of being one.
ACTION_PARTS = _words("share print drucken druckansicht printview email mailto comment comments kommentare commentaires reply embed")
CLOSED_HOSTS = _words("login account accounts auth sso id abo abos shop store secure my mein ads cdn static img images")

ACTION_KEYS = _words("replytocom print share action printview add-to-cart login redirect_to returnurl")
SEARCH_KEYS = _words("s q query suche search search_query keyword keywords recherche buscar")
ID_KEYS = _words("id p aid nid sid articleid article_id artid storyid story_id newsid news_id idxno no docid contentid itemid")

# Pages of links that are no news by themselves.
LISTING_PARTS = _words("""
    tag tags topic topics thema themen themenseiten stichwort schlagwort schlagworte etiqueta etiquetas mot-cle mots-cles keyword
    keywords author authors autor autoren autorin autores auteur auteurs autore autori redakteur journalist journalists by profile
    profiles contributor contributors archive archives archiv archivo archivio sujet sujets tema temas temi argomenti label labels
    sitemap
""")
CATEGORY_PARTS = _words("category categories kategorie categorie categoria ressort rubrik rubrique section sections")
PAGE_WORDS = _words("page seite pagina pag p strona sida side sivu stranica")
INDEX_NAMES = _words("index default home")
# Words that join two section names into one: "wissen-und-technik" is no headline.
JOINING_WORDS = _words("und and et y e en og och ja i the der die das le la les el de of a")
