"""Stories with the words of boilerplate, in fifteen languages, and tails below them. Written for this project; all names are invented.

None of them is in the training pages. A tail has one letter a line: n newsletter, j job_listing, c comment_policy.
"""

STORIES = {
    "it": """\
La lettera del mattino della Gazzetta di Valmarina chiude dopo nove anni: venerdì è partita per l’ultima volta verso 22.000 lettori.
«Iscriviti alla newsletter era scritto perfino sulle bustine dello zucchero», ricorda la caporedattrice Ilaria Monteforte.
Il giornale cerca intanto due redattori, ma al concorso di marzo si sono presentati soltanto in tre.
Anche i commenti sotto gli articoli restano chiusi di notte, da quando un lettore minacciò il sindaco.
La prossima settimana il consiglio comunale deciderà se sostenere la testata con un contributo di 80.000 euro.""",
    "nl": """\
De ochtendbrief van de Waterlandse Courant verdwijnt: vrijdag ging hij voor het laatst naar 18.000 abonnees.
‘Meld je aan voor onze nieuwsbrief stond zelfs op de bierviltjes’, herinnert eindredacteur Marijke Dolstra zich.
Volgens het arbeidsbureau staan in de regio 2.300 vacatures open, vooral in de zorg en de techniek.
De gemeente sloot na de rellen ook de reacties onder haar berichten, omdat moderators het werk niet meer aankonden.
In het voorjaar beslist de raad of de krant steun krijgt uit het fonds voor lokale media.""",
    "pt": """\
O boletim matinal do Diário de Vila Serena acabou na sexta-feira, depois de dez anos e de 15 mil leitores por dia.
“Assine a nossa newsletter era a primeira frase que eu escrevia”, conta a editora Benedita Falcão.
Segundo o instituto de emprego, há 4.100 vagas abertas no distrito, quase metade delas em hotéis e restaurantes.
O jornal fechou ainda os comentários durante a noite, porque os moderadores recebiam ameaças.
A câmara vota na terça-feira uma ajuda de 60 mil euros para a redação.""",
    "pl": """\
Poranny list „Kuriera Zalesińskiego” przestał się ukazywać w piątek, po jedenastu latach i ponad dwóch tysiącach wydań.
„Zapisz się na nasz newsletter, tak kończył się każdy mój tekst” – wspomina redaktorka Halina Wrońska.
Według urzędu pracy w powiecie jest dziś 780 ofert pracy, najwięcej dla spawaczy i pielęgniarek.
Gazeta wyłączyła też komentarze pod artykułami o wypadkach, gdy moderatorzy usunęli w jedną noc 900 wpisów.
W przyszłym tygodniu rada miasta zdecyduje, czy wesprze tytuł dotacją.""",
    "sv": """\
Morgonbrevet från Norrviks Tidning lades ned i fredags efter nio år och 12 000 prenumeranter.
”Prenumerera på vårt nyhetsbrev stod till och med på mjölkpaketen”, minns redaktören Gunvor Ståhlberg.
Enligt arbetsförmedlingen finns 640 lediga jobb i kommunen, de flesta inom vården.
Tidningen stängde också kommentarsfälten nattetid sedan en läsare hotat kommunalrådet.
I mars beslutar fullmäktige om redaktionen får stöd från kulturnämnden.""",
    "da": """\
Morgenbrevet fra Vesterby Avis udkom for sidste gang i fredags, efter ti år og med 9.000 modtagere.
»Tilmeld dig vores nyhedsbrev stod der selv på kaffekopperne,« husker redaktør Birthe Kragelund.
Ifølge jobcentret er der 310 ledige stillinger i kommunen, flest på plejehjemmene.
Avisen har også lukket for kommentarer om natten, fordi moderatorerne blev truet.
Byrådet tager i næste uge stilling til, om redaktionen skal have støtte.""",
    "no": """\
Morgenbrevet fra Fjordabladet gikk ut for siste gang på fredag, etter åtte år og med 7000 mottakere.
«Meld deg på nyhetsbrevet vårt sto til og med på brødposene», minnes redaktør Solfrid Haugnes.
Ifølge Nav er 420 stillinger ledige i kommunen, flest innen helse og bygg.
Avisen stengte også kommentarfeltet om natten etter at en leser truet ordføreren.
Kommunestyret avgjør i april om redaksjonen får støtte.""",
    "cs": """\
Ranní dopis Podhorských listů skončil v pátek po jedenácti letech, naposledy odešel 14 tisícům čtenářů.
„Přihlaste se k odběru newsletteru stálo i na pivních táccích,“ vzpomíná redaktorka Zdeňka Malířová.
Podle úřadu práce je v okrese 950 volných míst, nejvíc pro svářeče a zdravotní sestry.
List také v noci zavírá diskuse pod články, protože moderátoři nestačili mazat urážky.
Zastupitelé příští týden rozhodnou, zda redakci přispějí.""",
    "tr": """\
Akçadere Gazetesi’nin sabah mektubu dokuz yılın ardından cuma günü son kez 11 bin okura gönderildi.
“Bültenimize abone olun cümlesi fırıncının poşetlerinde bile yazardı” diyor editör Nermin Aksoylu.
İş kurumuna göre ilçede 560 açık pozisyon var, çoğu sağlık ve inşaat alanında.
Gazete geceleri yorumları da kapatıyor, çünkü moderatörler tehdit edildi.
Belediye meclisi gelecek hafta gazeteye destek verilip verilmeyeceğine karar verecek.""",
    "ru": """\
Утренняя рассылка «Заречного вестника» вышла в пятницу в последний раз: десять лет её получали 16 тысяч читателей.
«Подпишитесь на нашу рассылку было написано даже на пакетах из булочной», вспоминает редактор Вера Ладыгина.
По данным центра занятости, в районе открыто 870 вакансий, больше всего нужны сварщики и медсёстры.
Газета закрывает и комментарии по ночам, потому что модераторам угрожали.
На следующей неделе городской совет решит, получит ли редакция поддержку.""",
    "ja": """\
みどり川新聞の朝のメールマガジンが金曜日、十年の歴史に幕を下ろした。読者は一万二千人だった。
「メルマガにご登録くださいと、パン屋の袋にまで書いてありました」と編集者の青木しずえさんは振り返る。
職業安定所によると、町内の求人は四百八十件で、介護と建設が目立つ。
同紙は夜間のコメント欄も閉じている。管理者が脅迫を受けたためだ。
町議会は来週、編集部への補助金を採決する。""",
    "ko": """\
푸른강신문의 아침 뉴스레터가 금요일 마지막으로 발송됐다. 10년 동안 독자 만 2천 명이 받아 보던 편지다.
“뉴스레터를 구독하세요라는 말이 빵 봉지에도 적혀 있었어요”라고 편집자 한소담 씨는 회상했다.
고용센터에 따르면 군내 채용 공고는 480건으로, 간호와 건설 분야가 가장 많다.
신문은 밤에는 댓글 창도 닫는다. 관리자들이 협박을 받았기 때문이다.
군의회는 다음 주 편집국 지원 예산을 표결한다.""",
    "zh": """\
《青河日报》的早间电子报周五最后一次发出，十年来它每天送到一万二千名读者手中。
“欢迎订阅我们的电子报，这句话连面包店的纸袋上都印着。”编辑沈若溪回忆说。
就业中心的数据显示，全县目前有四百八十个招聘岗位，以护理和建筑为主。
该报夜间还关闭了评论区，因为管理员多次受到威胁。
县议会下周将表决是否资助编辑部。""",
    "en": """\
The weekly bulletin of the Carrowmere Mail went out for the last time on Friday, to some 14,000 inboxes.
“Sign up for our newsletter was printed on the bread bags,” says its editor, Philippa Drane.
The jobs board of the county lists 860 openings, most of them for carers and bricklayers.
Commenting on the paper’s site has been closed overnight since a reader threatened the mayor.
Councillors vote next week on a grant of £50,000 for the newsroom.""",
    "de": """\
Der Wochenbrief der Sundhagener Post ging am Freitag zum letzten Mal an 14.000 Postfächer.
„Melden Sie sich jetzt zum Newsletter an, das stand sogar auf den Brötchentüten“, sagt Redakteurin Frauke Lührs.
Die Stellenbörse des Kreises zählt 860 offene Stellen, die meisten für Pflegekräfte und Maurer.
Über Nacht sind die Kommentare auf der Seite des Blattes geschlossen, seit ein Leser die Bürgermeisterin bedrohte.
Der Kreistag stimmt nächste Woche über einen Zuschuss von 50.000 Euro ab.""",
}

TAILS = {
    "it": (
        ("n", "Non perderti nulla: ricevi ogni mattina le notizie più importanti nella tua casella di posta."),
        ("n", "Iscriviti gratis alla nostra newsletter"),
        ("j", "Lavora con noi: cerchiamo un redattore web (m/f)"),
        ("c", "I commenti vengono moderati prima della pubblicazione. Rispettate la netiquette."),
    ),
    "nl": (
        ("n", "Elke ochtend het belangrijkste nieuws in je mailbox? Schrijf je gratis in voor onze nieuwsbrief."),
        ("j", "Vacatures"),
        ("j", "Webredacteur (m/v/x), 32 uur, Hoorn"),
        ("c", "Reacties worden gemodereerd. Houd het netjes en blijf bij het onderwerp."),
    ),
    "pt": (
        ("n", "Receba as principais notícias no seu e-mail. Subscreva gratuitamente a nossa newsletter."),
        ("j", "Ofertas de emprego"),
        ("j", "Jornalista (m/f), Vila Serena"),
        ("c", "Os comentários são moderados. Leia as regras da comunidade antes de comentar."),
    ),
    "pl": (
        ("n", "Zapisz się na newsletter i bądź na bieżąco z najważniejszymi wiadomościami."),
        ("j", "Oferty pracy"),
        ("j", "Redaktor portalu (k/m), Zalesin"),
        ("c", "Komentarze są moderowane. Prosimy o przestrzeganie regulaminu i kulturę wypowiedzi."),
    ),
    "sv": (
        ("n", "Missa inget! Få de viktigaste nyheterna direkt i din inkorg – anmäl dig till vårt nyhetsbrev."),
        ("j", "Lediga jobb"),
        ("j", "Webbredaktör sökes till Norrvik, sista ansökningsdag 15 mars"),
        ("c", "Kommentarer modereras. Håll en god ton och håll dig till ämnet."),
    ),
    "da": (
        ("n", "Gå ikke glip af noget: Få dagens vigtigste nyheder i din indbakke. Tilmeld dig nyhedsbrevet her."),
        ("j", "Ledige stillinger"),
        ("j", "Webredaktør søges til Vesterby"),
        ("c", "Kommentarer bliver modereret. Hold en god tone, og hold dig til emnet."),
    ),
    "no": (
        ("n", "Få de viktigste nyhetene rett i innboksen. Meld deg på nyhetsbrevet her."),
        ("j", "Ledige stillinger"),
        ("j", "Nettjournalist søkes til Fjordabladet"),
        ("c", "Kommentarer blir moderert. Vær saklig og hold deg til saken."),
    ),
    "cs": (
        ("n", "Nenechte si nic ujít: přihlaste se k odběru našeho newsletteru a získejte zprávy do e-mailu."),
        ("j", "Volná místa"),
        ("j", "Redaktor webu (m/ž), Podhoří"),
        ("c", "Komentáře moderujeme. Buďte slušní a držte se tématu."),
    ),
    "tr": (
        ("n", "Günün en önemli haberleri e-posta kutunuza gelsin. Bültenimize ücretsiz abone olun."),
        ("j", "İş ilanları"),
        ("j", "Web editörü aranıyor, Akçadere"),
        ("c", "Yorumlar yayımlanmadan önce denetlenir. Lütfen saygılı olun, konu dışına çıkmayın."),
    ),
    "ru": (
        ("n", "Не пропустите главное: подпишитесь на нашу рассылку и получайте новости на почту."),
        ("j", "Вакансии"),
        ("j", "Редактор сайта, Заречный, полная занятость"),
        ("c", "Комментарии проходят модерацию. Соблюдайте правила и не оскорбляйте собеседников."),
    ),
    "ja": (
        ("n", "最新ニュースを毎朝メールでお届けします。メールマガジンの登録はこちら"),
        ("j", "求人情報"),
        ("j", "ウェブ編集者募集（正社員）"),
        ("c", "コメントは承認制です。誹謗中傷や個人情報の投稿はご遠慮ください。"),
    ),
    "ko": (
        ("n", "매일 아침 주요 뉴스를 이메일로 받아보세요. 뉴스레터 구독하기"),
        ("j", "채용 정보"),
        ("j", "웹 편집기자 채용 (정규직)"),
        ("c", "댓글은 운영원칙에 따라 관리됩니다. 욕설과 비방은 삭제될 수 있습니다."),
    ),
    "zh": (
        ("n", "每天早上将重要新闻发送到您的邮箱，立即订阅我们的电子报"),
        ("j", "招聘信息"),
        ("j", "诚聘网络编辑（全职）"),
        ("c", "评论需经审核后显示，请文明发言，遵守评论规则。"),
    ),
    "en": (
        ("n", "Get the day’s most important stories in your inbox. Sign up for our free newsletter."),
        ("j", "Latest jobs"),
        ("j", "Web editor (full-time), Carrowmere"),
        ("c", "Comments are moderated before they appear. Please be civil and stick to the topic."),
    ),
    "de": (
        ("n", "Das Wichtigste des Tages im Postfach: Melden Sie sich hier kostenlos zum Newsletter an."),
        ("j", "Aktuelle Stellenangebote"),
        ("j", "Online-Redakteur (w/m/d), Sundhagen"),
        ("c", "Kommentare werden vor der Veröffentlichung geprüft. Bitte beachten Sie unsere Netiquette."),
    ),
}
