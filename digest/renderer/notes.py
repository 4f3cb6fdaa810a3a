"""The editor's Markdown: to HTML through a short allow-list, and to text; merge fields survive both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from digest.fields import Field, cut, mark_field, mark_written
from digest.renderer.links import safe_url
from digest.renderer.text import indent, wrap

_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "code", "hr"}
_Lead = Callable[[str, str], str]


def to_html(markdown: str, *, mark: str, heading: str = "h3") -> Markup:
    """`markdown` as safe HTML; `{{ name | reader }}` becomes a mark. All its headings become `heading`."""
    import nh3

    tokens = _parse(markdown, mark)
    for token in _walk(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = heading
    parser = _parser()
    rendered = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(rendered, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None)
    # A link whose address was refused is its words.
    return Markup(re.sub(r'<a href="">(.*?)</a>', r"\1", clean, flags=re.DOTALL))  # noqa: S704 - nh3 made it safe


def to_text(markdown: str, *, mark: str, number: Callable[[str], int] | None = None) -> str:
    """`markdown` as wrapped plain text, with marks for merge fields.

    An address stands after the words that lead to it, in angle brackets (RFC 3986, Appendix C); with `number`, which
    keeps it for a footnote, its number does.
    """

    def lead(words: str, address: str) -> str:
        if not address or words == address:
            return words
        return f"{words} [{number(address)}]" if number else f"{words} <{address}>"

    return _blocks(_parse(markdown, mark), lead)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _parse(markdown: str, mark: str) -> list[Token]:
    """The tokens of `markdown`, with marks for merge fields and "" for addresses that are not allowed.

    While Markdown reads it, a plain word stands in each field's place, so that it finds nothing there to format.
    """
    pieces = cut(mark_written(markdown, mark), mark)
    marks: dict[str, str] = {}
    covered = ""
    for piece in pieces:
        if isinstance(piece, Field):
            word = f"{mark}x{len(marks)}x"
            marks[word] = mark_field(mark, piece.name, piece.fallback)
            piece = word
        covered += piece
    tokens = _parser().parse(covered)
    for token in _walk(tokens):
        token.content = _uncover(token.content, marks)
        if token.type == "link_open":
            token.attrs["href"] = _uncover(safe_url(str(token.attrs.get("href", ""))), marks)
    return tokens


def _uncover(text: str, marks: Mapping[str, str]) -> str:
    for word, mark in marks.items():
        text = text.replace(word, mark)
    return text


def _walk(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_walk(token.children or ()))]


def _blocks(tokens: Sequence[Token], lead: _Lead) -> str:
    """The paragraphs, quotes and lists of `tokens` as wrapped text; `lead` writes a link from its words and address."""
    parts: list[str] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = _end(tokens, position)
        inside = tokens[position + 1 : end]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            parts.append(_items(inside, lead, start=token.attrs.get("start", 1), ordered=token.tag == "ol"))
        elif token.type == "blockquote_open":
            parts.append(indent(_blocks(inside, lead), "> "))
        elif token.nesting == 1:
            parts.append("\n".join(wrap(line) for line in _inline(inside[0], lead).split("\n")))
        elif token.type == "hr":
            parts.append("* * *")
        elif token.content:
            parts.append(indent(token.content.rstrip()))
        position = end + 1
    return "\n\n".join(part for part in parts if part)


def _items(tokens: Sequence[Token], lead: _Lead, *, start: object, ordered: bool) -> str:
    items: list[str] = []
    position, number = 0, int(str(start))
    while position < len(tokens):
        end = _end(tokens, position)
        bullet = f"{number}. " if ordered else "- "
        body = _blocks(tokens[position + 1 : end], lead)
        items.append(bullet + indent(body, " " * len(bullet)).lstrip())
        position, number = end + 1, number + 1
    return "\n".join(items)


def _end(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the one at `start`, which may be itself."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += tokens[index].nesting
        if depth <= 0:
            return index
    return len(tokens) - 1


def _inline(token: Token, lead: _Lead) -> str:
    text, start, address = "", 0, ""
    for child in token.children or ():
        if child.type == "link_open":
            start, address = len(text), safe_url(str(child.attrs.get("href", "")))
        elif child.type == "link_close":
            text = text[:start] + lead(text[start:], address)
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n" if child.type == "hardbreak" else " "
        elif child.type in ("em_open", "em_close"):
            text += "*"
        else:
            text += child.content
    return text
