"""Judge whether a story tells of harm: by the editor's word, else the publisher's sections and tags, else by words."""

from __future__ import annotations

from collections.abc import Sequence

from digest.addresses import identify
from digest.config.schema import SensitivityConfig
from digest.models import Sensitive, Story
from digest.sensitivity.phrases import plain, sentences
from digest.sensitivity.words import LEVELS, Group, Words, common_words, languages, words_of


def judge(story: Story, *, config: SensitivityConfig, language: str) -> Sensitive | None:
    """How sensitive `story` is, with the reason; None when it is not. `language` is that of the newsletter.

    It is judged by what a reader sees of it: title, excerpt, key points and the related stories under it.
    """
    for name, level in config.stories.items():
        if name in (story.id, story.guid) or identify(name) in (identify(story.url), story.identity):
            return _said(level, "the editor's word")
    for kind, own, said in (
        ("section", [story.section], config.sections),
        ("tag", story.tags, config.tags),
    ):
        for name, level in said.items():
            if name.casefold() in [each.casefold() for each in own]:
                return _said(level, f'the {kind} "{name}"')
    spoken = story.language or language
    told = judge_text(story.title, [story.excerpt, *story.points], language=spoken)
    if by_subject := _by_tags([story.section, *story.tags], _words_for(" ".join((story.title, story.excerpt)), spoken)):
        told = graver(by_subject, told)
    for link in story.related:
        beside = judge_text(link.title, language=spoken)
        told = graver(told, beside and Sensitive(level=beside.level, reason=f"related “{link.title}”, {beside.reason}"))
    return told


def judge_text(title: str, more: Sequence[str] = (), *, language: str) -> Sensitive | None:
    """How sensitive a text is by its words: the graver level, and the first of its words that says so."""
    told = [sentence for text in (title, *more) for sentence in sentences(text)]
    words = _words_for(" ".join((title, *more)), language)
    if words is None:
        return None
    whole = " ".join(told)
    context = {name for name, pattern in words.contexts.items() if pattern.search(whole)}
    heard = [words.ignored.sub("_", sentence) for sentence in told]
    for group in words.groups:
        found = "" if context.intersection(group.unless) else _heard(group, heard)
        if found:
            return Sensitive(level=group.level, reason=f"{group.name}: “{found}”")
    return None


def _heard(group: Group, heard: Sequence[str]) -> str:
    """The first phrase of `group` that stands in one of the sentences as the group wants it."""
    for number, sentence in enumerate(heard):
        for found in group.words.finditer(sentence):
            around = f"{sentence[: found.start()]}_{sentence[found.end() :]}"
            # A headline and the sentences under it speak of the same.
            places = (around, heard[0]) if number else (around, *heard[1:2])
            if group.near is None or any(group.near.search(place) for place in places):
                return found[0].strip()
    return ""


def graver(first: Sensitive | None, second: Sensitive | None) -> Sensitive | None:
    """The graver of two, the first of equals."""
    found = [each for each in (first, second) if each]
    return min(found, key=lambda each: LEVELS.index(each.level), default=None)


def _said(level: str, reason: str) -> Sensitive | None:
    return None if level == "none" else Sensitive.model_validate({"level": level, "reason": reason})


def _by_tags(names: Sequence[str], words: Words | None) -> Sensitive | None:
    """What the publisher's own sections and tags say, where they name a subject."""
    for level in LEVELS if words else ():
        for name in names:
            if words and any(found[0] == plain(name).strip() for found in words.tags[level].finditer(plain(name))):
                return Sensitive(level=level, reason=f'the publisher\'s "{name}"')
    return None


def _words_for(text: str, language: str) -> Words | None:
    """The lists of the language that `text` is in, by its commonest words; of the one declared where they do not say.

    A feed in German that says `en` is common, and its every "die" would be a death.
    """
    declared = language.split("-")[0].lower()
    spoken = plain(text).split()
    counts = {name: sum(word in common_words(name) for word in spoken) for name in languages()}
    best = max(counts, key=lambda name: (counts[name], name == declared))
    known = best if counts[best] >= 2 and 2 * counts.get(declared, 0) < counts[best] else declared
    return words_of(known) if known in counts else None
