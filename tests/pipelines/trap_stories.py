"""Stories about newsletters, vacancies and comment rules: they use the words of boilerplate, and every line of them is story.

Written for this project; places and people are invented.
"""

STORIES = {
    "en newsletter": """\
The Wexcombe Herald has ended its morning newsletter after eleven years, and nobody at the paper seems to know who will miss it.
At its peak in 2021 the newsletter went out to 48,000 readers every weekday at six, twice as many as bought the paper.
“Subscribe to our newsletter was the first sentence I wrote for this house,” recalls Ines Holloway, who edited it until last month.
Her successors tried a chat channel and an app, but fewer than one reader in twenty followed them there.
Researchers at the University of Marlow see a pattern: of 60 local newsletters they counted in 2023, only 37 are still sent.
Holloway herself now writes letters by hand to those former readers who had sent her their postal address.""",
    "en vacancies": """\
More than 300 jobs at the Port of Ellismouth have stood vacant since the summer, the harbour board said on Monday.
The board had advertised for crane drivers, welders and a deputy harbour master, in some cases for the fourth time.
“People apply now and withdraw a week later, because the ferry company pays more,” said personnel director Tom Okafor.
Among the vacancies are twelve for pilots, who need at least six years of training before they may board a tanker alone.
The union blames shifts that begin at three in the morning, and calls for an end to temporary contracts.
A job fair in the old customs house drew 90 visitors on Saturday, and eleven of them left with an offer.""",
    "en comments": """\
The Supreme Court of Averland ruled on Thursday that newspapers must answer for what readers write below their articles.
The case goes back to 2022, when a bakery in Tolness was accused of fraud in a comment that stayed online for nine days.
Moderators had deleted insults within minutes, the judges found, but left standing what merely looked like an opinion.
“Please keep your comments polite is not a house rule, it is a wish,” presiding judge Marit Ness said in her reasons.
Several papers have since closed their comment sections at night, when no moderator is on duty.
The bakery, meanwhile, was sold in March, and its new owners have asked not to be named.""",
    "de newsletter": """\
Der Morgenbrief der Grünauer Zeitung ist Geschichte: Am Freitag ging er zum letzten Mal an seine 31.000 Empfänger.
Elf Jahre lang hatte Redakteurin Wiebke Thormann jeden Werktag um fünf Uhr geschrieben, was die Stadt beschäftigte.
„Abonnieren Sie unseren Newsletter, das stand damals sogar auf den Bierdeckeln im Ratskeller“, erzählt sie.
Zuletzt öffnete nur noch jeder Fünfte die Mail, und die Anzeigen brachten weniger ein als der Versand kostete.
Der Verlag setzt nun auf eine App, die Meldungen auf das Telefon schickt, sobald im Stadtrat abgestimmt wird.
Thormann will weiter schreiben, nur später am Tag: Von Januar an leitet sie das Ressort für die Umlandgemeinden.""",
    "de vacancies": """\
In den Kliniken des Landkreises Osterwede sind nach Angaben der Verwaltung derzeit 140 Stellen nicht besetzt.
Gesucht werden vor allem Pflegekräfte, aber auch Köche, Hausmeister und eine Leitung für die Apotheke.
„Wir schreiben jede Stelle dreimal aus, und beim dritten Mal lassen wir die Hälfte der Anforderungen weg“, sagt Personalchef Harm Oltmanns.
Die Gewerkschaft hält das für gefährlich und verweist auf zwei Stationen, die im Sommer geschlossen werden mussten.
Auf der Jobmesse in der Stadthalle warben die Kliniken mit einem Umzugswagen und einem Jahr mietfreiem Wohnen.
Elf Bewerbungen kamen danach an, vier davon von Menschen, die schon einmal dort gearbeitet hatten.""",
    "de comments": """\
Wer in der Nacht zu Dienstag unter den Artikeln des Elbtaler Boten schreiben wollte, fand die Kommentare geschlossen.
Die Redaktion hatte nach einem Bericht über das Freibad binnen drei Stunden 2.400 Beiträge gelöscht.
„Bleiben Sie sachlich reicht als Regel nicht mehr, wenn jemand Adressen von Stadträten veröffentlicht“, sagt Moderatorin Jule Behnsen.
Sie und zwei Kollegen lesen an gewöhnlichen Tagen etwa 600 Kommentare und sperren im Schnitt vier Konten.
Der Landesbeauftragte für Medien prüft nun, ob die Zeitung zu spät eingegriffen hat.
Von Mittwoch an will der Bote nur noch Leser schreiben lassen, die ihren Namen hinterlegt haben.""",
    "fr newsletter": """\
La lettre matinale du Courrier de Valbrune s’arrête : le dernier envoi est parti vendredi à 26 000 lecteurs.
Pendant onze ans, la journaliste Odile Marsac l’a écrite avant l’aube, dans la cuisine de la rédaction.
« Abonnez-vous à notre newsletter, on l’imprimait même sur les sachets de la boulangerie », se souvient-elle.
Ces derniers mois, un destinataire sur cinq seulement ouvrait le message, et la publicité ne couvrait plus l’envoi.
Le journal mise désormais sur une application qui prévient les habitants dès que le conseil municipal vote.
Odile Marsac, elle, rejoindra en janvier l’équipe qui couvre les villages de la vallée.""",
    "fr vacancies": """\
Près de deux cents postes restent vacants dans les hôpitaux du département, a reconnu mardi l’agence de santé.
Les établissements recherchent surtout des infirmières de nuit, mais aussi des cuisiniers et un pharmacien.
« Nous publions chaque offre d’emploi trois fois, et la troisième, nous baissons nos exigences », admet la directrice Solange Perrin.
Le syndicat y voit un danger et rappelle que deux services ont dû fermer pendant tout le mois d’août.
Au salon de l’emploi, les hôpitaux promettaient un logement gratuit pendant un an à qui signerait sur place.
Onze candidats se sont présentés, dont quatre anciens salariés partis depuis moins de trois ans.""",
    "es comments": """\
El tribunal supremo de Altamar decidió el jueves que los periódicos responden de lo que escriben sus lectores.
El caso comenzó en 2022, cuando una panadería de Vallehondo fue acusada de fraude en un comentario.
Los moderadores borraron los insultos en minutos, pero dejaron durante nueve días lo que parecía una opinión.
«Por favor, sea respetuoso en los comentarios no es una norma, es un deseo», dijo la magistrada Elvira Sotomayor.
Desde entonces, varios diarios cierran sus comentarios por la noche, cuando no hay nadie de guardia.
La panadería fue vendida en marzo y sus nuevos dueños prefieren no hablar del asunto.""",
    "es newsletter": """\
El boletín matinal de La Voz de Peñarrubia ha llegado a su fin: el viernes salió por última vez.
Durante once años lo escribió Rosario Cifuentes antes del amanecer, en la cocina de la redacción.
«Suscríbete a nuestro boletín se leía hasta en las servilletas del bar de la plaza», recuerda la periodista.
En los últimos meses solo uno de cada cinco lectores abría el mensaje, y los anuncios no pagaban el envío.
El diario apuesta ahora por una aplicación que avisa a los vecinos en cuanto vota el ayuntamiento.
Cifuentes se incorporará en enero al equipo que cubre los pueblos de la sierra.""",
}
