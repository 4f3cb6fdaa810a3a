"""A made-up year of newspapers: feeds of ten that move on, wire copies, corrections, rewrites and a live page."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from digest.archive import carried
from digest.models import Block, Entry, Issue, Outcome
from tests.build import NOW, choose, entry, issue, own_words

DAY = timedelta(days=1)
FEEDS = ("A", "B", "C", "D")
UNDATED = "U"
"""A source that gives no dates."""
LIVE = "live"
"""A page that is written anew each day."""
LAYOUT = ({"kind": "lead", "related": 2}, {"kind": "section", "section": "World", "min": 1, "max": 2})
USUAL = (
    "the of and to in a is was for on that with said by at from it as be have he they we after not are but who had this"
    " were will new more people year which two when town council harbour police school market street week"
)


@dataclass(frozen=True)
class Post:
    """One record as it stands in a feed from a moment on: what it tells, and whether it tells it in new words."""

    story: str
    entry: Entry
    since: datetime
    rewritten: bool = False


@dataclass(frozen=True)
class Made:
    """An issue that went out, with the posts that its sources held when it was planned."""

    posts: tuple[Post, ...]
    issue: Issue
    left: frozenset[str]
    """Addresses of what the issue before had left over."""


def prose(dice: random.Random, name: str, count: int) -> str:
    """A text of its own in which two words of three are everybody's."""
    own = [word for part in range(count // 10 + 1) for word in own_words(f"{name}{part}").rstrip(".").split()]
    usual = USUAL.split()
    return " ".join(own[at // 3] if at % 3 == 0 else dice.choice(usual) for at in range(count)) + "."


@cache
def posts(days: int) -> tuple[Post, ...]:
    """All that is published in so many days, and two weeks before them."""
    dice = random.Random(5)
    start = datetime.combine(NOW.date(), time(0), tzinfo=NOW.tzinfo) - 14 * DAY
    found = list(_live(start, days + 14))
    for number in range(days + 14):
        for source in (*FEEDS, UNDATED):
            if dice.random() < 0.8:
                found += _story(dice, f"{source}{number}", source, start + number * DAY + dice.random() * DAY)
    return tuple(found)


def _story(dice: random.Random, name: str, source: str, when: datetime) -> list[Post]:
    text = prose(dice, name, dice.randrange(60, 180))
    one = entry(
        name,
        title=prose(dice, f"title {name}", 7),
        text=text,
        source=source,
        guid=name,
        section=dice.choice(("World", "Film", "")),
        popularity=dice.choice((None, None, 3, 8, 40)),
        published=None if source == UNDATED else when,
    )
    found, fate = [Post(name, one, when)], dice.random()
    later = when + dice.random() * 10 * DAY
    if fate < 0.2:
        words = text.split()
        copy = dice.choice((f"(Wire) {text} Reported by nobody.", " ".join(words[: len(words) // 2])))
        found.append(Post(name, _copy(dice, one, f"{name}copy", copy, later), later))
    elif fate < 0.35:
        found.append(Post(name, one.model_copy(update={"text": f"{text} Corrected.", "updated": later}), later))
    elif fate < 0.5:
        short = " ".join(text.split()[-40:])
        found.append(Post(name, one.model_copy(update={"text": short, "updated": later}), later))
    elif fate < 0.6:
        anew = prose(dice, f"{name} anew", 120)
        found.append(Post(name, one.model_copy(update={"text": anew, "updated": later}), later, rewritten=True))
    return found


def _copy(dice: random.Random, one: Entry, name: str, text: str, when: datetime) -> Entry:
    url = f"https://wire.example/{name}"
    source = dice.choice([each for each in FEEDS if each != one.source])
    changed = {"url": url, "identity": url, "guid": name, "source": source, "text": text, "published": when}
    return one.model_copy(update=changed)


def _live(start: datetime, days: int) -> list[Post]:
    found = []
    for number in range(days):
        when = start + number * DAY
        text = prose(random.Random(number), f"{LIVE}{number}", 120)
        page = entry(LIVE, source="A", guid=LIVE, text=text, published=when, updated=when, popularity=30)
        found.append(Post(LIVE, page, when, rewritten=True))
    return found


def held(all_posts: tuple[Post, ...], moment: datetime, *, hold: int) -> tuple[Post, ...]:
    """What the feeds hold at `moment`: the latest `hold` stories of each, in their present form."""
    present: dict[str, Post] = {}
    for post in all_posts:
        if post.since <= moment:
            present[post.entry.url] = max(post, present.get(post.entry.url, post), key=lambda each: each.since)
    found: list[Post] = []
    for source in (*FEEDS, UNDATED):
        own = [post for post in present.values() if post.entry.source == source]
        first = {post.entry.url: post.since for post in reversed(all_posts)}
        newest = sorted(own, key=lambda post: (post.entry.published or first[post.entry.url], post.entry.url))
        for place, post in enumerate(newest[::-1][:hold]):
            dated = post.entry.published is not None
            found.append(post if dated else replace(post, entry=post.entry.model_copy(update={"place": place})))
    return tuple(found)


def publish(days: tuple[date, ...], *, cadence: timedelta, lag: timedelta, hold: int, room: int) -> list[Made]:
    """The issues of `days`, each planned `lag` before its day ends, as the sources and the issues before say.

    `room` is how many stories each holds beside three.
    """
    every = posts((max(days) - NOW.date()).days + 1)
    rng, made = random.Random(1), list[Made]()
    for day in days:
        closing = datetime.combine(day, NOW.timetz())
        found = list(held(every, closing - lag, hold=hold))
        rng.shuffle(found)
        earlier = [each.issue for each in made]
        given = {"now": closing, "earlier": earlier, "carried": carried(earlier), "cadence": cadence}
        chosen = choose(
            [post.entry for post in found], *LAYOUT, {"kind": "list", "count": room}, max_per_source=room // 2, **given
        )
        told = tuple(story for stories in chosen.blocks.values() for story in stories)
        name = f"{day:%G-W%V}" if cadence < 20 * DAY else f"{day:%Y-%m}"
        fields = {"date": day, "decisions": chosen.decisions, "left_over": chosen.left_over}
        left = frozenset(entry.url for entry in earlier[-1].left_over) if earlier else frozenset[str]()
        made.append(Made(tuple(found), issue(name, Block(kind="list", stories=told), **fields), left))
    return made


def placed(one: Issue) -> list[str]:
    """The addresses of what `one` carries."""
    return [decision.url for decision in one.decisions if decision.outcome is Outcome.placed]
