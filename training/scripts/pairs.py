"""The second reader and the judge of confidence: trained from passages and from our own sentences.

    python scripts/pairs.py LANG SHARED_DIR OUT_DIR

Writes `pairs/LANG.npz` and `confidence/LANG.json` into OUT_DIR (`extractors/models`). One page in eight of train.jsonl is kept
out, as for names. The encoder (`scripts/encoder.py`) is there already: the judge is fitted on claims of passages that the linear model of
their fold had not seen, and set right on pages that neither the encoder nor the recognizer of names ever learned: only there are claims
as uncertain as in a new article.
"""

import hashlib
import itertools
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from passages import (
    AnnotatedPassage,
    for_judging,
    gold_passages,
    held_out,
    named,
    own_passages,
    page_of,
    page_passages,
    sentence_passages,
)
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc
from spacy.util import filter_spans

from extractors import nlp
from extractors.confidence import Judge
from extractors.mentions import Mention, Reference
from extractors.pairs.classifier import Classifier, allowed
from extractors.pairs.encoder import DENIED, MANNERS, encoder
from extractors.pairs.features import Pair, words_of
from extractors.pairs.model import PairModel, rows, save_pair_model
from extractors.pairs.read import pairs_of
from extractors.paragraphs import by_language
from extractors.passage import Passage
from extractors.reading import ReadClaim, draft_claims, read_claims, read_frames
from kg.evaluation.gold import Passage as Gold
from kg.evaluation.names import keys
from kg.evaluation.scoring import Triple, triples_of
from kg.model import Polarity, Status, relation, relations

#: The rows of the model: two to this power. Fewer collide, more are a larger file.
BITS = 18
#: Inverse of the regularization of scikit-learn; 0.3 and 3 did about as well.
STRENGTH = 1.0
#: What an optional claim counts among the examples: it is right, and often not said in so many words.
OPTIONAL = 0.5
FOLDS = 4
#: A pair is read from this probability on; the judge then decides with all else that is known.
READ_FROM = 0.2
#: A claim less likely to be right is not made. What frames or patterns read somebody has written down as saying so; what only the
#: classifier reads has to be surer. Chosen by hand, for a precision of about 0.8 on dev and on the pages kept out.
LEAST, LEAST_ALONE = {"en": 0.45, "zh": 0.4}, {"en": 0.55, "zh": 0.55}
#: The signs that are weighed again on pages that nobody has learned.
AGAIN = ("odds in context", "not read in context", "names doubted in context", "read by pairs", "read twice")
#: Other levels that are reported beside.
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

RELATIONS = tuple(name for name, signature in relations().items() if not signature.is_literal)


class Example(NamedTuple):
    """A passage as it was read, with its gold: for each pair and relation the `label` and the `manner`."""

    gold: Gold
    doc: Doc
    pairs: list[Pair]
    labels: NDArray[np.float32]
    manners: NDArray[np.int64]


def reader(lang: str, *, names_given: bool) -> Callable[[AnnotatedPassage], Doc]:
    """A passage through the pipeline up to its names and values; the recognizer's names replaced by the gold ones where asked for.

    Paragraphs in another language are left out, as they are in reading.
    """
    pipeline = nlp.load(lang)
    spans: list[tuple[int, int, str]] = []

    def give_names(doc: Doc) -> Doc:
        found = [
            doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in spans
        ]
        doc.ents = filter_spans([span for span in found if span is not None])
        return doc

    class Given:
        """Stands in for the recognizer that the Chinese tokenizer asks."""

        vocab = pipeline.vocab

        def __call__(self, doc: Doc) -> Doc:
            return give_names(doc)

    def read(passage: AnnotatedPassage) -> Doc:
        recognizer = getattr(pipeline.tokenizer, "names", None)
        spans[:] = named(passage) if names_given else []
        if names_given and recognizer is not None:
            pipeline.tokenizer.names = Given()
        try:
            doc = pipeline.make_doc(next(by_language(passage["text"], lang, nlp.PIPELINES))[1])
        finally:
            if recognizer is not None:
                pipeline.tokenizer.names = recognizer
        doc._.kg_published = passage.get("published")
        for name, component in pipeline.pipeline:
            if name != "kg_claims":
                doc = component(doc)
            if name == "kg_recognized" and names_given:
                doc = give_names(doc)
        return doc

    return read


def example(passage: AnnotatedPassage, doc: Doc, lang: str) -> Example:
    gold = msgspec.convert(passage, Gold, strict=False)
    read = Passage.of(doc, lang=lang)
    found: list[Pair] = []
    labels: list[NDArray[np.float32]] = []
    manners: list[NDArray[np.int64]] = []
    triples = [triple for triple in triples_of(gold.claims) if triple.relation in RELATIONS]
    claims = [(triple, places(triple, read.text)) for triple in triples]
    for sentence, pair in pairs_of(read, read_frames(read)[1], words=words_of(doc, read.text)):
        found.append(pair)
        span = sentence.start_char, sentence.end_char
        labels.append(label(pair, claims, span))
        manners.append(manner(pair, claims, span))
    shape = len(found), len(RELATIONS)
    return Example(gold, doc, found, np.array(labels).reshape(shape), np.array(manners).reshape(shape))


def places(triple: Triple, text: str) -> list[tuple[int, int]]:
    """Where the gold's evidence for a triple stands."""
    quotes = [claim.evidence for claim in triple.claims if claim.evidence]
    return [(at, at + len(quote)) for quote in quotes if (at := text.find(quote)) >= 0]


def label(
    pair: Pair, claims: Sequence[tuple[Triple, list[tuple[int, int]]]], sentence: tuple[int, int]
) -> NDArray[np.float32]:
    """For each relation 1 (said here), OPTIONAL, 0, or -1 where the claim is right and said elsewhere: no example at all."""
    found = np.zeros(len(RELATIONS), dtype=np.float32)
    subject, object_ = spelled(pair.subject), spelled(pair.object)
    for triple, evidence in claims:
        if not triple.holds_of(subject, object_):
            continue
        column = RELATIONS.index(triple.relation)
        value = (OPTIONAL if triple.optional else 1.0) if within(sentence, evidence) else -1.0
        if value > found[column] or found[column] == 0:
            found[column] = value
    return found


def manner(
    pair: Pair, claims: Sequence[tuple[Triple, list[tuple[int, int]]]], sentence: tuple[int, int]
) -> NDArray[np.int64]:
    """For each relation said here the column of `MANNERS` or `DENIED`, else -1."""
    found = np.full(len(RELATIONS), -1)
    subject, object_ = spelled(pair.subject), spelled(pair.object)
    for triple, evidence in claims:
        if triple.holds_of(subject, object_) and within(sentence, evidence):
            said = triple.claims[0]
            column = DENIED if said.polarity == Polarity.DENIED else MANNERS.index(Status(said.status))
            found[RELATIONS.index(triple.relation)] = column
    return found


def within(sentence: tuple[int, int], evidence: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence holds some of the evidence."""
    return any(start < sentence[1] and sentence[0] < end for start, end in evidence)


def spelled(mention: Mention) -> frozenset[str]:
    """The names by which a mention can meet the gold; "the company" only by what it refers to."""
    own = () if mention.reference is Reference.ANAPHOR else (mention.text,)
    return keys((mention.canonical, *own))


def matrix(examples: Sequence[Example]) -> csr_matrix:
    indices = [rows(pair.features, BITS) for one in examples for pair in one.pairs]
    ends = np.cumsum([0, *(len(found) for found in indices)])
    return csr_matrix(
        (np.ones(ends[-1], dtype=np.float32), np.concatenate(indices), ends), shape=(len(indices), 1 << BITS)
    )


def fit(features: csr_matrix, labels: NDArray[np.float32], joined: NDArray[np.bool_]) -> PairModel:
    """One logistic regression a relation, over the pairs whose types it can join."""
    weights = np.zeros((1 << BITS, len(RELATIONS)), dtype=np.float32)
    bias = np.full(len(RELATIONS), -20.0, dtype=np.float32)
    for column in range(len(RELATIONS)):
        kept = joined[:, column] & (labels[:, column] >= 0)
        right = labels[kept, column] > 0
        if right.sum() < 5:
            continue
        counts = np.where(labels[kept, column] == OPTIONAL, OPTIONAL, 1.0)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
        model.fit(features[kept], right, sample_weight=counts)
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    thresholds = np.full(len(RELATIONS), READ_FROM, dtype=np.float32)
    return PairModel(
        RELATIONS, BITS, np.round(weights / scale).astype(np.int8), scale.astype(np.float32), bias, thresholds
    )


class Judged(NamedTuple):
    """A claim that was read, and whether the gold has it; None where it has it only as optional."""

    passage: str
    read: ReadClaim
    right: bool | None
    theme: tuple[str, ...]


def judged(one: Example, lang: str, model: Classifier, certain: Judge) -> Iterator[Judged]:
    triples = triples_of(one.gold.claims)
    for read in read_claims(draft_claims(one.doc, lang=lang, model=model), certain=certain):
        draft = read.draft
        subject, object_ = (
            keys(draft.subject.canonical),
            keys(draft.object.canonical if draft.object else None),
        )
        turn = relation(draft.relation).symmetric
        meant = [
            triple
            for triple in triples
            if triple.relation == draft.relation and triple.holds_of(subject, object_)
        ]
        right = any(not triple.optional for triple in meant)
        theme = (
            draft.relation,
            *(sorted((min(subject), min(object_ or {""}))) if turn else (min(subject), min(object_ or {""}))),
        )
        yield Judged(one.gold.id, read, None if meant and not right else right, theme)


def fit_judge(claims: Sequence[Judged], new: Sequence[Judged], lang: str) -> Judge:
    """The judge of claims read by classifiers that had not seen their pages.

    What each sign weighs is learned from all of `claims`, which the encoder has mostly learned and therefore does not judge. What
    the encoder says, who else reads it, and how sure all of it makes is learned from `new`: claims of pages that the encoder has not
    seen, whose names the recognizer has not seen either.
    """
    sure = [claim for claim in claims if claim.right is not None]
    vectors = DictVectorizer(sparse=False)
    signs = vectors.fit_transform([without_context(claim.read.signs) for claim in sure])
    model = LogisticRegression(C=1.0, max_iter=1000).fit(signs, [bool(claim.right) for claim in sure])
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    fresh = [claim for claim in new if claim.right is not None]
    first = model.decision_function(vectors.transform([without_context(claim.read.signs) for claim in fresh]))
    again = np.array([[claim.read.signs.get(sign, 0.0) for sign in AGAIN] for claim in fresh])
    last = LogisticRegression(C=1.0, max_iter=1000)
    last.fit(np.column_stack([first, again]), [bool(claim.right) for claim in fresh])
    by, *plus = last.coef_[0]
    weights = {name: by * weight for name, weight in weights.items()}
    for sign, weight in zip(AGAIN, plus, strict=True):
        weights[sign] = weights.get(sign, 0.0) + weight
    bias = by * model.intercept_[0] + last.intercept_[0]
    return Judge(
        bias=round(float(bias), 4),
        weights={str(name): round(float(weight), 4) for name, weight in weights.items()},
        least=LEAST[lang],
        least_alone=LEAST_ALONE[lang],
    )


def without_context(signs: Mapping[str, float]) -> dict[str, float]:
    return {sign: value for sign, value in signs.items() if "context" not in sign}


def made(claims: Sequence[Judged], certain: Judge) -> Iterator[tuple[Judged, float]]:
    """The claims that are sure enough to be made, and how sure; not those that may be right or not."""
    for claim in claims:
        sure = certain.confidence(claim.read.signs)
        if claim.right is not None and sure >= certain.limit(claim.read.signs):
            yield claim, sure


def figures(claims: Sequence[Judged], certain: Judge, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of the claims that are made, each triple of a passage once."""
    right, wrong = set(), set()
    for claim, _ in made(claims, certain):
        (right if claim.right else wrong).add((claim.passage, claim.theme))
    precision, recall = len(right) / max(1, len(right) + len(wrong)), len(right) / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def report(title: str, claims: Sequence[Judged], certain: Judge, wanted: int) -> None:
    for least, alone in ((certain.least, certain.least_alone), *((sure, sure) for sure in LEVELS)):
        asked = msgspec.structs.replace(certain, least=least, least_alone=alone)
        precision, recall, f1 = figures(claims, asked, wanted)
        print(f"{title}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} at {least:.2f}, alone {alone:.2f}")
    bins = defaultdict(list)
    for claim, sure in made(claims, certain):
        bins[min(9, int(sure * 10))].append((sure, claim.right))
    for number, found in sorted(bins.items()):
        said, was = np.mean([s for s, _ in found]), np.mean([r for _, r in found])
        print(f"   {number / 10:.1f}: {len(found):4} claims, said {said:.2f}, right {was:.2f}")


def main(lang: str, shared: Path, out: Path) -> None:
    read, read_given = reader(lang, names_given=False), reader(lang, names_given=True)
    gold = [example(passage, read(passage), lang) for passage in gold_passages(shared, lang)]
    pages = [example(passage, read(passage), lang) for passage in page_passages(shared, lang)]
    sentences = [example(passage, read(passage), lang) for passage in sentence_passages(shared, lang)]
    own = [example(passage, read_given(passage), lang) for passage in own_passages(lang)]
    kept_out = [one for one in gold if held_out(one.gold.id)]
    others = [*(one for one in gold if not held_out(one.gold.id)), *pages, *sentences]
    examples = [*others, *own]
    groups = [*(page_of(one.gold.id) for one in others), *(one.gold.id for one in own)]
    fold = np.array([hashlib.sha256(b"fold " + group.encode()).digest()[0] % FOLDS for group in groups])
    new = {one.gold.id for one in pages if for_judging(one.gold.id)}
    print(
        f"{lang}: {len(examples)} passages, {len(own)} of them our own, {len(new)} with new names, {len(kept_out)} kept out",
        flush=True,
    )
    fold_of_pair = np.repeat(fold, [len(one.pairs) for one in examples])
    features, labels = matrix(examples), np.concatenate([one.labels for one in examples])
    joined = np.array(
        [allowed(RELATIONS, pair.subject.type, pair.object.type) for one in examples for pair in one.pairs]
    )
    claims: list[Judged] = []
    fresh: list[Judged] = []
    context = encoder(lang)
    for number in range(FOLDS):
        kept = fold_of_pair != number
        model = fit(features[kept], labels[kept], joined[kept])
        for one in itertools.compress(examples, fold == number):
            claims += judged(one, lang, Classifier(model), Judge())
            if one.gold.id in new:
                fresh += judged(one, lang, Classifier(model, context), Judge())
    wanted = required([one for one in pages if one.gold.id in new])
    certain = fit_judge(claims, fresh, lang)
    report("pages with new names", fresh, certain, wanted)
    model = fit(features, labels, joined)
    held = [claim for one in kept_out for claim in judged(one, lang, Classifier(model, context), Judge())]
    report("pages kept out", held, certain, required(kept_out))
    save_pair_model(model, out / "pairs" / f"{lang}.npz")
    path = out / "confidence" / f"{lang}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(certain)) + b"\n")


def required(examples: Sequence[Example]) -> int:
    return sum(not triple.optional for one in examples for triple in triples_of(one.gold.claims))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
