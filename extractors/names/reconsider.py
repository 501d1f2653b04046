"""Names seen again in their sentences: what the recognizer took for a name and is none, or took for another type.

The recognizer sees a few words to each side; the encoder has read the whole sentence (`extractors.pairs.encoder`), and says of each name what
it is. Listed names are what entities.yaml says.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from extractors.mentions import Mention, Mentions, Reference
from extractors.names.coreference import refer_back
from extractors.pairs.classifier import Nature
from extractors.pairs.encoder import NATURES, NO_NAME
from extractors.passage import Passage

#: How sure the encoder must be that a name is none, and that it is of another type (chosen on the pages of train.jsonl that are kept out).
_IS_NONE, _IS_OTHER = 0.65, 0.5


def reconsidered(passage: Passage, natures: Mapping[str, Nature]) -> Passage:
    """The passage with its names corrected, and with what refers back to them; the same one where all names are kept.

    `natures` has, by entity, the log chances of `NATURES` and, last, of being no name.
    """
    names = [one for one in passage.mentions if one.reference is not Reference.ANAPHOR]
    kept = [better for one in names if (better := _better(one, natures)) is not None]
    if kept == names:
        return passage
    mentions = Mentions(kept)
    again = Mentions([*mentions, *refer_back(passage.doc, mentions, lang=passage.lang)])
    return msgspec.structs.replace(passage, mentions=again)


def _better(mention: Mention, natures: Mapping[str, Nature]) -> Mention | None:
    """A mention as what it is; None where it is no name."""
    nature = natures.get(mention.entity_id)
    if nature is None or mention.is_listed:
        return mention
    if nature[NO_NAME] > np.log(_IS_NONE):
        return None
    best = NATURES[int(nature[:NO_NAME].argmax())]
    if best is mention.type or nature[:NO_NAME].max() < np.log(_IS_OTHER):
        return mention
    return mention.retyped(best)
