"""Which stories are sensitive: words in their context, and whose word goes first."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from digest.config.schema import SensitivityConfig
from digest.models import Link, Sensitive
from digest.sensitivity import graver, judge, judge_text, languages
from digest.sensitivity.phrases import compiled, plain, sentences
from tests.build import story

NONE = """\
Killer whale documentary breaks viewing records
Deadly serious about coffee: inside the roastery
Audience dies laughing at new sitcom
Horse race ends in a dead heat
Council declares war on waste
The star drops a bombshell about her new album
Is this the killer app for augmented reality?
Died in the Wool, by Ngaio Marsh: review of a classic whodunit
Striker's shooting wins the cup final
A bath bomb business that fizzes
How to stop your phone battery dying
Dead Sea mud sells out
Price war breaks out among supermarkets
Landslide victory for the opposition in Malta
A flood of applications for the allotments
Weed killer tips for gardeners
Nurses strike over pay enters second week
The death of the office lunch
Shooting stars: where to see the Perseids
Crash course in sourdough
Torture test: we dropped twelve phones
Pet grooming salon opens on Mill Street
Rocket launch delayed by wind
Rangers bomb out of the cup
The ghost pub that refuses to die
Assassin's Creed gets a new map
Invasion of the jellyfish keeps swimmers away
Nobody was hurt when the old pier gave way
“Price war” at the quay
The chef whose execution of the plan never wavers
Group of death: who plays whom at the finals
Our photo shoot in the old lighthouse
A new phone with remote code execution fixed
I played Battlefield on a laptop with three screens
How a brand captures hearts
Quarterly talks derail over pay
The winger shoots wide
A body of work that fills three museums
Rocket salad with pears
Spurs shoot past the champions in the league
The bill for the passing of the act
Choirs battle for the valley prize""".splitlines()

SOFT = """\
Heart attack risk lower for those who sleep well, study finds
Actor and wife divorce after ten years
Dogs rescued from puppy farm
Cyclist injured in collision with van
Man arrested after burglary at museum
Singer reveals cancer diagnosis
Shark bites surfer off the point
Teenager stabbed outside station
Police use tear gas on marchers
Harbour clerk on trial over missing funds""".splitlines()

NO_ADS = """\
Beloved children's author dies at 91
Two climbers killed in fall on north face
Film director killed in plane crash
Footballer dies after collapsing during match
Ferry sinks with 200 aboard
Coach guilty of abusing young gymnasts
Drone hits apartment block in Odesa
Shelling resumes along the border
Wildfire forces thousands to flee
Former minister takes his own life
Remembering Ada Quill, 1938-2026
Nine miners trapped underground after blast
Hostages freed after two years in Gaza
Actor Jane Pell, star of stage and film, dies
Thousands flee homes as river bursts banks
Surgeon accused of abusing 299 patients
Veteran broadcaster Jon Pell has died, aged 77
UN slams 'war crime' at the wells
Soldiers shoot villagers at the checkpoint
Rebels retake the town on the river
Army recaptures the airport from militants
Mourners fill the square for the memorial service
A minute of silence at every station
Founder of a phone company dies at sea
Death of a young rider shocks the league
Executions rise for a third year
Inquest opens into the boy's fall
Ten buried as slope gives way
Vigil for the twins draws hundreds
Toll rises to 90 in the valley
Rockets land near Ashford, Israel says
Express derails, 19 injured
Group claims responsibility for the blast at the gate
Protester sets himself on fire outside court
Attackers at the hotel wore uniforms
Ministers weigh military intervention
Choir school faces abuse inquiry
Two explosions near the finish line
Regime hangs three prisoners
Van rams into people at a bus stop
Town falls silent to remember the crew""".splitlines()


def level(title: str, *more: str, language: str = "en") -> str:
    found = judge_text(title, more, language=language)
    return found.level if found else "none"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        *((title, "none") for title in NONE),
        *((title, "soft") for title in SOFT),
        *((title, "no_ads") for title in NO_ADS),
    ],
)
def test_words_mean_what_they_mean(title: str, wanted: str) -> None:
    """Harm is known, and what only sounds like it is not taken for harm."""
    assert level(title) == wanted


@pytest.mark.parametrize(
    ("language", "title", "wanted"),
    [
        ("de", "Drei Tote bei Brand in Wohnhaus", "no_ads"),
        ("de", "Hochwasser an der Elbe: Dörfer evakuiert", "no_ads"),
        ("de", "Todernst gemeint: der Kaffee aus der Maschine", "none"),
        ("de", "Auto prallt gegen Baum: Fahrer schwer verletzt", "soft"),
        ("de-AT", "Schauspielerin Ada Quill ist gestorben", "no_ads"),
        ("de", "Soldat erschießt zwei Kameraden", "no_ads"),
        ("de", "Armee erobert Stadt zurück", "no_ads"),
        ("de", "Schweigeminute im ganzen Land", "no_ads"),
        ("de", "Ein Buch erobert die Herzen", "none"),
        ("fr", "Une minute de silence dans les écoles", "no_ads"),
        ("fr", "Les rebelles s'emparent de la base", "no_ads"),
        ("fr", "Deux randonneurs ont péri dans la tempête", "no_ads"),
        ("fr", "Une autrice s'emparent des mots : le prix du roman", "none"),
        ("es", "Un minuto de silencio en todo el país", "no_ads"),
        ("es", "Las tropas toman la ciudad tras meses de asedio", "no_ads"),
        ("es", "Tres mineros perecen en un derrumbe", "no_ads"),
        ("es", "El jardín que derriba tópicos", "none"),
        ("fr", "Un incendie dans un immeuble fait trois morts", "no_ads"),
        ("fr", "Mort de rire : la comédie de l’été", "none"),
        ("fr", "Un homme arrêté après un cambriolage", "soft"),
        ("es", "Un terremoto deja 40 muertos en Perú", "no_ads"),
        ("es", "Guerra de precios en los supermercados", "none"),
        ("es", "Detenido un hombre por robo en una joyería", "soft"),
        ("fi", "Killed, murdered, bombed", "none"),
    ],
)
def test_other_languages(language: str, title: str, wanted: str) -> None:
    """Each language has its own lists; one without lists is not judged by those of another."""
    assert level(title, language=language) == wanted


def test_german_in_a_feed_that_says_english() -> None:
    """A text is judged in the language that it is in: the German article is no death."""
    assert level("Die Bundesliga im Überblick: die Tore und die Tabelle", language="en") == "none"
    assert level("Bei dem Brand sind drei Menschen gestorben, und die Halle ist zerstört", language="en") == "no_ads"


def test_reason_names_the_word() -> None:
    """A person can see which word decided."""
    assert judge_text("Ferry lost: 61 dead", language="en") == Sensitive(level="no_ads", reason="death: “61 dead”")


def test_excerpt_counts() -> None:
    """What the title keeps quiet about, the excerpt tells; and one lends the other its context."""
    assert level("A quiet valley", "At least 40 people were killed.") == "no_ads"
    assert level("A tragic crash", "The jet came down after take-off.") == "no_ads"
    assert level("Drones over the city", "There were two strikes.") == "no_ads"
    assert level("", "") == "none"


EDITOR = {"https://paper.example/one?utm_source=x": "none"}


@pytest.mark.parametrize(
    ("settings", "fields", "wanted"),
    [
        ({"stories": EDITOR}, {"title": "61 dead", "section": "War"}, None),
        ({"stories": {"paper.example/one": "no_ads"}}, {}, "the editor's word"),
        ({"stories": {"one": "soft"}, "sections": {"Dogs": "no_ads"}}, {"section": "Dogs"}, "the editor's word"),
        ({"sections": {"dogs": "soft"}}, {"title": "61 dead", "section": "Dogs"}, 'the section "dogs"'),
        ({"sections": {"Books": "none"}}, {"title": "61 dead", "section": "Books"}, None),
        ({"tags": {"Vigil": "no_ads"}}, {"tags": ("vigil",)}, 'the tag "Vigil"'),
        ({}, {"section": "Obituaries"}, 'the publisher\'s "Obituaries"'),
        ({}, {"tags": ("Crime",)}, 'the publisher\'s "Crime"'),
        ({}, {"section": "Crime", "title": "61 dead"}, "death: “61 dead”"),
        ({}, {"section": "Warsaw"}, None),
        ({}, {"points": ("A sixth body was found",)}, "death: “body was found”"),
    ],
)
def test_whose_word_goes_first(settings: dict[str, Any], fields: dict[str, Any], wanted: str | None) -> None:
    """The editor's word, then what the publisher says of sections and tags, then the words; a subject's name adds to
    these."""
    found = judge(story("one", **fields), config=SensitivityConfig.model_validate(settings), language="en")
    assert (found.reason if found else None) == wanted


def test_related_headlines_count() -> None:
    """What stands under a story stands beside the ad after it."""
    links = (Link(title="Bread by nine", url="https://a.example"), Link(title="61 dead", url="https://b.example"))
    found = judge(story("one", related=links), config=SensitivityConfig(), language="en")
    assert found == Sensitive(level="no_ads", reason="related “61 dead”, death: “61 dead”")


def test_graver() -> None:
    """Of two findings the graver counts, of equals the first."""
    soft, grave = Sensitive(level="soft", reason="a"), Sensitive(level="no_ads", reason="b")
    assert graver(soft, grave) == graver(grave, soft) == graver(None, grave) == grave
    assert graver(soft, Sensitive(level="soft", reason="c")) == soft
    assert graver(None, None) is None


def test_plain_text() -> None:
    """Case, quotes, hyphens, possessives and signs do not hide a word."""
    assert plain("The U-boat’s “crew”, 1,200 men — 'lost'") == " the u boat crew 1200 men lost "
    assert sentences("One. Two!\nThree") == [" one ", " two ", " three "]


def test_patterns() -> None:
    """`*` stands for letters, `#` for a number, `?` for a word, `$` for the end; whole words only."""
    assert [found[0] for found in compiled(["dies $"]).finditer(plain("Dies, and dies"))] == ["dies "]
    pattern = compiled(["flood*", "# dead", "to ? sea", "a.b"])
    assert [found[0] for found in pattern.finditer(plain("Floods: 61 dead, dozens dead. Out to open sea, deadly"))] == [
        "floods", "61 dead", "dozens dead", "to open sea",
    ]  # fmt: skip


@pytest.mark.parametrize("language", languages())
def test_lists_are_sound(language: str) -> None:
    """Every phrase is in the form that texts are compared in, none stands twice in its list, and no name is amiss."""
    file = resources.files("digest.sensitivity").joinpath("words", f"{language}.toml")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    lists = {
        "not": raw["not"]["phrases"],
        **{f"context {name}": words for name, words in raw["contexts"].items()},
        **{f"near {name}": words for name, words in raw["near"].items()},
        **{table["name"]: table["words"] for level in ("no_ads", "soft") for table in raw[level]},
    }
    for name, phrases in lists.items():
        assert len(set(phrases)) == len(phrases), name
        for phrase in phrases:
            letters = re.sub(r"[*#?$]", "x", phrase)
            assert plain(letters).strip() == letters, (name, phrase)
    for table in (*raw["no_ads"], *raw["soft"]):
        assert table.get("near", "people") in {*raw["near"], "people"}
        assert set(table.get("unless", ())) <= set(raw["contexts"])
    assert languages()[0] == "en"
