"""Small parts of the renderer: addresses, words and dates, picture sizes, colours, versions, inlining."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from digest.contrast import channels, contrast
from digest.models import Image
from digest.renderer import versions
from digest.renderer.colors import readable_on
from digest.renderer.fonts import word_fonts
from digest.renderer.inline import inline
from digest.renderer.links import safe_url
from digest.renderer.pictures import Shown, fit
from digest.renderer.words import digits, embed, long_date, minutes, short_date, upper, writing_direction


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.example/a?b=c&d=[e]#f", "https://x.example/a?b=c&d=[e]#f"),
        ("HTTP://x.example", "HTTP://x.example"),
        ('https://x.example/a b"<>{{ü}}', "https://x.example/a%20b%22%3C%3E%7B%7B%C3%BC%7D%7D"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        (f"https://{'ü' * 80}.example/", f"https://{'%C3%BC' * 80}.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("mailto:", ""),
        (" https://x.example/\n", "https://x.example/"),
        ("java\nscript:x", ""),
        ("JavaScript:x", ""),
        ("//x.example", ""),
        ("/a", ""),
        ("https://", ""),
        ("https://[x", ""),
        ("", ""),
    ],
)
def test_only_absolute_web_and_mail_addresses_survive(url: str, safe: str) -> None:
    """What is followed is http, https or mailto, percent-encoded as the inliner leaves it."""
    assert safe_url(url) == safe


def test_addresses_pass_the_inliner_unchanged() -> None:
    """So that the links of the text part equal those of the HTML part."""
    url = safe_url("https://x.example/!#$%&'()*+,/:;=?@[]~ü\"<>\\^`{|}")
    page = inline(f'<!DOCTYPE html><html><head></head><body><a href="{url.replace("&", "&amp;")}">x</a></body></html>')
    assert url.replace("&", "&amp;") in page


@pytest.mark.parametrize(
    ("when", "language", "written"),
    [
        (date(2026, 11, 20), "en", "Friday, November 20, 2026"),
        (date(2026, 11, 20), "de-AT", "Freitag, 20. November 2026"),
        (date(2026, 11, 20), "pl", "piątek, 20 listopada 2026"),
        (date(2026, 11, 20), "ar", "الجمعة، 20 نوفمبر 2026"),
        (date(2026, 11, 20), "ar-EG", "الجمعة، ٢٠ نوفمبر ٢٠٢٦"),
        (date(2026, 11, 20), "fa", "جمعه ۲۰ نوامبر ۲۰۲۶"),
        (date(2026, 11, 20), "ja", "2026年11月20日金曜日"),
        (date(2026, 11, 20), "pt_BR-x-sao", "sexta-feira, 20 de novembro de 2026"),
        (date(2026, 11, 20), "xx-nonsense", "2026-11-20"),
        (date(2026, 11, 20), "", "2026-11-20"),
        (datetime(2026, 11, 20, 20, tzinfo=UTC), "en", "Saturday, November 21, 2026"),
    ],
)
def test_dates_in_the_newsletters_language_and_zone(when: date, language: str, written: str) -> None:
    """Word order, case and digits are the language's own; late on Friday in London is Saturday for readers in Tokyo."""
    assert long_date(when, language=language, timezone="Asia/Tokyo") == written


def test_dates_have_shorter_forms() -> None:
    """An events list has no room for the day of the week."""
    assert long_date(date(2026, 11, 20), language="de", timezone="UTC", form="medium") == "20.11.2026"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ar", "he", "fa", "ja"])
def test_a_day_is_not_torn_from_its_month(language: str) -> None:
    """In a narrow column a line breaks after the day of the week at most, and in a short date not even there."""
    assert short_date(date(2026, 11, 28), language="en") == "Sat,\u00a0Nov\u00a028"
    for month in range(1, 13):
        pieces = short_date(date(2026, month, 28), language=language).split(" ")
        (piece,) = (piece for piece in pieces if digits(28, language=language) in piece)
        assert any(letter.isalpha() for letter in piece)
    assert short_date(date(2026, 11, 20), language="xx") == "2026-11-20"


@pytest.mark.parametrize(
    ("fonts", "word"),
    [
        ("Avenir Next, Segoe UI,Helvetica,sans-serif", "Segoe UI,Helvetica,sans-serif"),
        ("georgia,serif", "georgia,serif"),
        ("Charter,serif", "Georgia,serif"),
        ("-apple-system,Roboto", "Arial,sans-serif"),
    ],
)
def test_fonts_for_word(fonts: str, word: str) -> None:
    """Those that Windows lacks and that stand before one that it has are left out."""
    assert word_fonts(fonts) == word


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1203"), ("fa", "۱۲۰۳"), ("bn", "১২০৩"), ("ar-MA", "1203"), ("xx", "1203")]
)
def test_digits_are_those_of_the_language(language: str, written: str) -> None:
    """As CLDR has them for language and country."""
    assert digits(1203, language=language) == written


@pytest.mark.parametrize(
    ("words", "language", "embedded"),
    [
        ("Acme Inc.", "ar", "\u200eAcme Inc.\u200e\u200f"),
        ("عکاسی", "de", "\u200fعکاسی\u200f\u200e"),
        ("“Acme”", "he", "\u200e“Acme”\u200e\u200f"),
        ("Acme", "de", "Acme"),
        ("עדה", "he", "עדה"),
        ("12", "he", "12"),
    ],
)
def test_names_in_the_other_direction_keep_to_themselves(words: str, language: str, embedded: str) -> None:
    """A Latin name in an Arabic label, or the other way round, does not move the words around it."""
    assert embed(words, language=language) == embedded
    assert embed(embedded, language=language) == embedded


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("HE", "rtl"), ("fa-AF", "rtl"), ("ckb", "rtl"), ("az-Arab", "rtl"), ("az", "ltr"), ("xx", "ltr")],
)
def test_the_direction_of_writing(language: str, direction: str) -> None:
    """It belongs to the script, not to a list of languages."""
    assert writing_direction(language) == direction


def test_capitals_are_those_of_the_language() -> None:
    """The Turkish i keeps its dot."""
    assert upper("ilan", language="tr") == "İLAN"
    assert upper("ilan", language="nl") == "ILAN"


@pytest.mark.parametrize(("words", "expected"), [(None, None), (0, None), (229, None), (230, 1), (231, 2)])
def test_reading_time(words: int | None, expected: int | None) -> None:
    """Under a minute or unknown is not worth a word."""
    assert minutes(words) == expected


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1200, 600), Shown(600, 300)),
        ((600, 1200), Shown(300, 600)),
        ((None, 600), Shown(600, None)),
        ((0, 0), Shown(600, None)),
        ((-1, 5), Shown(600, None)),
        ((1, 100_000), Shown(1, 100_000)),
    ],
)
def test_an_upright_picture_is_shown_narrower(size: tuple[int | None, int | None], shown: Shown) -> None:
    """No picture is taller than allowed; one of unknown shape has no height."""
    image = Image(url="https://x.example/i.jpg", width=size[0], height=size[1])
    assert fit(image, 600, 1.0) == shown


@pytest.mark.parametrize("color", ["#000000", "#96281b", "#1f5f6b", "#ffffff"])
def test_an_accent_is_lightened_until_it_reads_well(color: str) -> None:
    """On dark paper every accent ends above WCAG's 4.5 and keeps its colour; a light one stays as it is."""
    assert contrast(readable_on(color, "#1e1c1a"), "#1e1c1a") >= 4.5
    assert readable_on("#ffffff", "#1e1c1a") == "#ffffff"
    red, green, blue = channels(readable_on("#0b6150", "#1e1c1a"))
    assert green > blue > 2 * red


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, grey 777 on white 4.48 (WebAIM's contrast checker)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_parts_for_the_email_and_for_the_web() -> None:
    """Each version keeps its own parts; fields in the web version show their escaped fallback; spaces go."""
    page = (
        f"a\n    {versions.part('email', 'm1')(lambda: 'mail')} {versions.part('web', 'm1')(lambda: 'web')}\n\n"
        "\u00a0~m1~name~a%20%26~"
    )
    assert versions.for_email(page, "m1") == "a\nmail\n\u00a0~m1~name~a%20%26~\n"
    assert versions.for_web(page, "m1") == "a\nweb\n\u00a0a &amp;\n"


def test_inlining_keeps_what_must_not_change() -> None:
    """The style block for phones and dark mode, Word's comments and our own attributes come out as they went in."""
    kept = "@media (prefers-color-scheme: dark) { .a { color: #fff !important; } }\n[data-ogsc] .a > b { color: #fff }"
    word = '<!--[if mso]><v:rect href="https://x.example/?a--b&amp;c"><w:anchorlock/></v:rect><![endif]-->'
    page = inline(
        f"<!DOCTYPE html><html><head><style>.a {{ color: red; width: 5px; font-family: A, b }}</style>"
        f'<style data-premailer="ignore">{kept}</style></head><body>{word}<p class="a">x\x00y; z</p></body></html>'
    )
    assert f"<style>{kept}</style>" in page
    assert word in page
    assert '<p class="a" style="color:red;width:5px;font-family:A,b">xy; z</p>' in page
