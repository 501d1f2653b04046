"""Trees where they are read: the parser for the stretches of a text that hold names, or what may refer to one or to a deal.

A quarter of the words of a news page stand in sentences without. All stretches are parsed side by side, which is faster than
one behind the other; each begins at a sentence start that is known before (`kg_sentences`), and the parser may part it further.
"""

from collections.abc import Callable
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc

from extractors.names.coreference import may_refer
from extractors.stretches import apart, stretches
from extractors.terms import speaks_of_deal
from extractors.text import text_of

_TREE: list[int | str] = ["HEAD", "DEP", "SENT_START"]


@Language.factory(
    "kg_trees",
    requires=["token.is_sent_start", "doc._.kg_mentions"],
    assigns=["token.dep", "token.head", "token.is_sent_start"],
    default_config={"parser": "parser"},
)
def make_trees(nlp: Language, name: str, parser: str) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Use the pipeline's component `parser`, which is to be disabled, on what is worth it.

    In the other stretches every word is its own head, without a relation, and no sentence starts but the first.
    """
    lang = nlp.lang or ""

    def trees(doc: Doc) -> Doc:
        text, mentions = text_of(doc), doc._.kg_mentions
        tree = np.zeros((len(doc), len(_TREE)), dtype=np.uint64)
        tree[:, -1] = np.where(doc.to_array("SENT_START") == 1, 1, -1).astype(np.uint64)
        worth = [
            one
            for one in stretches(doc)
            if mentions.any_within(one.start, one.end)
            or may_refer(text, one.start, one.end, lang=lang)
            or speaks_of_deal(text, one.start, one.end, lang=lang)
        ]
        if worth:
            component = cast("DependencyParser", nlp.get_pipe(parser))
            alone = apart(doc, worth)
            component.set_annotations(alone, component.predict(alone))
            for one, read in zip(worth, alone, strict=True):
                tree[one.first : one.last] = read.to_array(_TREE)
        doc.from_array(_TREE[:2], tree[:, :2])  # type: ignore[arg-type]
        # by itself: heads take every start away from words without one
        return doc.from_array(_TREE[2:], tree[:, 2:])  # type: ignore[arg-type]

    return trees
