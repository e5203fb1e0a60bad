"""Read an item with the rules: findings in the order of the text, at most one a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sasando.desk.lens.findings import Finding, Passage
from sasando.desk.lens.patterns import Pattern, matches
from sasando.desk.lens.rules import Rule, criticism, seed
from sasando.desk.lens.words import Token, sentences

_READ = 60_000  # characters of one item; what is behind them is not read
_QUOTED = re.compile(r"[\"“”«»]")
# Advice is judged by what it asks, not by its words: to criticise it is to have answered it, too.
_HEADLINE_CAPITALS = 0.6  # of the longer words; more than this is written like a title


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    tokens: tuple[Token, ...]
    is_title: bool  # written With Capitals Throughout, which tells nothing of names
    is_criticism: bool


def read(
    passages: Sequence[Passage],
    *,
    language: str,
    speaks: str = "id",
    rules: Sequence[Rule] | None = None,
) -> tuple[Finding, ...]:
    """Return what ``rules`` (the seed when ``None``) find in one item's ``passages``.

    ``language`` is the text's ("id", "en"; any other finds nothing), ``speaks`` the one in which
    reasons and suggestions are given. Of findings that overlap, the longest stands.
    """
    own = [rule for rule in (seed() if rules is None else rules) if rule.language == language]
    if not own:
        return ()
    item = list(_sentences(passages, language))
    found = [
        (finding, number)
        for number, sentence in enumerate(item)
        for rule in own
        for finding in _in_sentence(rule, sentence, item, speaks)
    ]
    return tuple(_longest(found))


def _sentences(passages: Sequence[Passage], language: str) -> Iterator[_Sentence]:
    left = _READ
    critics = criticism(language)
    for passage in passages:
        text, left = passage.text[: max(left, 0)], left - len(passage.text)
        for tokens in sentences(text, language):
            yield _Sentence(
                passage=passage,
                tokens=tuple(tokens),
                is_title=_is_title(tokens),
                is_criticism=_has_one(critics, tokens),
            )


def _is_title(tokens: Sequence[Token]) -> bool:
    long = [token for token in tokens if len(token.text) > 3 and token.text[0].isalpha()]
    return len(long) > 2 and sum(t.is_capital for t in long) / len(long) > _HEADLINE_CAPITALS


def _has_one(patterns: Sequence[Pattern], tokens: Sequence[Token]) -> bool:
    return any(matches(pattern, tokens) for pattern in patterns)


def _in_sentence(
    rule: Rule, sentence: _Sentence, item: Sequence[_Sentence], speaks: str
) -> Iterator[Finding]:
    if rule.places and sentence.passage.place not in rule.places:
        return
    spans = [span for pattern in rule.patterns for span in matches(pattern, sentence.tokens)]
    if not spans or sentence.is_criticism:
        return
    if rule.near and not _has_one(rule.near, sentence.tokens):
        return
    if _has_one(rule.unless, sentence.tokens):
        return
    if rule.answered and any(_has_one(rule.answered, other.tokens) for other in item):
        return
    for start, end in spans:
        if not rule.names and _is_name(sentence, start, end):
            continue
        yield _finding(rule, sentence, start, end, speaks)


def _is_name(sentence: _Sentence, start: int, end: int) -> bool:
    """Whether the words are part of a name: capitals here and beside it, in running text."""
    if sentence.is_title or end - start > 1 or not sentence.tokens[start].is_capital:
        return False
    before = sentence.tokens[start - 1].is_capital if start > 0 else False
    after = sentence.tokens[end].is_capital if end < len(sentence.tokens) else False
    return after or (before and start > 1)


def _finding(rule: Rule, sentence: _Sentence, start: int, end: int, speaks: str) -> Finding:
    return Finding(
        rule=rule.key,
        category=rule.category,
        passage=sentence.passage,
        start=sentence.tokens[start].start,
        end=sentence.tokens[end - 1].end,
        reason=rule.reason[speaks],
        suggestion=rule.suggestion[speaks],
        guideline=rule.guideline,
        named=rule.named,
    )


def _longest(found: list[tuple[Finding, int]]) -> Iterator[Finding]:
    """Keep the longest of those that overlap, and one finding of a rule a sentence."""
    kept: list[tuple[Finding, int]] = []
    for finding, sentence in sorted(found, key=lambda one: one[0].start - one[0].end):
        clashes = any(
            sentence == other
            and (finding.rule == has.rule or (finding.start < has.end and has.start < finding.end))
            for has, other in kept
        )
        if not clashes:
            kept.append((finding, sentence))
    kept.sort(key=lambda one: (one[1], one[0].start))
    return (finding for finding, _ in kept)
