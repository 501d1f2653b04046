"""Names of entities, compared: what two spellings of one name have in common."""

import re
import unicodedata

from kg.model.ids import content_id
from kg.model.vocabulary import EntityType

_SUFFIXES_EN = frozenset(
    "inc corp corporation co company ltd llc plc pbc limited group holdings incorporated".split()
)
_SUFFIXES_ZH = ("股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团公司")
_POSSESSIVE = re.compile(r"['’]s?$")
_NOT_WORD = re.compile(r"[^\w]+|_")


def normalize_name(name: str) -> str:
    """The key under which two spellings of one name meet. Never shown, never translated.

    NFKC, case folded, without punctuation, blanks, a leading "the" and legal suffixes (as far as
    something is left).

    >>> normalize_name("The OpenAI Group, Inc."), normalize_name("小米集团"), normalize_name("Meta’s")
    ('openai', '小米集团', 'meta')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    folded = _POSSESSIVE.sub("", folded)
    words = _NOT_WORD.sub(" ", folded).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES_EN:
        words = words[:-1]
    key = "".join(words)
    for suffix in _SUFFIXES_ZH:
        if key.endswith(suffix) and len(key) > len(suffix) + 1:
            return key.removesuffix(suffix)
    return key


def unlisted_id(type_: EntityType, name: str) -> str:
    """The id of an entity that entities.yaml does not list: `x_` and a hash of type and normalized name.

    >>> unlisted_id(EntityType.ORGANIZATION, "Acme Inc.") == unlisted_id(EntityType.ORGANIZATION, "ACME")
    True
    """
    return content_id("x", str(type_), normalize_name(name) or name)
