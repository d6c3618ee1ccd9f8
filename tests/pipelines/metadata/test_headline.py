"""Candidates for the headline in, one headline out."""

from pipelines.metadata.headline import HeadlineSources, choose_headline

SITE = ("Der Anzeiger", "anzeiger.example", "anzeiger")


def test_supported_heading():
    """An h1 that another source supports wins over a search engine's title."""
    sources = HeadlineSources(meta=["Best Telescopes 2026 for Beginners"], headings=["Menu", "The Best Telescopes for Beginners"])
    assert choose_headline(sources, SITE) == "The Best Telescopes for Beginners"


def test_site_name_as_heading():
    """An h1 that is the site's name is none."""
    assert (
        choose_headline(HeadlineSources(title="Der Haushalt steht - anzeiger.example", headings=["Der Anzeiger"]), SITE)
        == "Der Haushalt steht"
    )


def test_unknown_suffix_of_the_title():
    """Where only the title speaks, its short last part is the site's."""
    assert choose_headline(HeadlineSources(title="Was ist der Unterschied zwischen beiden? – Meine Ansichten"), ()) == (
        "Was ist der Unterschied zwischen beiden?"
    )


def test_kicker_in_the_heading():
    """A kicker before the headline inside the h1 goes, where a source gives the headline without it."""
    sources = HeadlineSources(meta=["Das sollten Käufer wissen"], headings=["Schaden vermeiden Das sollten Käufer wissen"])
    assert choose_headline(sources, ()) == "Das sollten Käufer wissen"


def test_news_headline_stands():
    """A news article's own headline in linked data wins over an h1 that nothing else agrees with."""
    sources = HeadlineSources(
        news="Nach Rücktritt: Rat wählt neu", declared=["Nach Rücktritt: Rat wählt neu"], headings=["Rat wählt neu am Montag"]
    )
    assert choose_headline(sources, ()) == "Nach Rücktritt: Rat wählt neu"


def test_news_headline_is_outvoted():
    """It loses where h1 and meta title agree on another one."""
    sources = HeadlineSources(
        news="Pendler sparen viel", declared=["Pendler sparen viel"], meta=["Pendler zahlen weniger"], headings=["Pendler zahlen weniger"]
    )
    assert choose_headline(sources, ()) == "Pendler zahlen weniger"


def test_news_headline_was_cut():
    """It loses where the h1 goes on after its end."""
    sources = HeadlineSources(
        news="A playbook for the leader of", declared=["A playbook for the leader of"], headings=["A playbook for the leader of the city"]
    )
    assert choose_headline(sources, ()) == "A playbook for the leader of the city"


def test_kicker_of_a_news_headline():
    """A kicker goes where the first meta title leaves it out, though linked data has it."""
    whole = "Nach Rücktritt: Rat wählt neu"
    sources = HeadlineSources(news=whole, declared=[whole], meta=["Rat wählt neu"], headings=[whole])
    assert choose_headline(sources, ()) == "Rat wählt neu"


def test_smaller_heading_in_the_title():
    """Without an h1 of its own, the page's headline is the smaller heading that the title is joined of."""
    sources = HeadlineSources(title="Tagebuch » Archiv » Ein Tag am Meer", subheadings=["Archiv", "Ein Tag am Meer"])
    assert choose_headline(sources, ()) == "Ein Tag am Meer"


def test_section_behind_a_mark():
    """A title that goes on behind a mark loses to the one that ends before it."""
    sources = HeadlineSources(meta=["Rat wählt am Montag neu-Politikㅣ신문", "Rat wählt am Montag neu"])
    assert choose_headline(sources, ()) == "Rat wählt am Montag neu"


def test_nothing():
    """Without any source there is no headline."""
    assert choose_headline(HeadlineSources(), SITE) is None
