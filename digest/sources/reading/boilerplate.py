"""Phrases that publishing systems add to every story, and marks of a text cut by a machine: found and taken off."""

from __future__ import annotations

import re

APPEARED = (
    ("The post ", "appeared first on"),
    ("The article ", "appeared first on"),
    ("Der Beitrag ", "erschien zuerst auf"),
    ("L’article ", "est apparu en premier sur"),
    ("L'article ", "est apparu en premier sur"),
    ("Cet article ", "est apparu en premier sur"),
    ("La entrada ", "se publicó primero en"),
    ("La entrada ", "apareció primero en"),
    ("O post ", "apareceu primeiro em"),
    ("L'articolo ", "proviene da"),
    ("L’articolo ", "proviene da"),
    ("Het bericht ", "verscheen eerst op"),
    ("Die pos ", "verskyn eerste op"),
    ("Inlägget ", "dök först upp på"),
    ("Wpis ", "pochodzi z serwisu"),
    ("Příspěvek ", "pochází z"),
    ("Сообщение ", "появились сначала на"),
    ("Запись ", "впервые появилась"),
)
"""How WordPress ends a story in a feed, by language: the beginning and the middle of the sentence."""

_MORE = (
    "continue reading|keep reading|read more|read on|read (?:the )?full (?:story|article|post|review)|"
    "full (?:story|article)|more|view (?:original|post|comments)|comments|weiterlesen|mehr lesen|lire la suite|"
    "leer más|seguir leyendo|sigue leyendo|leia mais|continue lendo|continuar a ler|continua a leggere|leggi tutto|"
    "lees meer|lees verder|läs mer|les mer|czytaj dalej|číst dál|читать далее|подробнее|devamını oku|ادامه مطلب|"
    "اقرأ المزيد|続きを読む|もっと見る|阅读全文|閱讀全文|더 보기"
)
_END_MARKS = r"[\s.…:>»→›\]\)&]*"
_PHRASE = re.compile(
    rf"(?P<before>^|[.!?…。！？؟۔\])”\"’]\s*|\s[-–—|]\s*|\s[\[(]\s*)(?P<phrase>{_MORE}){_END_MARKS}\Z", re.IGNORECASE
)
_TITLED = re.compile(
    r"(?:^|(?<=[.!?…\]”\"’)])\s+)"
    r"(?:(?:continue reading|weiterlesen|lire la suite|seguir leyendo)\b"
    r"|(?:read more|leia mais|lees meer|leer más|mehr lesen)\s+(?:about|at|on|in|no|na|em|op|bij|en|auf|bei)\b)"
    rf"[^.!?…]{{0,200}}!?{_END_MARKS}\Z",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.{2,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,}|\[\s*\+\d+ chars\s*\])\s*\Z")
_TAIL = 700
"""Characters at the end in which such phrases are looked for."""


def without_boilerplate(text: str) -> str:
    """`text` without "The post … appeared first on …", "Continue reading …", "Read more" and their like at its end."""
    for _ in range(4):  # such phrases come in rows, never in long ones
        shorter = _without_more(_without_appeared(text))
        if shorter == text:
            break
        text = shorter
    return text


def without_cut(text: str) -> tuple[str, bool]:
    """`text` without the marks of a machine's cut at its end (`…`, `...`, `[…]`), and whether there were any."""
    head, tail = text[:-40], text[-40:]
    shorter = tail
    while match := _CUT.search(shorter):
        shorter = shorter[: match.start()]
    return (head + shorter).rstrip(), shorter != tail


def _without_appeared(text: str) -> str:
    tail = text[-_TAIL:]
    for begin, middle in APPEARED:
        at = tail.rfind(middle)
        start = tail.rfind(begin, 0, at) if at > 0 else -1
        if start >= 0:
            return text[: len(text) - len(tail) + start].rstrip()
    return text


def _without_more(text: str) -> str:
    tail = text[-_TAIL:]
    match = _PHRASE.search(tail)
    if match:
        kept = tail[: match.start()] + match["before"]
        return (text[: len(text) - len(tail)] + kept).rstrip(" -–—|[(")
    match = _TITLED.search(tail)
    return (text[: len(text) - len(tail)] + tail[: match.start()]).rstrip() if match else text
