"""Which language a paragraph is in: by its script; function words tell English from its neighbours."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from kg.articles.cues import languages

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
_OTHER_LETTER = re.compile("[\u0370-\u1cff]")
#: With fewer words in lower case a Latin text is taken for English: names have no function words.
_MIN_WORDS = 20
_MIN_FUNCTION_WORDS = 0.1
#: The language of a text that is none of those known here (ISO 639-2, "undetermined").
UNDETERMINED = "und"


def units(text: str) -> int:
    """The length of a text in hanzi, kana, hangul syllables and Latin words.

    >>> units("OpenAI与微软签约"), units("OpenAI signs with Microsoft")
    (6, 4)
    """
    return sum(len(script.findall(text)) for script in (_HAN, _KANA, _HANGUL, _LATIN_WORD))


def script_language(text: str) -> str | None:
    """The language whose script prevails in a paragraph; None where it holds no letters.

    >>> script_language("OpenAI与微软签约"), script_language("OpenAI signs"), script_language("2026")
    ('zh', 'en', None)
    """
    han, kana, hangul, words, other = (
        len(script.findall(text)) for script in (_HAN, _KANA, _HANGUL, _LATIN_WORD, _OTHER_LETTER)
    )
    if not han + kana + hangul + words + other:
        return None
    if kana >= 3 and kana >= 0.2 * (han + kana):
        return "ja"
    if hangul > han + words:
        return "ko"
    if other > 3 * (han + words):
        return UNDETERMINED
    return "zh" if han >= words else "en"


def main_language(paragraphs: Iterable[str]) -> str | None:
    """The language of most of a text; `und` for a Latin text that is not English; None without letters."""
    texts = list(paragraphs)
    shares: Counter[str] = Counter()
    for text in texts:
        language = script_language(text)
        if language is not None:
            shares[language] += max(units(text), 1)
    if not shares:
        return None
    language = max(sorted(shares), key=lambda name: shares[name])
    return UNDETERMINED if language == "en" and not _is_english(texts) else language


def _is_english(texts: list[str]) -> bool:
    found = (word for text in texts[:50] for word in _LATIN_WORD.findall(text[:2000]))
    words = [word for word in found if word.islower()]  # names and headlines tell nothing
    known = sum(word in _function_words() for word in words)
    return len(words) < _MIN_WORDS or known >= _MIN_FUNCTION_WORDS * len(words)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for cues in languages().values() for word in cues.function_words)
