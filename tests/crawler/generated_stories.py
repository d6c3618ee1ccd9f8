"""Stories and other pages of a generated news site: short, each different, and known to be a story or not."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

PLACES = "Aldorf Berndorf Cellbach Dornau Eschbach Finkenried Grauhof Hallstedt Immenau Jarlsby Kettlach Lindau Moorsee Neustrand".split()
THINGS = "ferry library bridge school market station theatre harbour museum hospital tramway orchard stadium mill".split()
EVENTS = (
    "stays closed for another winter",
    "opens again after long repairs",
    "is to cost twice as much",
    "gets a new roof at last",
    "divides the town council",
    "draws more visitors than ever",
)
SENTENCES = (
    "The council of {place} met on {day} evening to talk about the {thing}, which has kept the town busy since last spring.",
    "Engineers had found cracks in {number} of the beams, and nobody could say how long the rest would hold.",
    "The repair will cost about {number} million euros, as much as the town spends on its roads in two years.",
    "“We have waited long enough for this,” said the mayor of {place} after the vote, which took {number} minutes.",
    "Opponents answered that a smaller plan would do, and that the money was needed for the old {other} by the river.",
    "A petition against the plan has been signed by {number} hundred people since the beginning of the month.",
    "The state pays a third of the sum, provided that work on the {thing} begins before the end of the year.",
    "Shopkeepers in the lower town fear for their trade and ask for a detour that leaves the {other} within reach.",
    "Until the matter is settled the buses keep to the road through {place}, and the last one leaves at {number} past nine.",
    "An expert from the university called the {thing} the best kept of its kind in the whole region.",
    "The architect, who also built the {other}, wants to show his drawings to the public on {day}.",
    "Last year {number} thousand guests came to see the {thing}, more than in any year since the war.",
    "Work had been put off twice, because no firm in the district wanted the contract at that price.",
    "The opposition in {place} demands an inquiry into why the first offer was thrown away unread.",
    "A decision on the loan is expected on {day}; the bank has already said that it will not wait for ever.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
PARAGRAPHS_PER_STORY = 5
CORRECTION = "Correction: an earlier version of this report named a wrong sum; the town pays {number} million euros, not more."


@dataclass(frozen=True)
class Story:
    """One story of a site, and how often its publisher corrected it."""

    host: str
    number: int
    published: datetime
    corrections: int = 0
    modified: datetime | None = None

    @cached_property
    def headline(self) -> str:
        """Different for each story of a site."""
        chance = random.Random(f"{self.host}/{self.number}")
        return f"The {chance.choice(THINGS)} of {chance.choice(PLACES)} {chance.choice(EVENTS)} ({self.number})"

    @cached_property
    def path(self) -> str:
        """Without a date, so that nothing but its sources and its page dates it."""
        words = "".join(letter if letter.isalnum() else " " for letter in self.headline.lower()).split()
        return f"/news/{'-'.join(words)}"

    @property
    def url(self) -> str:
        """Its canonical URL."""
        return f"http://{self.host}{self.path}"

    @property
    def changed(self) -> datetime:
        """When it was published or corrected last."""
        return self.modified or self.published


def story_page(story: Story, links: tuple[str, ...] = ()) -> str:
    """The story's page; every third says by JSON-LD what it is, every third by OpenGraph, the others only by how they look."""
    chance = random.Random(f"text of {story.host}/{story.number}")
    sentences = [_filled(sentence, chance) for sentence in chance.sample(SENTENCES, 2 * PARAGRAPHS_PER_STORY)]
    paragraphs = [" ".join(sentences[index : index + 2]) for index in range(0, len(sentences), 2)]
    if story.corrections:
        paragraphs.append(_filled(CORRECTION, random.Random(f"{story.number} {story.corrections}")))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    more = "".join(f'<li><a href="{link}">{link.rpartition("/")[2].replace("-", " ")}</a></li>' for link in links)
    return page(
        story.headline,
        f"<article><h1>{story.headline}</h1><p class='byline'>By Anna Brandt, {_time(story.published)}</p>{body}</article>"
        f"<aside><h2>Read on</h2><ul>{more}</ul></aside>",
        head=f'<link rel="canonical" href="{story.url}">{_claims(story)}',
    )


def page(title: str, content: str, head: str = "") -> str:
    """A page of the paper with its menu and foot."""
    menu = '<nav><a href="/">Home</a> <a href="/town/">Town</a> <a href="/region/">Region</a></nav>'
    foot = '<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a> © The Paper</footer>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{menu}<main>{content}</main>{foot}</body></html>"
    )


def _claims(story: Story) -> str:
    published, modified = story.published.isoformat(timespec="seconds"), story.changed.isoformat(timespec="seconds")
    if story.number % 3 == 0:
        data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.headline}
        return f'<script type="application/ld+json">{json.dumps(data | {"datePublished": published, "dateModified": modified})}</script>'
    if story.number % 3 == 1:
        return f'<meta property="og:type" content="article"><meta property="article:published_time" content="{published}">'
    return ""


def _time(moment: datetime) -> str:
    return f'<time datetime="{moment.isoformat(timespec="seconds")}">{moment:%d %B %Y}</time>'


def _filled(sentence: str, chance: random.Random) -> str:
    thing, other = chance.sample(THINGS, 2)
    return sentence.format(place=chance.choice(PLACES), thing=thing, other=other, day=chance.choice(DAYS), number=chance.randrange(3, 60))


def other_pages() -> dict[str, str]:
    """Pages that are no story, by path; most have the address of one."""
    town = "The Paper has reported from the river valley since 1898."
    rows = "".join(f"<tr><td>{place}</td><td>{7 + index}°</td><td>{index} km/h</td></tr>" for index, place in enumerate(PLACES))
    jobs = "".join(f"<li><a href='/jobs/{index}'>Clerk in {place} (m/f/d)</a></li>" for index, place in enumerate(PLACES))
    legal = "".join(
        f"<h2>{index}. Processing</h2><p>We process personal data of readers under Art. 6 GDPR, as far as a contract, a law or your consent"
        " allows us to. You may withdraw your consent at any time with effect for the future by writing to our data protection officer.</p>"
        for index in range(1, 6)
    )
    return {
        "/about-the-paper-and-its-people": page("About us", f"<h1>About us</h1><p>{town} Meet our team.</p>"),
        "/news/page-not-found-we-are-sorry": page("Page not found", "<h1>404</h1><p>Sorry, this page was not found.</p>"),
        "/weather-in-the-whole-region-today": page("Weather", f"<h1>Weather</h1><table>{rows}</table>"),
        "/jobs-in-town-and-region-now": page("Jobs", f"<h1>Jobs</h1><ul>{jobs}</ul>"),
        "/subscribe-now-and-save-half": page(
            "Subscribe", "<h1>Subscribe now</h1><p>Read four weeks for one euro.</p><form><input name='mail'><button>Order</button></form>"
        ),
        "/privacy-policy-of-the-paper": page("Privacy policy", f"<h1>Privacy policy</h1>{legal}"),
        "/news/pictures-of-the-week-in-town": page(
            "Pictures of the week", "<h1>Pictures of the week</h1>" + "".join(f"<img src='/{index}.jpg' alt=''>" for index in range(9))
        ),
        "/tag/harbour": page("Harbour", "<h1>Harbour</h1><p>All about the harbour.</p>"),
        "/author/anna-brandt": page("Anna Brandt", "<h1>Anna Brandt</h1><p>Anna Brandt writes about the town.</p>"),
        "/news/this-video-needs-a-player": page("Video", "<h1>Video</h1><div class='player'></div><p>Please switch on JavaScript.</p>"),
    }
