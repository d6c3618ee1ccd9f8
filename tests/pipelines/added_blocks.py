"""Boilerplate to add to a story page, and plain stories to add it to, in four languages.

Written for this project; places and people are invented.
"""

from stories import FERRY

PLAIN_STORIES = {
    "en": FERRY,
    "de": (
        "Der Gemeinderat von Hollersheim hat am Dienstag beschlossen, die alte Mühle am Wehr für zwei Millionen zu sanieren.",
        "Das Gebäude steht seit vierzehn Jahren leer, und im vergangenen Winter war ein Teil des Daches auf den Uferweg gestürzt.",
        "„Wir retten nicht nur Steine, wir retten den Ort, an dem die Stadt schwimmen gelernt hat“, sagte Bürgermeisterin Ruth Kalbe.",
        "Zwei Räte stimmten dagegen, weil ihnen die Kosten für das neue Fundament zu niedrig angesetzt schienen.",
        "Die Arbeiten sollen im April beginnen; bis dahin bleibt der Weg am Wehr zwischen Brücke und Schleuse gesperrt.",
    ),
    "fr": (
        "Le conseil municipal de Sorville a voté mardi soir la réfection du vieux lavoir, fermé depuis l’effondrement de sa charpente.",
        "Les travaux coûteront quatre cent mille euros, dont la moitié sera payée par le département et par une fondation.",
        "« Ce toit a abrité nos grands-mères, il abritera bientôt le marché du samedi », a déclaré le maire, Paul Estève.",
        "Deux élus se sont opposés au projet, estimant que la route de la gare devait être réparée la première.",
        "Le chantier ouvrira au printemps et durera huit mois, pendant lesquels la place sera interdite aux voitures.",
    ),
    "es": (
        "El ayuntamiento de Villaroa aprobó el martes la reforma del viejo molino, cerrado desde que se hundió el tejado.",
        "Las obras costarán cuatrocientos mil euros, y la mitad la pagará la provincia con dinero del fondo para monumentos.",
        "«Este molino dio trabajo a tres generaciones y ahora dará sombra al mercado», dijo la alcaldesa, Carmen Olmedo.",
        "Dos concejales votaron en contra porque, según ellos, primero había que arreglar el camino de la estación.",
        "Los trabajos empezarán en primavera y durarán ocho meses, durante los cuales la plaza quedará cerrada al tráfico.",
    ),
}

_INVITATION = "<h3>{}</h3><p>{}</p><input type=email><button>{}</button>"
_LINKS = "<h3>{}</h3><ul><li><a href='{url}1'>{}</a></li><li><a href='{url}2'>{}</a></li></ul>"

ADDED_BLOCKS = {
    "en": (
        _INVITATION.format("Our newsletter", "Subscribe to our newsletter and get the news of the day at six in the morning.", "Sign up"),
        _LINKS.format("Vacancies", "Editor (m/f/d)", "Bus driver (m/f/d)", url="/jobs/"),
        "<p>Comments are moderated. Please be polite and stay on topic.</p>",
        _LINKS.format("Read more", "Bridge to be painted in green", "School roof leaks again", url="/news/"),
    ),
    "de": (
        _INVITATION.format("Unser Newsletter", "Jetzt unseren Newsletter abonnieren und die Nachrichten des Tages lesen.", "Anmelden"),
        _LINKS.format("Stellenangebote", "Redakteur (m/w/d)", "Busfahrer (m/w/d)", url="/jobs/"),
        "<p>Bitte beachten Sie unsere Netiquette, bleiben Sie sachlich und fair.</p>",
        _LINKS.format("Lesen Sie auch", "Brücke wird grün gestrichen", "Schuldach wieder undicht", url="/news/"),
    ),
    "fr": (
        _INVITATION.format("Notre newsletter", "Inscrivez-vous à notre newsletter et recevez les nouvelles du jour.", "Je m’inscris"),
        _LINKS.format("Offres d’emploi", "Journaliste (H/F)", "Chauffeur de bus (H/F)", url="/jobs/"),
        "<p>Merci de respecter la charte de modération des commentaires.</p>",
        _LINKS.format("À lire aussi", "Le pont sera repeint en vert", "Le toit de l’école fuit", url="/news/"),
    ),
    "es": (
        _INVITATION.format("Nuestro boletín", "Suscríbete a nuestro boletín y recibe cada mañana las noticias del día.", "Suscribirse"),
        _LINKS.format("Ofertas de empleo", "Redactor (h/m)", "Conductor de autobús (h/m)", url="/jobs/"),
        "<p>Lee las normas de participación antes de escribir un comentario.</p>",
        _LINKS.format("Lea también", "El puente se pintará de verde", "El tejado gotea otra vez", url="/news/"),
    ),
}
BOXES = (
    "<div>{}</div>",
    "<aside>{}</aside>",
    "<section class='box'>{}</section>",
    "<div class='newsletter'>{}</div>",
    "<div><div>{}</div></div>",
)
