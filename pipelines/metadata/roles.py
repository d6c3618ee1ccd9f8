"""Words in bylines that name no person: agencies, desks, organisations, jobs. Keys as `names.name_key` gives them."""

from __future__ import annotations

AGENCIES = frozenset(
    "dpa dpaafx afp ap apnews associatedpress theassociatedpress reuters thomsonreuters apa sda keystonesda ats ansa adnkronos"
    " lapresse efe europapress ritzau ntb tt stt ptpap pap ctk čtk tass itartass ria rianovosti xinhua kyodo jiji yonhap pti ani"
    " ians bloomberg upi epd kna sid idw newsaktuell presseportal ots afpdeutschland deutschepresseagentur agenturen"
    " agencefrancepresse lusa belga anp anadoluajansı anadoluagency aa iha dha interfax unian ukrinform mti hina tanjug bta"
    " agerpres cna bernama antara tpn pa pamedia pressassociation canadianpress thecanadianpress aap australianassociatedpress"
    " dapd ddp ips wires wireservices agencies agencias agences agenzie agence redaktionmitdpa rnd dts"
    " dtsnachrichtenagentur imago getty gettyimages".split()
)
DESKS = frozenset(
    "redaktion redaction redaccion redazione redactie toimitus editors staff team newsdesk webredaktion onlineredaktion dieredaktion"
    " theeditors editorialteam editorialstaff newsroom staffwriter staffreporter pressestelle".split()
)
NO_NAMES = frozenset(
    "admin administrator adminn author autor auteur autore editor guest gast gastautor anonymous anonym"
    " anonyme user webmaster root news unknown null none undefined na nn by von de en contributor contributors writer"
    " blog home share follow website kontakt contact about profile posts print email twitter facebook"
    " instagram linkedin youtube comments date updated published today yesterday minutes min read login logout abmelden anmelden".split()
)
ORGANISATION_WORDS = frozenset(
    "redaktion redaktionsteam redaktionsnetzwerk onlineredaktion rédaction redaction redacción redaccion redazione redação redacao"
    " redactie redaktionen redakcja redakce redaksjonen toimitus редакция редакція staff team desk newsdesk newsroom editors"
    " editorial agency agentur agencia agence agenzia nachrichtenagentur presse press pressestelle media medien gmbh ag inc ltd llc"
    " kg verlag zeitung newspaper magazine magazin times tribune gazette herald online digital newsletter institute institut"
    " university universität association verband verein stiftung foundation ministry ministerium bundesamt polizei police"
    " department bureau reporters correspondents contributors news nachrichten radio tv fernsehen television studio network group"
    " limited corporation company service services center centre research archiv archive".split()
)
ROLE_WORDS = frozenset(
    "editor reporter correspondent journalist columnist writer author contributor producer photographer director analyst critic"
    " chief senior junior deputy assistant associate managing executive political business sports science health staff freelance"
    " redakteur redakteurin redakteure chefredakteur chefredakteurin reporterin korrespondent korrespondentin journalistin volontär"
    " volontärin autor autorin kolumnist kolumnistin ressortleiter ressortleiterin leiter leiterin fotograf fotografin chefreporter"
    " journaliste correspondant correspondante rédacteur rédactrice redactor redactora periodista corresponsal redattore"
    " giornalista inviato jornalista repórter redacteur verslaggever correspondente 기자 특파원 記者 記者。 記者: 记者 journalist. redaktör"
    " gastautor gastautorin ceo founder cofounder co-founder professor consultant coordinator manager specialist engineer strategist"
    " copywriter intern".split()
)
# Words that stand between a name and a job title: "Jane Doe Content Marketing Manager".
JOB_FIELDS = frozenset(
    "content marketing digital product project software data web social media seo technical tech creative news former ex brand"
    " communications research lead head principal of the and & at for in".split()
)
CONTROL_WORDS = frozenset(
    "name vom bio biography full read more view all posts post articles follow share twitter facebook instagram linkedin email"
    " e-mail print comment comments kommentar kommentare uncategorized published publiziert veröffentlicht updated posted written"
    " last min minutes subscribe newsletter the and by about mehr alle beiträge artikel am um uhr inhalte gesponserte hinterlasse"
    " januar january february march april may june july august september october november december new your our you we tags"
    " categories home jobs said says son güncelleme youtube login whatsapp abmelden anmelden video videos foto fotos über".split()
)
