"""The language of a text where its script contradicts its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.schema import SourceConfig
from digest.sources import collect
from digest.sources.reading.language import language_of

PERSIAN = "نیروی انتظامی چگونه تابوها را می‌شکند و گزارش تازه"
ARABIC = "قال الرئيس إن الحكومة ستعلن القرار غدا في المدينة"
URDU = "وزیر اعظم نے کہا کہ حکومت ٹیکس نہیں بڑھائے گی"
HEBREW = "הממשלה החליטה אתמול לדחות את ההצבעה"
RUSSIAN = "Президент России встретился с премьером Малайзии"
UKRAINIAN = "Уряд України схвалив її новий бюджет"
GREEK = "Η κυβέρνηση ανακοίνωσε νέα μέτρα"
HINDI = "सरकार ने नई योजना की घोषणा की है"
THAI = "รัฐบาลประกาศมาตรการใหม่"
KOREAN = "정부가 새로운 대책을 발표했다고 합니다"
JAPANESE = "政府は新しい対策を発表した"
CHINESE = "政府宣布新的措施并将实施"
ENGLISH = "The government announced new measures"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PERSIAN, "fa"),
        (ARABIC, "ar"),
        (URDU, "ur"),
        (HEBREW, "he"),
        (RUSSIAN, "ru"),
        (UKRAINIAN, "uk"),
        (GREEK, "el"),
        (HINDI, "hi"),
        (THAI, "th"),
        (KOREAN, "ko"),
        (JAPANESE, "ja"),
        (CHINESE, "zh"),
    ],
)
@pytest.mark.parametrize("declared", ["en-US", "", "pt"])
def test_a_script_contradicts_what_is_declared(text: str, language: str, declared: str) -> None:
    """A text that cannot be English is in the usual language of its script, told by letters of its own."""
    assert language_of(text, declared) == language


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        (PERSIAN, "ar"),
        (ARABIC, "fa-IR"),
        (RUSSIAN, "bg"),
        (CHINESE, "ja"),
        (CHINESE, "zh-TW"),
        (HINDI, "mr"),
        (ENGLISH, "de"),
        (ENGLISH, "sr"),
        (ENGLISH, ""),
        ("8½", "fa"),
        ("BBC", "ar"),
        ("", "th"),
        ("Москва, Paris, Λονδίνο", "de"),
    ],
)
def test_what_is_declared_stays_where_it_can_be(text: str, declared: str) -> None:
    """A language that is written in this script is believed, and so is any when there is too little to judge."""
    assert language_of(text, declared) == declared


@pytest.mark.parametrize("declared", ["fa", "ja-JP", "ru", "he"])
def test_latin_text_is_not_in_a_language_of_another_script(declared: str) -> None:
    """It is unknown, so that it does not run from right to left."""
    assert language_of(ENGLISH, declared) == ""


def test_the_feed_of_a_persian_blog_that_says_english(tmp_path: Path) -> None:
    """Every story has the language of its script; what the config says stays."""
    feed = tmp_path / "feed.xml"
    item = f"<item><title>{PERSIAN}</title><link>https://p.example/1</link></item>"
    feed.write_text(f"<rss version='2.0'><channel><title>P</title><language>en-us</language>{item}</channel></rss>")
    assert collect([SourceConfig(file=feed)], cache=None).entries[0].language == "fa"
    assert collect([SourceConfig(file=feed, language="en")], cache=None).entries[0].language == "en"
