"""When two spellings of a name count as the same in a measurement.

Looser than `kg.model.normalize_name`, which decides what becomes one node: here an annotator has listed the names that
are right, and only their writing may differ. The rules are those of the gold data, so that figures can be compared.
"""

import re
import unicodedata
from collections.abc import Iterable

_GENITIVE = re.compile(r"'s\b")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_COMPANY = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited"}
    | {"llc", "plc", "pbc", "group", "holdings"}
)

Names = frozenset[str]


def key(name: str) -> str:
    """The spelling under which names are compared; empty where nothing but marks is left.

    >>> key("The Foxglove Group, Inc."), key("McDonald’s"), key("银狐 机器人")
    ('foxglove', 'mcdonalds', '银狐机器人')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("’", "'")
    words = [word for word in _BETWEEN_WORDS.split(_GENITIVE.sub("s", folded)) if word]
    if words[:1] == ["the"]:
        del words[0]
    while len(words) > 1 and words[-1] in _COMPANY:
        words.pop()
    return "".join(words)


def keys(names: str | Iterable[str] | None) -> Names:
    """The keys of one name or of several; none for None."""
    listed = (names,) if isinstance(names, str) else names or ()
    return frozenset(found for name in listed if (found := key(name)))


def meet(one: Names, other: Names) -> bool:
    """True where a name is in both, or no name in either: the missing object of a literal."""
    return bool(one & other) or not (one or other)
