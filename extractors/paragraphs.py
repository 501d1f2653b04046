"""Paragraphs in another language than their article: a quoted post, a headline left in the original, half of a page.

Each language is read by its own pipeline, in the whole text with the paragraphs of the others blank, so that every name and sentence stays
where it is in the article.
"""

import re
from collections.abc import Collection, Iterator

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30ff]")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
_SIGN = re.compile(r"\S")

#: In an article of another language a paragraph is English from so many words on, of which some are no names, and hardly any Chinese characters
#: (one for so many words); and it is Chinese from so many characters on, of which each word in Latin letters has some.
_WORDS, _LOWER, _FEW = 6, 2, 4
_HANZI, _EACH = 6, 2


def by_language(text: str, lang: str, languages: Collection[str]) -> Iterator[tuple[str, str]]:
    r"""The text for each language that its paragraphs are in, as long as `text`: first that of `lang`, then the others of `languages`.

    A paragraph is a line; one whose language is not sure belongs to `lang`.

    >>> list(by_language("微软发布新品。\nThe chip will ship later this year.", "zh", ["en", "zh"]))[1]
    ('en', '       \nThe chip will ship later this year.')
    """
    lines = text.split("\n")
    found = (_language(line, lang) for line in lines)
    spoken = [one if one in languages else lang for one in found]
    for one in (lang, *sorted({*spoken} - {lang})):
        kept = [
            line if said == one else _SIGN.sub(" ", line) for line, said in zip(lines, spoken, strict=True)
        ]
        yield one, "\n".join(kept)


def _language(line: str, lang: str) -> str:
    """The language of a paragraph of an article in `lang`."""
    words = _LATIN_WORD.findall(line)
    hanzi = len(_HAN.findall(line))
    if lang != "zh" and hanzi >= _HANZI and hanzi > _EACH * len(words) and not _KANA.search(line):
        return "zh"
    sentence = len(words) >= _WORDS and sum(word.islower() for word in words) >= _LOWER
    return "en" if lang != "en" and sentence and _FEW * hanzi <= len(words) else lang
