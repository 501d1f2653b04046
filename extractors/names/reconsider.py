"""Names seen again in their sentences: what the recognizer took for a name and is none, or took for another type.

The recognizer sees a few words to each side; the encoder has read the whole sentence (`extractors.pairs.encoder`), and says of each name what
it is. Listed names are what entities.yaml says; where that has a firm and its product under one name, the encoder says which is meant,
unless a frame has (`extractors.reading`).
"""

from collections.abc import Iterator, Mapping

import msgspec
import numpy as np

from extractors.mentions import Mention, Mentions, Reference
from extractors.names.coreference import refer_back
from extractors.names.gazetteer import gazetteer
from extractors.names.glosses import glossed
from extractors.pairs.classifier import Nature
from extractors.pairs.encoder import NATURES, NO_NAME
from extractors.passage import Passage
from kg.model import EntityType

#: How sure the encoder must be that a name is none, and that it is of another type (chosen on the pages of train.jsonl that are kept out).
_IS_NONE, _IS_OTHER = 0.65, 0.5
#: How sure that the name of a listed product is meant as the firm of that name (chosen on pages that we annotated and it has not learned).
_IS_FIRM = 0.3
_ORGANIZATION = NATURES.index(EntityType.ORGANIZATION)


def reconsidered(passage: Passage, natures: Mapping[str, Nature]) -> Passage:
    """The passage with its names corrected, and with what refers back to them; the same one where all names are kept.

    `natures` has, by entity, the log chances of `NATURES` and, last, of being no name.
    """
    names = [one for one in passage.mentions if one.reference is not Reference.ANAPHOR]
    kept = [better for one in names for better in _better(one, natures, passage)]
    if kept == names:
        return passage
    meant = glossed(passage.text, kept)  # a name and the one in brackets may be of one type now
    mentions = Mentions([msgspec.structs.replace(one, **meant.get(one.entity_id, {})) for one in kept])
    again = Mentions([*mentions, *refer_back(passage.doc, mentions, lang=passage.lang)])
    return msgspec.structs.replace(passage, mentions=again)


def _better(mention: Mention, natures: Mapping[str, Nature], passage: Passage) -> Iterator[Mention]:
    """A mention as what it is; where it is no name, the listed names in its words: "Acme Launches Full-Scale Effort"."""
    nature = natures.get(mention.entity_id)
    if nature is None:
        yield mention
        return
    if mention.is_listed:
        yield mention.as_firm() if nature[_ORGANIZATION] > np.log(_IS_FIRM) else mention
        return
    if nature[NO_NAME] > np.log(_IS_NONE):
        yield from _listed_in(mention, passage)
        return
    best = NATURES[int(nature[:NO_NAME].argmax())]
    unsure = best is mention.type or nature[:NO_NAME].max() < np.log(_IS_OTHER)
    yield mention if unsure else mention.retyped(best)


def _listed_in(mention: Mention, passage: Passage) -> Iterator[Mention]:
    for hit in gazetteer().find(mention.text):
        start, end = mention.start + hit.start, mention.start + hit.end
        words = passage.doc.char_span(start, end, alignment_mode="expand")
        if hit.sure and not hit.descriptor and words is not None:
            yield Mention(
                first=words.start,
                last=words.end,
                start=start,
                end=end,
                text=passage.text[start:end],
                type=hit.entity.type,
                entity_id=hit.entity.id,
                canonical=hit.entity.name,
            )
