"""Author texts in, people out."""

import pytest

from pipelines.metadata.names import clean_names

SITE = frozenset({"deranzeiger", "anzeiger", "anzeigerexample"})
CASES = [
    (["By Jane Doe"], ("Jane Doe",)),
    (["Von Jana Muster und Max Öde"], ("Jana Muster", "Max Öde")),
    (["Anna Eins, Bernd Zwei und Carla Drei"], ("Anna Eins", "Bernd Zwei", "Carla Drei")),
    (["Par Émile Zola et Anne Blanc"], ("Émile Zola", "Anne Blanc")),
    (["Por Ana Ruiz y Luis Gil"], ("Ana Ruiz", "Luis Gil")),
    (["José Ortega y Gasset"], ("José Ortega y Gasset",)),
    (["Charles de Gaulle"], ("Charles de Gaulle",)),
    (["Jane Doe, Chief Political Correspondent"], ("Jane Doe",)),
    (["Jane Doe, Berlin"], ("Jane Doe",)),
    (["Chefredakteur Max Öde"], ("Max Öde",)),
    (["Jane Doe jane@x.example @janedoe"], ("Jane Doe",)),
    (["Jane Doe (Reuters)", "AFP", "dpa"], ("Jane Doe",)),
    (["<a href='/x'>Jane Doe</a>"], ("Jane Doe",)),
    (["Perry Bacon, Jr."], ("Perry Bacon Jr.",)),
    (["JANE DOE", "Jane Doe", "Jané Doe"], ("JANE DOE",)),
    (["https://www.facebook.com/jane", "@janedoe", "mail@x.example"], ()),
    (["Redaktion", "MND Staff", "The Times Newsroom", "admin", "Der Anzeiger", "anzeiger.example"], ()),
    (["松岡大地"], ("松岡大地",)),
    (["Jane Doe/John Roe"], ("Jane Doe", "John Roe")),
    (["김철수 기자"], ("김철수",)),
    (["Jane Doe Content Marketing Coordinator"], ("Jane Doe",)),
    (["dpa, Frankfurt, Germany"], ()),
    (["", " ", ",,,", "()", "By"], ()),
]


@pytest.mark.parametrize(("texts", "people"), CASES, ids=[str(texts) for texts, _ in CASES])
def test_people(texts, people):
    """Only people are left, in order, each once."""
    assert clean_names(texts, SITE) == people


def test_organisations():
    """Agencies and the site stay where they are asked for; accounts do not."""
    assert clean_names(["dpa", "Der Anzeiger", "admin", "Jane Doe"], SITE, keep_organisations=True) == ("dpa", "Der Anzeiger", "Jane Doe")


def test_desks_stay_whole():
    """A desk keeps the word that makes it one, and an agency its office."""
    names = ("MND Staff", "Redaktion", "dpa/lno", "The Harbour Team")
    assert clean_names(names, SITE, keep_organisations=True) == names
