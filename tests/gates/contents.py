"""The contents that every theme is held to: newsletters of which each is hard in its own way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.cli.folder import Folder

EXAMPLE = Path(__file__).parents[2] / "examples" / "magazine"
HOSTILE = (
    "\"'></td></table></div><script>alert(1)</script><style>*{color:red}</style><img src=x onerror=alert(1)>"
    "{{ 7*7 }}{% raw %}--><![endif]-->\u202e\u2066"
)
"""What a story may try in any field: to leave its place, to run, to restyle, to be a template, to turn the text."""
TEN = (
    "bbc-world-rss2-2026.xml",
    "aljazeera-all-rss2.xml",
    "kottke-atom10.xml",
    "heise-atom10-150items.xml",
    "theverge-atom10.xml",
    "daringfireball-jsonfeed.json",
    "restofworld-rss2.xml",
    "esa-topnews-invalid-xml-rss2.xml",
    "mastodon-untitled-rss2.xml",
    "bostoncom-wordpress-rss2.xml",
)
SHARED = frozenset(("seed", "ten feeds", "hostile feeds", "persian feed"))
"""The contents that are made from the shared inputs."""
_START = """
[newsletter]
name = "{name}"
from = "{name} <letter@lantern.example>"
url = "https://lantern.example"
description = "{description}"
language = "{language}"
address = "{address}"
reason = "{reason}"
archive_url = "https://lantern.example/letter"
subscribe_url = "https://lantern.example/letter/subscribe"
preferences_url = "https://lantern.example/letter/preferences"
social = [{{ title = "Mastodon", url = "https://social.example/@lantern" }}]

[selection]
window = "2000w"

[images]
sizes = false # nothing is fetched

[audience]
unsubscribe_url = "https://lantern.example/leave?who={{email}}&token={{token}}"
one_click = true

[schedule]
today = 2026-11-20
"""
_ENGLISH = {
    "name": "The Lantern",
    "description": "What the harbour talks about",
    "language": "en",
    "address": "1 Harbour Street, Lampton",
    "reason": "You signed up at lantern.example.",
}
_LAYOUT = """
[[blocks]]
kind = "note"
title = "{note}"
text = "{text}"
signature = "Ada"

[[blocks]]
kind = "lead"

[[blocks]]
kind = "ad"
slot = "top"

[[blocks]]
kind = "list"
title = "{popular}"
style = "headline"
count = {few}

[[blocks]]
kind = "promo"
name = "club"

[[blocks]]
kind = "list"
title = "{cards}"
style = "card"
count = {few}

[[blocks]]
kind = "list"
style = "teaser"
count = {many}
related = 2

[[blocks]]
kind = "subscribe"
"""
_WORDS = {
    "note": "A note",
    "text": "Dear {{ name | reader }}, **good** evening. [The archive](https://lantern.example/a) is open.",
    "popular": "Most popular",
    "cards": "In pictures",
    "few": "4",
    "many": "8",
}
_ADS = """
[[sponsors]]
id = "kettle"
name = "{sponsor}"

[[bookings]]
id = "k1"
sponsor = "kettle"
slots = ["top"]
first = 2026-11-01
last = 2026-12-31

[[bookings.creatives]]
headline = "{headline}"
body = "{body}"
cta = "{cta}"
url = "https://kettle.example/offer?from=lantern"
image = {{ url = "https://kettle.example/ad.jpg", alt = "{headline}", width = 1200, height = 600 }}

[[promos]]
name = "club"
headline = "{promo}"
body = "{body}"
cta = "{cta}"
url = "https://lantern.example/club"
"""
_OFFER = {
    "sponsor": "Kettle & Sons",
    "headline": "A kettle that sings",
    "body": "By post, in a week.",
    "cta": "See the kettles",
    "promo": "Join the reading club",
}


def _newsletter(root: Path, *, words: dict[str, str] | None = None, **changes: dict[str, str]) -> Folder:
    """A newsletter in `root` whose words are the English ones with `changes`; it reads stories.xml."""
    folder = Folder(root)
    start = _START.format(**_ENGLISH | changes.get("start", {}))
    source = '\n[[sources]]\nname = "Lantern"\nfile = "stories.xml"\n'
    folder.write("digest.toml", start + source + _LAYOUT.format(**_WORDS | (words or {})))
    folder.write("ads.toml", _ADS.format(**_OFFER | changes.get("offer", {})))
    folder.write("subscribers.csv", "email,name\nann@example.org,Ann\n")
    return folder


def _item(number: int, title: str, summary: str, *, section: str = "", author: str = "", image: bool = True) -> str:
    shown = "upright" if number % 5 == 0 else "wide"
    size = 'width="800" height="1200"' if number % 5 == 0 else 'width="1600" height="900"'
    picture = (
        f'<media:content url="https://lantern.example/{shown}{number}.jpg" medium="image" {size}/>' if image else ""
    )
    return (
        f"<item><title>{escape(title)}</title><link>https://lantern.example/{number}?a=1&amp;b=2</link>"
        f"<guid>g{number}</guid><pubDate>Thu, 19 Nov 2026 {number % 24:02}:{number // 24:02}:00 GMT</pubDate>"
        f"<category>{escape(section)}</category><dc:creator>{escape(author)}</dc:creator>"
        f"<description>{escape(summary)}</description>{picture if image else ''}</item>"
    )


def _feed(*items: str) -> str:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<rss version="2.0" {spaces}><channel><title>The Lantern</title>{"".join(items)}</channel></rss>'


def magazine(root: Path, shared: Path | None) -> Folder:
    """The example of the repository."""
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("issues", "state", "outbox"))
    return Folder(root)


def one_story(root: Path, shared: Path | None) -> Folder:
    """A week in which one thing happened, and nobody took a picture."""
    folder = _newsletter(root)
    folder.write("stories.xml", _feed(_item(1, "Fog", "Nothing could be seen from the pier all week.", image=False)))
    return folder


def sixty_stories(root: Path, shared: Path | None) -> Folder:
    """A week in which everything happened."""
    nouns = ("harbour", "bakery", "council", "lighthouse", "school", "ferry", "orchard", "library", "market", "choir")
    verbs = ("opens its doors", "counts its gulls", "buys a second bell", "paints the pier", "asks for rain", "wins")
    items = []
    for number in range(60):
        noun, verb = nouns[number % 10], verbs[number // 10]
        summary = f"The {noun} {verb}, which took {number + 2} weeks and all of number {number * 7}. " * 3
        items.append(_item(number, f"The {noun} {verb}", summary, section=noun.title(), author="Ada Brook"))
    folder = _newsletter(root, words={"few": "15", "many": "29"})
    folder.write("stories.xml", _feed(*items))
    return folder


def persian(root: Path, shared: Path | None) -> Folder:
    """Right to left, with Latin names and numbers in between."""
    titles = (
        "بندر در مه",
        "نان تازه در سپیده‌دم",
        "شمارش مرغان دریایی با GPS",
        "کتابخانهٔ شهر ۱۲۰ ساله شد",
        "باران دیرهنگام",
        "گفت‌وگو با نگهبان فانوس",
        "بازار پنج‌شنبه",
        "مدرسه‌ای برای همه",
    )
    summaries = (
        "کشتی‌ها سه روز لنگر انداختند و کسی جزیره را ندید.",
        "نانوای کوچه پیش از همه بیدار می‌شود و پس از همه می‌خوابد.",
        "داوطلبان با دستگاه‌های Garmin از صخره بالا رفتند.",
        "قفسه‌های تازه را نجاران محله ساخته‌اند.",
        "باغداران می‌گویند انار امسال شیرین‌تر خواهد بود.",
        "او سی سال است که هر شب همان پله‌ها را می‌شمارد.",
        "فروشندگان ماهی از جای تازهٔ خود راضی‌اند.",
        "کلاس‌ها از هفتهٔ آینده در ساختمان گمرک برپا می‌شود.",
    )
    items = [
        _item(number, title, summary, section="جهان" if number % 2 else "زندگی", author="مینا فانوسی")
        for number, (title, summary) in enumerate(zip(titles, summaries, strict=True), 1)
    ]
    folder = _newsletter(
        root,
        words={
            "note": "یادداشت",
            "text": "{{ name | خواننده }} گرامی، شب خوش. [بایگانی](https://lantern.example/a) باز است.",
            "popular": "پرخواننده‌ها",
            "cards": "در تصویر",
        },
        start={
            "name": "فانوس",
            "description": "آنچه بندر از آن می‌گوید",
            "language": "fa",
            "address": "خیابان بندر، شمارهٔ ۱",
            "reason": "شما در lantern.example نام‌نویسی کرده‌اید.",
        },
        offer={
            "sponsor": "کتری و پسران",
            "headline": "کتری آوازخوان",
            "body": "با پست، در یک هفته.",
            "cta": "دیدن کتری‌ها",
            "promo": "به باشگاه کتاب بپیوندید",
        },
    )
    folder.write("stories.xml", _feed(*items))
    return folder


def japanese(root: Path, shared: Path | None) -> Folder:
    """Letters twice as wide, and no spaces between words."""
    titles = (
        "港に霧が立ちこめる朝",
        "夜明けのパン屋に行列ができる理由",
        "かもめを数える人びと",
        "図書館が百二十周年を迎えた",
        "遅い雨が果樹園を救う",
        "灯台守との対話",
        "木曜市の再開",
        "みんなの学校",
    )
    summaries = (
        "三日のあいだ船は錨を下ろし、島影を見た者はいなかった。",
        "粉と水と塩だけで焼く店主は、誰よりも早く起きて誰よりも遅く眠る。",
        "双眼鏡を手にした有志が崖を登り、巣の数を記録した。",
        "新しい書架は町内の大工たちが寄贈したものである。",
        "農家によれば、今年の林檎は例年より甘くなる見込みだ。",
        "三十年のあいだ毎晩おなじ階段を数えてきた人の話を聞いた。",
        "魚を売る人びとは移転先の広場に満足している。",
        "来週から税関の建物で授業が始まる予定になっている。",
    )
    items = [
        _item(number, title, summary, section="世界", author="灯 港子")
        for number, (title, summary) in enumerate(zip(titles, summaries, strict=True), 1)
    ]
    folder = _newsletter(
        root,
        words={
            "note": "編集部より",
            "text": "{{ name | 読者 }}様、こんばんは。[過去の号](https://lantern.example/a)も読めます。",
            "popular": "よく読まれた記事",
            "cards": "写真で見る",
        },
        start={
            "name": "港の灯",
            "description": "港町の話題",
            "language": "ja",
            "address": "灯台市港通り一丁目",
            "reason": "lantern.example で登録されました。",
        },
        offer={
            "sponsor": "やかん商会",
            "headline": "歌うやかん",
            "body": "一週間でお届けします。",
            "cta": "やかんを見る",
            "promo": "読書会へのお誘い",
        },
    )
    folder.write("stories.xml", _feed(*items))
    return folder


def hostile(root: Path, shared: Path | None) -> Folder:
    """Stories that try everything, in every field, and one that is good."""
    long = "w" * 10_000
    items = [
        _item(1, f"One {HOSTILE}", f"Text {HOSTILE}", section=f"S {HOSTILE}"[:60], author=f"A {HOSTILE}"),
        _item(2, long, long, section="Long", author=long),
        _item(3, "Three & <b>bold</b> &lt;i&gt;", "<plaintext><textarea><xmp><!-- open", author="B <b@evil.example>"),
        _item(4, "Four\r\nBcc: all@evil.example", "\x01\x0b control", section="*|MERGE|*"),
        _item(5, "The harbour is open again", "After a long week of fog, the harbour is open again."),
    ]
    folder = _newsletter(root)
    folder.write("stories.xml", _feed(*items).replace("\x01\x0b", "&#133;"))
    return folder


_EVERY = """
[[blocks]]
kind = "quote"
text = "The piles could be pushed through with a pencil, and we had stood on them for a hundred winters."
by = "Ada Brandt, engineer"
url = "https://lantern.example/2"
portrait = "https://lantern.example/ada.jpg"

[[blocks]]
kind = "video"
title = "How oak piles are driven"
url = "https://lantern.example/video"
image = { url = "https://lantern.example/video.jpg", alt = "Divers beside a barge", width = 1280, height = 720 }
text = "Four minutes under the quay."
length = "4:12"

[[blocks]]
kind = "ad"
slot = "middle"

[[blocks]]
kind = "events"
title = "This week in town"
events = [
  { title = "Herring festival", day = 2026-11-21, until = 2026-11-22, url = "https://lantern.example/e" },
  { title = "Choir in the dry dock", day = 2026-11-24, time = "19:30" },
]

[[blocks]]
kind = "poll"
question = "Should the quay have a footbridge?"
answers = [
  { title = "Yes", url = "https://lantern.example/poll/yes" },
  { title = "Only in summer", url = "https://lantern.example/poll/summer" },
]

[[blocks]]
kind = "list"
title = "In a grid"
style = "grid"
count = 4

[[blocks]]
kind = "list"
title = "Counted"
style = "numbered"
count = 3

[[blocks]]
kind = "section"
section = "World"
style = "card"
max = 2

[[blocks]]
kind = "ad"
slot = "bottom"

[[blocks]]
kind = "share"
text = "Know someone who would like this?"

[[blocks]]
kind = "subscribe"
"""
_MORE_ADS = """
[[sponsors]]
id = "rope"
name = "Rope & Co"

[[sponsors]]
id = "oil"
name = "Lamp Oil"

[[bookings]]
id = "r1"
sponsor = "rope"
slots = ["middle"]
first = 2026-11-01
last = 2026-12-31
[[bookings.creatives]]
shape = "text"
headline = "Rope that holds"
body = "By the metre, from the quay."
cta = "Measure it"
url = "https://rope.example/"

[[bookings]]
id = "o1"
sponsor = "oil"
slots = ["bottom"]
first = 2026-11-01
last = 2026-12-31
[[bookings.creatives]]
shape = "banner"
headline = "Light for long evenings"
url = "https://oil.example/"
image = { url = "https://oil.example/banner.jpg", alt = "Light for long evenings", width = 1200, height = 300 }
"""


def every_kind(root: Path, shared: Path | None) -> Folder:
    """Every kind and style of block, and every shape of ad."""
    subjects = (
        "harbour",
        "bakery",
        "council",
        "lighthouse",
        "school",
        "ferry",
        "orchard",
        "library",
        "market",
        "choir",
    )
    items = [
        _item(
            number,
            f"The {noun} looks ahead",
            f"What the {noun} will do in spring.",
            section="World",
            author="Ada Brook",
        )
        for number, noun in enumerate((*subjects, *(f"old {noun}" for noun in subjects)), 1)
    ]
    folder = _newsletter(root, words={"many": "2", "few": "2"})
    folder.edit('[[blocks]]\nkind = "subscribe"\n', _EVERY)
    folder.write("ads.toml", (root / "ads.toml").read_text() + _MORE_ADS)
    folder.write("stories.xml", _feed(*items))
    return folder


def _of_files(root: Path, files: list[Path], start: dict[str, str] | None = None) -> Folder:
    folder = _newsletter(root, **({"start": start} if start else {}))
    sources = "".join(f'\n[[sources]]\nkind = "auto"\nfile = "{file}"\n' for file in files)
    folder.edit('\n[[sources]]\nname = "Lantern"\nfile = "stories.xml"\n', sources)
    return folder


def seed(root: Path, shared: Path | None) -> Folder:
    """The stories of the page that the product was asked for."""
    assert shared
    folder = _of_files(root, [shared / "seed" / "stories.jsonl"])
    folder.edit('kind = "auto"', 'kind = "table"')
    return folder


def ten_feeds(root: Path, shared: Path | None) -> Folder:
    """Ten feeds as they are on the web."""
    assert shared
    return _of_files(root, [shared / "feeds" / "real" / name for name in TEN])


def hostile_feeds(root: Path, shared: Path | None) -> Folder:
    """Feeds that were made to hurt."""
    assert shared
    return _of_files(root, sorted((shared / "feeds" / "hostile").glob("*.xml")))


def persian_feed(root: Path, shared: Path | None) -> Folder:
    """A Persian feed as it is on the web."""
    assert shared
    start = {"language": "fa", "name": "فانوس"}
    return _of_files(root, [shared / "feeds" / "real" / "hoder-persian-rtl-rss2.xml"], start)


CONTENTS: dict[str, Callable[[Path, Path | None], Folder]] = {
    "magazine": magazine,
    "every kind": every_kind,
    "one story": one_story,
    "sixty stories": sixty_stories,
    "persian": persian,
    "japanese": japanese,
    "hostile": hostile,
    "seed": seed,
    "ten feeds": ten_feeds,
    "hostile feeds": hostile_feeds,
    "persian feed": persian_feed,
}
