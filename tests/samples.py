"""One block of every kind, style and shape, filled as an issue fills it: what tests of the themes go through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from digest.models import Block, Creative, Event, Image, Insertion, Link, Story

STYLES = ("headline", "teaser", "card", "grid", "numbered")
SHAPES = ("image-and-text", "text", "banner")


def picture(name: str = "bridge") -> Image:
    """A wide picture on the newsletter's own site."""
    return Image(url=f"https://lantern.example/images/{name}.jpg", alt=f"The {name}", width=1200, height=675)


def story(name: str = "bridge", **fields: object) -> Story:
    """A story that has everything a story may have."""
    url = f"https://lantern.example/{name}"
    whole = {
        "id": name,
        "source": "The Lantern",
        "guid": name,
        "identity": url,
        "url": url,
        "title": f"The {name} that everybody crosses and nobody looks at",
        "excerpt": f"For ninety years the {name} has been there in the morning. Now somebody has counted its rivets.",
        "points": ("It has 1,204 rivets", "Four are missing"),
        "section": "World",
        "author": "Ada Quill",
        "words": 700,
        "image": picture(name),
        "related": (Link(title="Rivets, a short history", url="https://lantern.example/rivets"),),
    }
    return Story.model_validate(whole | fields)


def insertion(tier: str = "sponsor", **creative: object) -> Insertion:
    """An ad of Kettle & Co., or a house promo with the same words."""
    whole = {
        "headline": "A kettle that keeps its head",
        "body": "Boils a pint in ninety seconds and says nothing about it. Posted anywhere with a letterbox.",
        "cta": "See the kettle",
        "url": "https://kettle.example/new?a=1&b=2",
        "image": picture("kettle"),
    }
    sponsor = {"sponsor": "kettle", "sponsor_name": "Kettle & Co."} if tier == "sponsor" else {}
    made = Creative.model_validate(whole | creative)
    return Insertion.model_validate({"slot": "top", "tier": tier, "creative": made, "position": 1, **sponsor})


def samples() -> Mapping[str, Block]:
    """The blocks by the name of their golden file."""
    three = tuple(story(name, related=()) for name in ("bridge", "lighthouse", "orchard"))
    lists = {
        f"list-{style}": Block(kind="list", title="Read now", style=style, stories=three, options={"by": "score"})
        for style in STYLES
    }
    rest = Block(kind="list", title="Read now", style="numbered", stories=three[:2], continues=3)
    ads = {f"ad-{shape}": Block(kind="ad", insertion=insertion(shape=shape)) for shape in SHAPES}
    promos = {f"promo-{shape}": Block(kind="promo", insertion=insertion("house", shape=shape)) for shape in SHAPES}
    return {
        "header": Block(kind="header"),
        "note": Block(kind="note", image=PORTRAIT, options={"text": NOTE, "signature": "Ada Quill, editor"}),
        "lead": Block(kind="lead", stories=(story("bridge"),)),
        **ads,
        **lists,
        "list-continued": rest,
        "section": Block(kind="section", title="World", style="teaser", stories=three[:2]),
        **promos,
        "quote": Block(kind="quote", image=PORTRAIT, options=QUOTE),
        "video": Block(kind="video", title="How to count rivets", image=picture("rivets"), options=VIDEO),
        "events": Block(kind="events", events=EVENTS),
        "poll": Block(kind="poll", options=POLL),
        "subscribe": Block(kind="subscribe", options={"text": ""}),
        "share": Block(kind="share", options={"to": ["whatsapp", "facebook", "bluesky", "linkedin"]}),
        "footer": Block(kind="footer", options={"credits": "Words: Ada Quill. Pictures: Olu Brand."}),
    }


NOTE = (
    "Dear {{ name | reader }},\n\nThe bridge is *counted* and the "
    "[orchard](https://lantern.example/orchard) is not.\n\n- Bring a ladder\n- Bring a friend"
)
PORTRAIT = Image(url="https://lantern.example/images/ada.jpg", width=800, height=800)
QUOTE = {
    "text": "I had crossed it every day for forty years before I looked down.",
    "by": "Mira Holt, riveter",
    "url": "https://lantern.example/bridge",
}
VIDEO = {"url": "https://lantern.example/video", "text": "With a ladder, chalk and patience.", "length": "4:32"}
EVENTS = (
    Event(
        title="Rivet walk",
        day=date(2026, 11, 21),
        time="10:00",
        place="North pier",
        text="Bring chalk.",
        url="https://lantern.example/walk",
    ),
    Event(title="Apple fair", day=date(2026, 11, 27), until=date(2026, 11, 29), place="The orchard"),
)
POLL = {
    "question": "Should the missing rivets be replaced?",
    "text": "One tap is a vote.",
    "answers": [
        {"title": "Yes, all four", "url": "https://lantern.example/vote?a=yes"},
        {"title": "No, leave the gaps", "url": "https://lantern.example/vote?a=no"},
    ],
}
