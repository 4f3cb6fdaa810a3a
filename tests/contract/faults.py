"""For each rule of the checks, emails that break it and no other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from digest.checks import Rendered
from digest.models import Block, Creative, Email, Finding, Insertion, Issue, Level
from tests.build import HEAD as GOOD_HEAD
from tests.build import MARK, creative, email, issue, newsletter, story

SIZE = 1024
LINK = '<a href="https://paper.example/one" style="color:inherit">Read</a>'
LINK_TEXT = "\nhttps://paper.example/one\n"
THE_STORY = LINK.replace("Read", "The story")
ADDRESS = "1 Mill Lane, Überlingen"
WAY_OUT = f"~{MARK}~unsubscribe_url~~"
OUT = f'<a href="{WAY_OUT}" style="color:inherit">Unsubscribe</a>'
GOOD = email()


@dataclass(frozen=True)
class Fault:
    """An email with one fault: what the finding says, and its level where it is not the rule's own."""

    said: str
    mail: Email = field(default_factory=email)
    level: Level | None = None
    about: Issue = field(default_factory=issue)
    message: bytes = b""
    answers: dict[str, str] | None = None
    columns: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    """Other rules that cannot but speak, too."""

    @property
    def rendered(self) -> Rendered:
        return Rendered(
            issue=self.about, email=self.mail, message=self.message, answers=self.answers, columns=self.columns
        )


def page(size: int) -> Email:
    """A faultless email whose HTML has exactly `size` bytes."""
    missing = size - len(email(html="<p></p>").html.encode())
    words = f"{'ü' * (missing // 2)}{'x' * (missing % 2)}"
    return email(html=f"<p>{words}</p>", text=f"https://{words}")


def merging(name: str, fallback: str) -> Email:
    """An email with a merge field."""
    return email(html=f"<p>~{MARK}~{name}~{fallback}~</p>")


def linked(href: str, words: str = "Read") -> Email:
    """An email with a link, in both parts."""
    return email(html=f'<a href="{href}" style="color:inherit">{words}</a>', text=f"{words}: {href}")


def pictured(attributes: str, *, width: str = 'width="100"') -> Email:
    """An email with a picture."""
    return email(html=f"<img {width} {attributes}>")


def changed(old: str, new: str, mail: Email = GOOD) -> Email:
    """`mail` with other HTML."""
    assert old in mail.html
    return replace(mail, html=mail.html.replace(old, new))


def advertised(html: str, text: str = "ADVERTISEMENT\nhttps://kettle.example/", **fields: str) -> Fault:
    """An issue with a paid ad, shown as `html`."""
    label = fields.pop("label", "Advertisement")
    shown = Creative.model_validate({"headline": "Kettles", "url": "https://kettle.example/", **fields})
    insertion = Insertion(slot="top", tier="sponsor", booking="k", creative=shown, position=0, label=label)
    return Fault("", email(html=html, text=text), about=issue("2026-W47", Block(kind="ad", insertion=insertion)))


def sold(**fields: str) -> Issue:
    """An issue with a house promo that says this."""
    shown = Creative.model_validate(creative() | fields)
    insertion = Insertion(slot="club", tier="house", creative=shown, position=0)
    return issue("2026-W47", Block(kind="promo", insertion=insertion))


def written(**fields: object) -> Issue:
    """An issue with other fields than usual."""
    return issue().model_copy(update=fields)


def styled(css: str, html: str = "", text: str = "") -> Email:
    """An email with more rules in its `<style>`."""
    return changed("</style>", f" {css}</style>", email(html=html, text=text))


AD = '<table role="presentation"><tr><td>{}<a href="https://kettle.example/" {}>Kettles</a></td></tr></table>'
KETTLE = 'rel="sponsored noopener" style="color:inherit"'
SHOWN = AD.format("<p>Advertisement</p>", KETTLE)
UNLABELLED = (
    "\nhttps://kettle.example/",
    "\nKettles (https://kettle.example/).",
    "\n.....\nKettles\nGo [1]\n.....\n\n[1] https://kettle.example/",
    "\nKettles\nAdvertisement\nhttps://kettle.example/",
    "\nAdvertisement\n\nTea\nhttps://tea.example/\n\nKettles\nhttps://kettle.example/",
    "\nAdvertisement\n\nTea [1]\n\nKettles [2]\n\n[1] https://tea.example/\n[2] https://kettle.example/",
    "\n.....\nAdvertisement\n\nTea\n.....\n\n.....\nKettles\nhttps://kettle.example/",
    "\nhttps://tea.example/ Advertisement\n=====\nKettles\nhttps://kettle.example/",
    "\nAdvertisements\nKettles\nhttps://kettle.example/",
)
"""Text parts of an ad whose label is not there, below the headline, or that of another."""
MESSAGE = (
    b"From: a@b.example\r\nTo: c@d.example\r\nSubject: News\r\nDate: Fri, 20 Nov 2026 23:59:59 +0000\r\n"
    b"Message-ID: <1@b.example>\r\nMIME-Version: 1.0\r\nList-ID: <b.example>\r\n"
    b"List-Unsubscribe: <mailto:a@b.example>\r\n"
    b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNews\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>News</p>\r\n--x--\r\n"
)


def sent(old: bytes, new: bytes, said: str) -> Fault:
    """A message with a fault."""
    assert old in MESSAGE
    return Fault(said, message=MESSAGE.replace(old, new, 1))


FAULTS: dict[str, list[Fault]] = {
    "active-content": [
        Fault("<script>", email(html="<script>x()</script>")),
        Fault("<form>", email(html='<form action="https://a.example"></form>'), also=("client-support",)),
        Fault("<iframe>", email(html='<iframe src="https://a.example"></iframe>')),
        Fault("<svg>", email(html="<svg></svg>"), also=("client-support",)),
        Fault("an event handler, onclick", email(html='<p onclick="x()">News</p>')),
        Fault("leads elsewhere", changed("<meta ch", '<meta http-equiv="Refresh" content="0"><meta ch')),
        Fault("a script as an address", email(html='<p cite="java\nscript:x()">News</p>')),
    ],
    "ad-labels": [
        replace(advertised(AD.format("<p>Advertisement</p>", 'style="color:inherit"')), said="without rel"),
        replace(advertised(AD.format("", KETTLE)), said="no visible label"),
        replace(advertised(AD.format("<p>Advertisement</p>", KETTLE), label=""), said="no label to show"),
        replace(advertised(AD.format("<p>Advertisements</p>", KETTLE)), said="no visible label"),
        replace(advertised(AD.format("", KETTLE) + "<p>Advertisement</p>"), said="no visible label"),
        replace(
            advertised(AD.format('<p style="display:none;max-height:0">Advertisement</p>', KETTLE)),
            said="no visible label",
        ),
        replace(
            advertised(
                f"<p>Advertisement</p><p>{THE_STORY}</p>" + AD.format("", KETTLE),
                f"{LINK_TEXT}ADVERTISEMENT\nhttps://kettle.example/",
            ),
            said="no visible label",
        ),
        *(replace(advertised(SHOWN, text), said="has no label") for text in UNLABELLED),
        replace(advertised("", ""), said="has no link"),
        replace(
            advertised(
                AD.format('<a href="http://[::1" style="color:inherit">Two</a>', KETTLE),
                "http://[::1 Two\n\nADVERTISEMENT\nhttps://kettle.example/",
            ),
            said="no visible label",
            also=("links",),
        ),
    ],
    "broken-links": [Fault("https://paper.example/: gone", answers={"https://paper.example/": "gone", "b": ""})],
    "client-support": [
        Fault("display:flex is not supported by", email(html='<p style="display:flex">News</p>')),
        Fault("CSS Variables", email(html='<p style="--size: 1px">News</p>')),
        Fault("vw unit is not supported", email(html='<p style="width:10vw">News</p>')),
        Fault("background-image", email(html='<p style="background-image:url(https://a.example/i.png)">News</p>')),
        Fault("position is not supported by Gmail", email(html='<p style="position:absolute">News</p>')),
        Fault("HTML5 semantics", email(html="<figure>News</figure>")),
    ],
    "contrast": [
        Fault(
            "contrast 2.3 of #aaaaaa on #ffffff in light mode",
            email(
                html='<p class="pale" style="color:#aaa;background:white">News</p>',
                head=GOOD_HEAD.replace(".page", ".pale { background: #111111 !important; } .page"),
            ),
        ),
        Fault("in dark mode", email(html='<p style="color:#000000">News</p>')),
        Fault(
            "in dark mode",
            email(html='<a href="https://paper.example/one">The story</a>', text=f"The story {LINK_TEXT}"),
        ),
        Fault(
            "contrast 1.7 of #000000 on #333333 in light mode",
            pictured('src="https://x.example/k.jpg" alt="A kettle" style="background:#333333"'),
            level=Level.warning,
        ),
    ],
    "dark-mode": [
        Fault("no color-scheme", changed('<meta name="color-scheme" content="light dark">', "")),
        Fault("no supported-color-schemes", changed('<meta name="supported-color-schemes" content="light dark">', "")),
        Fault("no colours for dark mode", changed("(prefers-color-scheme: dark)", "(min-width: 600px)")),
    ],
    "document": [
        Fault("no doctype", changed("<!doctype html>", "")),
        Fault("no charset", changed('<meta charset="utf-8">', "")),
        Fault("no viewport", changed('<meta name="viewport" content="width=device-width">', "")),
        Fault("no title", changed("<title>News</title>", "<title> </title>")),
    ],
    "font-size": [
        Fault("text of 11 pixels", email(html='<p style="font-size:11px">News</p>' * 2, text="news")),
        Fault("text of 8 pixels", email(html='<p style="font-size:6pt">News</p>')),
        Fault(
            "running text of 13 pixels",
            email(html=f'<p style="font-size:13px">{"News " * 30}</p>', text="news " * 15 + "\n" + "news " * 15),
            Level.warning,
        ),
    ],
    "gmail-styles": [
        Fault("a <style> in the body", email(html="<style>p { margin: 0; }</style>")),
        Fault("a <style> of 16 kB", styled("/* " + "x" * 16 * SIZE + " */")),
        Fault("an at-rule inside an at-rule", styled("@media screen { @media (min-width: 1px) { i { margin: 0; } } }")),
        Fault("@import in a <style>", styled('@import "https://a.example/s.css";')),
        Fault("a fault in a <style>", styled("p { margin 0; }")),
        Fault("a rule inside a rule", styled("p { i { margin: 0; } }")),
        Fault("a fault in a <style>", styled("p { margin: 0; } }")),
    ],
    "headings": [
        Fault("2 first-level headings", email(html="<h1>More</h1>", text="More")),
        Fault("0 first-level headings", changed("h1>", "h2>")),
        Fault("the first heading is not the h1", changed("<h1>", "<h2>News</h2><h1>")),
        Fault("h3 follows h1", email(html="<h3>News</h3>")),
        Fault("an empty heading", email(html="<h2> </h2>")),
    ],
    "image-alt": [Fault("an image without alt", pictured('src="https://i.example/p.png"'))],
    "image-size": [
        Fault("a picture without a width", pictured('src="https://i.example/p.png" alt=""', width="")),
        Fault("a picture without a width", pictured('src="https://i.example/p.png" alt=""', width='width="100%"')),
        Fault("a picture 1600 pixels wide", pictured('src="https://i.example/p.png" alt=""', width='width="1600"')),
        Fault("does not shrink", pictured('src="https://i.example/p.png" alt=""', width='width="600"')),
    ],
    "image-source": [
        Fault("a picture inside the page", pictured('src="data:image/png;base64,AA" alt=""')),
        Fault("a picture without an address", pictured('src="p.png" alt=""')),
        Fault("not encrypted", pictured('src="http://i.example/p.png" alt=""'), Level.warning),
        Fault("WEBP is not shown by", pictured('src="https://i.example/p.webp?w=1" alt=""'), Level.warning),
    ],
    "language": [
        Fault(
            'there is no language "xx-nonsense"',
            changed('lang="en"', 'lang="xx-nonsense"'),
            about=issue(newsletter=newsletter(language="xx-nonsense")),
        ),
        Fault(
            "he is not written ltr",
            changed('lang="en"', 'lang="he"'),
            about=issue(newsletter=newsletter(language="he")),
        ),
        Fault('html lacks dir="ltr"', changed('<html lang="en" dir="ltr">', '<html lang="en">')),
        Fault('wrapper lacks lang="en"', email(wrapper='class="page" dir="ltr"')),
    ],
    "layout-tables": [
        Fault("a layout table without a role", email(html="<table><tr><td>News</td></tr></table>")),
        Fault("with header cells", email(html='<table role="none"><tr><th>News</th></tr></table>')),
    ],
    "link-text": [
        Fault("a link called “read”", linked("https://paper.example/one", "Read …")),
        Fault("a link that shows its address", linked("https://paper.example/one", "https://paper.example/one")),
    ],
    "links": [
        Fault("not an absolute web address: /one", linked("/one", "The story")),
        Fault("not an absolute web address", linked("", "The story")),
        Fault("not an absolute web address", linked("#top", "Up"), also=("client-support",)),
        Fault("not an absolute", linked("//x.example", "The story")),
        Fault("not an absolute", linked("https://", "The story")),
        Fault("not an absolute", linked("ftp://a.example/x", "The story")),
        Fault("not an address", linked("http://[::1", "The story")),
        Fault("points to a private machine", linked("http://localhost/", "The story")),
        Fault("points to a private machine", linked("https://[::1]/", "The story")),
        Fault("points to a private machine", linked("https://192.168.0.1/", "The story")),
        Fault("points to a private machine", linked("https://preview.internal/", "The story")),
        Fault("not encrypted", linked("http://paper.example/", "The story"), Level.warning),
        Fault("a link without text", linked("https://paper.example/one", " ")),
        Fault(
            "a link without text",
            linked("https://paper.example/one", '<img width="9" src="https://i.example/p.png" alt="">'),
        ),
    ],
    "mime": [
        sent(b"\r\n\r\n--x", b"\n\n--x", "does not end in CRLF"),
        sent(b"<p>News</p>", b"<p>" + b"x" * 1000, "a line of 1003 octets"),
        sent(b"<p>News</p>", "<p>Überlingen".encode(), "an octet over 127"),
        sent(b"Subject: News\r\n", b"Subject: News\r\nX-Odd:\r\n", "a malformed header line"),
        sent(b"Subject: News", b"Subject: =?utf-8?b?" + b"TmV3" * 20 + b"?=", "an encoded word of 92"),
        sent(b"Message-ID: <1@b.example>\r\n", b"", "0 header fields Message-ID"),
        sent(b"To: c@d.example", b"To: c@d.example\r\nTo: e@f.example", "2 header fields To"),
        sent(b"Date: Fri, 20 Nov 2026", b"Date: Someday", "Date: "),
        sent(b"List-ID", b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-ID", "without an https address"),
        sent(b"text/html;", b"text/enriched;", "its parts are multipart/alternative, text/plain, text/enriched"),
        sent(b"plain; charset=utf-8", b"plain; charset=latin-1", "text/plain in latin-1"),
        sent(b"--x--\r\n", b"", "multipart/alternative: "),
    ],
    "one-click": [sent(b"<mailto:a@b.example>", b"<https://b.example/out>", "no one-click unsubscribing")],
    "personal-data": [
        Fault("a merge field is left", replace(GOOD, web=GOOD.web.replace("News", f"~{MARK}~name~~"))),
        Fault("an email address: ann@example.org", replace(GOOD, web=GOOD.web.replace("News", "ann@example.org"))),
        Fault(
            "a link made for one reader",
            replace(GOOD, web=GOOD.web.replace("News", '<a href="https://p.example/?token=1">Leave</a>')),
        ),
    ],
    "postal-address": [
        Fault("the postal address is missing", email(html=OUT, footer=False, text=f"Unsubscribe: {WAY_OUT} {ADDRESS}")),
        Fault("no postal address is configured", level=Level.warning, about=issue(newsletter=newsletter(address=" "))),
    ],
    "preheader": [
        Fault("there is no preheader", about=written(preheader="")),
        Fault(
            "the preheader has 19 characters",
            changed(issue().preheader, "What they found out"),
            about=written(preheader="What they found out"),
        ),
        Fault(
            "the preheader has 200 characters",
            changed(issue().preheader, "ab" * 100),
            about=written(preheader="ab" * 100),
        ),
        Fault("repeats the subject", replace(GOOD, subject=issue().preheader)),
        Fault("does not begin with the preheader", changed(issue().preheader, "Something else")),
        Fault(
            "is seen in the page",
            replace(changed("display:none;max-height:0", "margin:0"), text=f"{GOOD.text}{issue().preheader}\n"),
        ),
    ],
    "labels": [
        Fault(
            "in English: view",
            replace(GOOD, findings=(Finding(Level.warning, "labels", "in English: view", "email.html", "add it"),)),
        ),
    ],
    "markup": [
        Fault(
            "<td> is never closed",
            replace(GOOD, findings=(Finding(Level.error, "markup", "<td> is never closed", "email.html", "mend it"),)),
        ),
    ],
    "merge-fields": [
        Fault('"naem" is', merging("naem", ""), columns=("email", "name", "unsubscribe_url")),
        Fault('"naem" is', merging("naem", "reader"), Level.warning, columns=("email", "name", "unsubscribe_url")),
    ],
    "samples": [
        Fault("a sample of `digest init` would be sent", email(text="Dear Ann, this is mine. Replace this\nsample: …")),
        Fault("2 of the samples of", email(text="Replace this sample in ads.toml. Replace this sample.")),
    ],
    "shortened": [
        Fault(
            "left out",
            replace(GOOD, findings=(Finding(Level.warning, "shortened", "left out", "email.html", "carry fewer"),)),
        ),
    ],
    "size": [
        Fault("Gmail cuts it at 102", page(102 * SIZE + 1)),
        Fault("102 kB of 102", page(102 * SIZE), Level.warning),
        Fault("80 kB of 102", page(80 * SIZE + 1), Level.warning),
    ],
    "spam-words": [
        Fault("“Act now” sounds like spam", email(subject="Act now: the council counts")),
        Fault("“risk-free” sounds like spam", about=sold(body="It is risk-free for all.")),
        Fault("is in capitals", email(subject="THE COUNCIL COUNTS ITS HIVES")),
        Fault("has too many signs", email(subject="The council counts!!")),
        Fault(
            "is in capitals",
            about=issue("2026-W47", Block(kind="list", stories=(story(title="EVERYBODY LOOKS AT THIS"),))),
        ),
    ],
    "style-survival": [
        Fault("hidden by a <style> only", styled(".off { display: none; }", '<p class="off">News</p>')),
        Fault(
            "16 declarations stand only in <style>",
            styled(
                "".join(f".a{n} {{ margin: 0; padding: 0; }}" for n in range(8)),
                '<p class="a0 a1 a2 a3 a4 a5 a6 a7">News</p>',
            ),
        ),
    ],
    "subject": [
        Fault("the subject is empty", email(subject=" ")),
        Fault("the subject has 71 characters", email(subject="x" * 71), Level.warning),
        Fault("looks like an answer", email(subject="RE: the council's hives")),
    ],
    "tap-targets": [
        Fault(
            "a button of 36 pixels",
            email(
                html=THE_STORY.replace(
                    "color:inherit", "color:#fff;background-color:#000;line-height:20px;padding:8px 20px"
                ),
                text=f"The story: {LINK_TEXT}",
            ),
        ),
    ],
    "template-marks": [
        Fault("a template's mark is left: {{ name }}", email(html="<p>Dear {{ name }}</p>", text="dear name")),
        Fault("a template's mark is left: *|FNAME|*", email(text="*|FNAME|*")),
        Fault("a template's mark is left: {% if x %}", replace(GOOD, web=GOOD.web.replace("News", "{% if x %}"))),
        Fault("a template's mark is left: {{ title }}", email(subject="News of {{ title }}")),
        Fault("a template's mark is left: Lorem ipsum", email(text="Lorem ipsum")),
        Fault(
            "a template's mark is left: {{ name }}",
            email(html="<p>Dear {{ name }}</p>", text="dear name"),
            about=issue("2026-W47", Block(kind="quote", options={"text": "Dear {{ name }}"})),
        ),
    ],
    "text-part": [
        Fault("is missing: https://paper.example/one", email(html=THE_STORY, text="The story")),
        Fault(
            "missing: https://paper.example/one", email(html=THE_STORY, text="The story https://paper.example/one-more")
        ),
        Fault(
            "missing: https://paper.example/one", email(html=THE_STORY, text="The story https://paper.example/one/more")
        ),
        Fault(
            "missing: https://paper.example",
            email(
                html=LINK.replace("/one", "").replace("Read", "The story"), text="The story https://paper.example.org/"
            ),
        ),
        Fault("of the words of email.html: “badger”", email(html="<p>Badger, otter, weasel, stoat</p>")),
        Fault("of the words of email.html: “蜂”", email(html="<p>蜂蜜蜂巣蜂</p>")),
    ],
    "text-width": [
        Fault("a line of 90 columns", email(text="news " * 18)),
        Fault("a line of 80 columns", email(text="蜂" * 40)),
    ],
    "tracking": [
        Fault(
            "a picture to track readers", pictured('src="https://i.example/p.png" alt=""', width='width="1" height="1"')
        ),
        Fault(
            "a picture to track readers",
            pictured('src="https://i.example/p.png" alt="" style="display:none;max-height:0"'),
        ),
    ],
    "unsubscribe": [
        replace(
            sent(b"<mailto:a@b.example>", b"<https://b.example/?a=1&email=c%40d.example>", "looks like phishing"),
            level=Level.warning,
            also=("one-click",),
        ),
        Fault(
            "no unsubscribe link in the HTML part",
            email(html=f"<p>{WAY_OUT} {ADDRESS}</p>", footer=False, text=f"{ADDRESS} {WAY_OUT}"),
        ),
        Fault(
            "no unsubscribe link in the HTML part",
            email(
                html=f'<a href="https://paper.example/out" style="color:inherit">Unsubscribe</a> {ADDRESS}',
                footer=False,
                text=f"Unsubscribe https://paper.example/out {ADDRESS} {WAY_OUT}",
            ),
        ),
        Fault(
            "is hidden or tiny",
            email(
                html=f'<p style="display:none;max-height:0">{OUT}</p>{ADDRESS}',
                footer=False,
                text=f"{ADDRESS} {WAY_OUT}",
            ),
        ),
    ],
}
"""What breaks each rule, by the rule's name."""
