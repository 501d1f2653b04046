"""Mistakes that the recognizer of names makes in a new text, made on purpose in texts that it has learned."""

import random
import re
from collections.abc import Collection, Iterator

import msgspec

from extractors.mentions import Mention, Reference
from extractors.pairs.encoder import NATURES

#: How many names get another type, how many another edge, and in how many sentences a stretch of words is taken for a name.
RETYPED, MISPLACED, INVENTED = 0.12, 0.08, 0.4
#: How many of these stretches begin with a capital, where the sentence has one.
CAPITAL = 0.7
#: How far an edge moves at most, in characters, and how many words a wrong name has at most.
NEAR, WORDS = 14, 2


def mistake(mention: Mention, text: str, start: int, end: int, chance: random.Random) -> Mention:
    """A mention of the sentence `text[start:end]` as it is; or a name with another type, or with words too many or too few."""
    drawn = chance.random()
    if mention.reference is not Reference.NAME or drawn > RETYPED + MISPLACED:
        return mention
    if drawn < RETYPED:
        return msgspec.structs.replace(
            mention, type=chance.choice([one for one in NATURES if one is not mention.type])
        )
    edges = [
        at for at in borders(text, start, end) if min(abs(at - mention.start), abs(at - mention.end)) < NEAR
    ]
    if chance.random() < 0.5:
        first, last = chance.choice([at for at in edges if at < mention.end] or [mention.start]), mention.end
    else:
        first, last = (
            mention.start,
            chance.choice([at for at in edges if at > mention.start] or [mention.end]),
        )
    if last - first < 2 or text[first:last].strip() != text[first:last]:
        return mention
    return msgspec.structs.replace(mention, start=first, end=last)


def invented(
    text: str, start: int, end: int, taken: Collection[tuple[int, int]], chance: random.Random
) -> Iterator[Mention]:
    """Words of the sentence `text[start:end]` that are no name, taken for one, or nothing; clear of the places that are `taken`."""
    if chance.random() > INVENTED:
        return
    edges = borders(text, start, end)
    firsts = edges[:-1]
    if chance.random() < CAPITAL:
        firsts = [at for at in firsts if text[at].isupper()]
    for first in chance.sample(firsts, min(4, len(firsts))):
        last = chance.choice([at for at in edges if at > first][: 2 * WORDS])
        words = text[first:last]
        free = not any(first < other_end and other < last for other, other_end in taken)
        if free and len(words) > 1 and words == words.strip() and words[0].isalpha():
            yield Mention(0, 1, first, last, words, chance.choice(NATURES), "x_", words)
            return


def borders(text: str, start: int, end: int) -> list[int]:
    """Where words of the sentence begin and end, in order; in Chinese, every character."""
    words = re.compile(r"[A-Za-z0-9\u2019'&.-]*[A-Za-z0-9]|[\u4e00-\u9fff]")
    return sorted({at for word in words.finditer(text, start, end) for at in word.span()})
