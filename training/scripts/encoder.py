"""The encoder that reads pairs of names in their sentence: fine-tuned from a public one, written for ONNX Runtime.

    python scripts/encoder.py train LANG BASE.jar SHARED_DIR OUT.pt [EARLIER.pt]
    python scripts/encoder.py head LANG BASE.jar SHARED_DIR OUT.pt EARLIER.pt
    python scripts/encoder.py export LANG BASE.jar OUT.pt OUT_DIR
    python scripts/encoder.py restore LANG BASE.jar EXPORTED.onnx EARLIER.pt

BASE.jar is bge-small-LANG-v1.5 (BAAI, weights under MIT) as Maven Central has it,
dev.langchain4j:langchain4j-embeddings-bge-small-LANG-v15:1.20.0-beta30. Training takes about half an hour a language on two
cores that know bfloat16. With weights of an earlier training it goes on from there for two rounds at a lower rate, which is what new
passages need; `head` trains what these weights lack and nothing else, in a tenth of the time. `restore` gets such weights out of an exported
network, less exact by what their eight bits have lost. It needs packages that the product does not: the extra `encoder`.

It learns three things: which relations a pair of names stands in, how each is said (done, over, planned, denied), and what each name is, or
whether it is one.
The passages kept out are not learned, nor the pages for judging: confidence is set right on them. To be run before `scripts/pairs.py`,
which weighs what the encoder says.
"""

import io
import itertools
import json
import math
import os
import random
import re
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from mistakes import invented, mistake
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from pairs import OPTIONAL, RELATIONS, Example, example, reader
from passages import (
    AnnotatedPassage,
    for_judging,
    gold_passages,
    held_out,
    named,
    own_passages,
    page_passages,
    sentence_passages,
)
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from extractors.mentions import Mention, Reference
from extractors.names.recognize import TYPES
from extractors.pairs.encoder import (
    DENIED,
    DISTANCES,
    NATURES,
    NO_NAME,
    ZONES,
    Asked,
    Sentence,
    ask,
    tensors,
)
from extractors.pairs.marked import KINDS

#: Width of a head, by width of the encoder.
HEADS = {384: 12, 512: 8}
WIDTH = 256
#: Of the layers the first so many (the Chinese one has four): the last two of twelve cost a sixth of the time and change little.
LAYERS = 10
EPOCHS, RATE, HEAD_RATE, WARM = 3, 1e-4, 1e-3, 0.1
#: The same where training goes on from earlier weights: rounds, and the share of the rates.
EPOCHS_MORE, LESS = 2, 0.6
#: In how many sentences names are mistaken on purpose: the recognizer has learned most of these texts, and makes few mistakes there.
MISTAKEN = 0.5
#: What it counts to know what a mention is.
NATURE = 0.5
#: What it counts to know how a relation is said.
MANNER = 0.5
#: What is read at once, in pieces, and in pieces times pairs; and how many pieces a batch may be filled up with: so many, and a share of it.
PIECES, CELLS, FILL, FILLED = 2_000, 60_000, 20, 0.1


def base(jar: Path) -> tuple[BertModel, list[str]]:
    """The public encoder and its vocabulary, out of the ONNX graph in a jar."""
    with zipfile.ZipFile(jar) as packed:
        names = packed.namelist()
        graph = onnx.load(io.BytesIO(packed.read(next(n for n in names if n.endswith(".onnx"))))).graph
        words = json.loads(packed.read(next(n for n in names if n.endswith("tokenizer.json"))))["model"][
            "vocab"
        ]
    weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    width = weights["embeddings.LayerNorm.bias"].shape[0]
    layers = {int(found[1]) for name in weights if (found := re.search(r"layer\.(\d+)\.", name))}
    model = BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=width,
            num_hidden_layers=max(layers) + 1,
            num_attention_heads=HEADS[width],
            intermediate_size=weights["encoder.layer.0.intermediate.dense.bias"].shape[0],
            attn_implementation="eager",  # exported, torch's own guards against what does not occur, for a tenth of the time
        ),
        add_pooling_layer=False,
    )
    wanted = model.state_dict()
    state = {name: torch.tensor(value) for name, value in weights.items() if name in wanted}
    for node in graph.node:  # matrices have lost their names in the graph; their place in it tells
        found = re.fullmatch(r"/encoder/layer\.(\d+)/(.*)/MatMul", node.name)
        if node.op_type == "MatMul" and found and node.input[1] in weights:
            name = f"encoder.layer.{found[1]}.{found[2].replace('/', '.')}.weight"
            state[name] = torch.tensor(weights[node.input[1]].T.copy())
    model.load_state_dict(state)
    return model, sorted(words, key=words.__getitem__)


class Network(nn.Module):
    """From the tensors of `extractors.pairs.encoder.tensors` to an `Answer`: for each pair the log odds of each relation, what each mention is, and the manners."""

    def __init__(self, encoder: BertModel, relations: int) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        encoder.encoder.layer = encoder.encoder.layer[:LAYERS]
        self.encoder, self.dropout = encoder, nn.Dropout(0.1)
        self.distance, self.kind, self.zone = (
            nn.Embedding(DISTANCES, 24),
            nn.Embedding(KINDS, 16),
            nn.Embedding(ZONES, WIDTH),
        )
        self.name, self.query = nn.Linear(2 * width, WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.key, self.value = nn.Linear(width, WIDTH), nn.Linear(width, WIDTH)
        self.hidden, self.out = nn.Linear(4 * WIDTH + 24 + 2 * 16, WIDTH), nn.Linear(WIDTH, relations)
        self.heard, self.manner = nn.Linear(4 * WIDTH + 24 + 2 * 16, WIDTH), nn.Linear(WIDTH, DENIED + 1)
        self.usual = nn.Parameter(torch.zeros(relations, DENIED + 1))
        self.seen, self.nature = nn.Linear(2 * width, WIDTH), nn.Linear(WIDTH + 16, NO_NAME + 1)

    def forward(  # noqa: PLR0917, the tensors of one batch
        self, rows: Tensor, home: Tensor, mention: Tensor, kind: Tensor, sentence: Tensor, place: Tensor, pair: Tensor, distance: Tensor, zone: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        mask = rows != 0
        read = self.dropout(self.encoder(input_ids=rows, attention_mask=mask.long()).last_hidden_state)
        # a mention: its mark, and the middle of its first and its last piece
        middle = (read[home, mention[:, 1]] + read[home, mention[:, 2]]) / 2
        mentions, kinds = torch.cat([read[home, mention[:, 0]], middle], -1), self.kind(kind)
        natures = self.nature(torch.cat([functional.gelu(self.seen(mentions)), kinds], -1))
        names = self.name(mentions)
        one, other = names[pair[:, 0]], names[pair[:, 1]]
        looked = self._look(read, mask, self.query(torch.cat([one, other], -1)), sentence, place, zone)
        parts = [functional.gelu(one), functional.gelu(other), one * other, functional.gelu(looked)]
        parts += [self.distance(distance), kinds[pair[:, 0]], kinds[pair[:, 1]]]
        pairs = self.dropout(torch.cat(parts, -1))
        odds: Tensor = self.out(self.dropout(functional.gelu(self.hidden(pairs))))
        # how a relation is said, and how it mostly is
        manners = self.manner(functional.gelu(self.heard(pairs)))[:, None] + self.usual
        return odds, natures.float().log_softmax(-1), manners.float().log_softmax(-1)

    def _look(  # noqa: PLR0917
        self, read: Tensor, mask: Tensor, query: Tensor, sentence: Tensor, place: Tensor, zone: Tensor
    ) -> Tensor:
        """What each pair sees where it looks in the sentence (attention, with what is before, between and after the names)."""
        keys, values = self.key(read), self.value(read)
        table = query.new_zeros(zone.shape[0], zone.shape[1], WIDTH).index_put((sentence, place), query)
        odds = table @ keys.transpose(1, 2) + (table @ self.zone.weight.t().to(table.dtype)).gather(2, zone)
        odds = (odds / math.sqrt(WIDTH)).masked_fill(~mask[:, None], -1e4)
        share = odds.float().softmax(-1)
        by_zone = share.new_zeros(zone.shape[0], zone.shape[1], ZONES).scatter_add(2, zone, share)
        seen = share.to(values.dtype) @ values + by_zone.to(values.dtype) @ self.zone.weight.to(values.dtype)
        return seen[sentence, place]


class Question(NamedTuple):
    """A sentence with its pairs and mentions: for each pair and relation `pairs.label` and `pairs.manner`, and what each mention is (-1: not asked)."""

    asked: Asked
    labels: np.ndarray
    manners: np.ndarray
    natures: np.ndarray


class Annotated(NamedTuple):
    """A sentence of an example, to be asked in more than one way: its pairs with their labels, and where its names stand."""

    example: Example
    start: int
    end: int
    rows: list[int]
    mentions: list[Mention]
    names: list[tuple[int, int, str]]


def learned(lang: str, shared: Path) -> Iterator[tuple[Example, AnnotatedPassage]]:
    """The passages to learn from; as for the linear model, names are read in texts of others and given in our own."""
    read, read_given = reader(lang, names_given=False), reader(lang, names_given=True)
    gold = (one for one in gold_passages(shared, lang) if not held_out(one["id"]))
    pages = (one for one in page_passages(shared, lang) if not for_judging(one["id"]))
    for passage in itertools.chain(gold, pages, sentence_passages(shared, lang)):
        yield example(passage, read(passage), lang), passage
    for passage in own_passages(lang):
        yield example(passage, read_given(passage), lang), passage


def annotated(found: Iterable[tuple[Example, AnnotatedPassage]]) -> Iterator[Annotated]:
    for one, passage in found:
        names = longest(named(passage))
        for span in one.doc.sents:
            start, end = span.start_char, span.end_char
            rows = [i for i, pair in enumerate(one.pairs) if start <= pair.subject.start < end]
            if rows:
                within = [name for name in names if name[0] < end and start < name[1]]
                mentions = list(one.doc._.kg_mentions.within(start, end))
                yield Annotated(one, start, end, rows, mentions, within)


def longest(names: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names that do not stand within a longer one."""
    kept: list[tuple[int, int, str]] = []
    for name in sorted(set(names), key=lambda name: (name[0] - name[1], name)):
        if not any(name[0] < end and start < name[1] for start, end, _ in kept):
            kept.append(name)
    return kept


def nature(mention: Mention, one: Annotated) -> int:
    """What a mention is by the annotation: a column of `NATURES`, or `NO_NAME` (part of a name is none); -1 where it names nothing."""
    if mention.reference is not Reference.NAME:
        return -1
    for start, end, label in one.names:
        if (start, end) == (mention.start, mention.end):
            return NATURES.index(TYPES[label])
    return NO_NAME


def question(one: Annotated, lang: str, chance: random.Random) -> Question | None:
    """The question for a sentence, at times with names mistaken as in a new text; None where no pair of names has a place."""
    mentions, pairs = one.mentions, [one.example.pairs[i] for i in one.rows]
    asked_pairs = [(pair.subject, pair.object) for pair in pairs]
    text = one.example.doc.text
    if chance.random() < MISTAKEN:
        taken = [*((m.start, m.end) for m in mentions), *(name[:2] for name in one.names)]
        instead = [mistake(mention, text, one.start, one.end, chance) for mention in mentions]
        asked_pairs = [
            (instead[mentions.index(subject)], instead[mentions.index(object_)])
            for subject, object_ in asked_pairs
        ]
        wrong = invented(text, one.start, one.end, taken, chance)
        mentions = sorted([*instead, *wrong], key=lambda mention: (mention.start, mention.end))
    asked, seen, held = ask(text, Sentence(one.start, one.end, mentions, asked_pairs), lang=lang)
    if not held:
        return None
    rows = [one.rows[i] for i in held]
    labels, manners = one.example.labels[rows], one.example.manners[rows]
    return Question(asked, labels, manners, np.array([nature(mentions[i], one) for i in seen]))


def batches(questions: Sequence[Asked]) -> Iterator[list[int]]:
    """The numbers of the questions that are read together: such of about one length."""
    taken: list[int] = []
    most = read = 0
    for i in sorted(range(len(questions)), key=lambda i: len(questions[i].rows)):
        length, most = len(questions[i].rows), max(most, len(questions[i].pairs))
        pieces = length * (len(taken) + 1)
        filled = pieces - length - read
        if taken and (pieces > PIECES or pieces * most > CELLS or filled > FILL + FILLED * pieces):
            yield taken
            taken, most, read = [], len(questions[i].pairs), 0
        taken.append(i)
        read += length
    if taken:
        yield taken


def inputs(some: Sequence[Asked]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in tensors(some).items()}


def head(lang: str, jar: Path, shared: Path, out: Path, earlier: Path) -> None:
    """Train what the network has and earlier weights have not, such as a new head, and leave the rest as it is."""
    train(lang, jar, shared, out, earlier, only_new=True)


def train(
    lang: str, jar: Path, shared: Path, out: Path, earlier: Path | None = None, *, only_new: bool = False
) -> None:
    torch.manual_seed(1)
    chance = random.Random(1)
    encoder, _ = base(jar)
    sentences = list(annotated(learned(lang, shared)))
    torch.set_num_threads(os.cpu_count() or 1)  # the reading before goes fastest with OMP_NUM_THREADS=1
    network = Network(encoder, len(RELATIONS))
    epochs, rate = (EPOCHS, 1.0) if earlier is None else (EPOCHS_MORE, LESS)
    if earlier is not None:
        lacking = network.load_state_dict(torch.load(earlier)["state"], strict=False).missing_keys
        for name, weight in network.named_parameters():
            weight.requires_grad_(name in lacking or not only_new)
    heads = [weight for name, weight in network.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder.parameters(), "lr": rate * RATE}, {"params": heads, "lr": rate * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    began, step = time.time(), 0
    for epoch in range(epochs):
        found = [one for sentence in sentences if (one := question(sentence, lang, chance)) is not None]
        total, network = 0.0, network.train()
        chance.shuffle(found)
        mixed = list(batches([one.asked for one in found]))
        chance.shuffle(mixed)
        print(
            f"{len(found)} sentences, {sum(len(one.labels) for one in found)} pairs, {len(mixed)} steps",
            flush=True,
        )
        for number, some in enumerate(mixed):
            # the batches differ a little from round to round: what is done is counted in rounds
            done = (epoch + number / len(mixed)) / epochs
            for group, most in zip(optimizer.param_groups, (RATE, HEAD_RATE), strict=True):
                group["lr"] = rate * most * min(1.0, (step + 1) / (WARM * epochs * len(mixed))) * (1 - done)
            step += 1
            labels = torch.from_numpy(np.concatenate([found[i].labels for i in some]))
            natures = torch.from_numpy(np.concatenate([found[i].natures for i in some]))
            manners = torch.from_numpy(np.concatenate([found[i].manners for i in some]))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds, is_a, said = network(**inputs([found[i].asked for i in some]))
            # a label of -1 is no example
            counts = torch.where(labels < 0, 0.0, torch.where(labels == OPTIONAL, OPTIONAL, 1.0))
            each = functional.binary_cross_entropy_with_logits(
                odds.float(), (labels > 0).float(), reduction="none"
            )
            loss = (each * counts).sum(1).mean()
            if (natures >= 0).any():
                loss = loss + NATURE * functional.nll_loss(is_a, natures, ignore_index=-1)
            if (manners >= 0).any():
                loss = loss + MANNER * functional.nll_loss(
                    said.flatten(0, 1), manners.flatten(), ignore_index=-1
                )
            if not loss.requires_grad:
                continue  # nothing that is trained was asked for
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            if number % 100 == 99:
                print(f"   {number + 1}: {time.time() - began:.0f} s", flush=True)
        print(f"epoch {epoch}: loss {total / len(mixed):.3f}, {time.time() - began:.0f} s", flush=True)
        torch.save({"relations": RELATIONS, "state": network.state_dict()}, out)


def export(lang: str, jar: Path, trained: Path, folder: Path) -> None:
    """Write LANG.onnx, its matrices in whole numbers of eight bits."""
    kept = torch.load(trained)
    encoder, _ = base(jar)
    network = Network(encoder, len(kept["relations"])).eval()
    network.load_state_dict(kept["state"])
    mentions = (((1, 2, 3), 0), ((5, 6, 7), 1))
    example = [Asked((101, *range(1, 9), 102), mentions, ((0, 1), (1, 0)))] * 2
    pairs, names, sentences, length, most = (
        torch.export.Dim(name) for name in ("pairs", "names", "sentences", "length", "most")
    )
    shapes = {"rows": {0: sentences, 1: length}, "zone": {0: sentences, 1: most, 2: length}}
    shapes |= {name: {0: names} for name in ("home", "mention", "kind")}
    given = inputs([*example, Asked((101, *range(1, 12), 102), mentions, ((0, 1),) * 3)])
    free = {name: shapes.get(name, {0: pairs}) for name in given}
    program = torch.onnx.export(
        network, kwargs=given, dynamic_shapes=free, dynamo=True, output_names=["odds", "natures", "manners"]
    )
    folder.mkdir(parents=True, exist_ok=True)
    whole, path = folder / f"{lang}.fp32.onnx", folder / f"{lang}.onnx"
    graph = program.model_proto
    del graph.graph.value_info[:]  # the sizes that were seen at export are not those of other sentences
    onnx.save(graph, whole)
    # reduce_range: seven bits, or processors without VNNI overflow and answer otherwise than those with it
    quantize_dynamic(
        whole,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    whole.unlink()
    model = onnx.load(path)
    onnx.helper.set_model_props(model, {"relations": " ".join(kept["relations"])})
    onnx.save(model, path)


def restore(lang: str, jar: Path, exported: Path, out: Path) -> None:  # noqa: ARG001, as the other steps
    """Write the weights of an exported network as a training leaves them."""
    model = onnx.load(exported)
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    relations = {prop.key: prop.value for prop in model.metadata_props}["relations"].split()
    network = Network(base(jar)[0], len(relations))
    wanted = network.state_dict()
    turned = {f"{name}.weight" for name, part in network.named_modules() if isinstance(part, nn.Linear)}
    state = {name: held[name] for name in wanted if name in held}
    for name, quantized in held.items():
        if name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            value = _exact(quantized, held[f"{plain}_scale"], held[f"{plain}_zero_point"])
            state[plain if plain in wanted else _weight_of(model.graph, name)] = value
    # what is multiplied by is turned round in the graph: what torch calls (out, in) is (in, out)
    matched = {
        name: torch.tensor(value.T.copy() if name in turned else value)
        for name, value in state.items()
        if name in wanted
    }
    lacking = wanted.keys() - matched.keys()
    if lacking:
        raise ValueError(f"{exported} lacks {', '.join(sorted(lacking))}")
    torch.save({"relations": tuple(relations), "state": matched}, out)


def _exact(quantized: np.ndarray, scale: np.ndarray, zero: np.ndarray) -> np.ndarray:
    return ((quantized.astype(np.float32) - zero.astype(np.float32)) * scale).astype(np.float32)


def _weight_of(graph: onnx.GraphProto, name: str) -> str:
    """The parameter that a matrix without a name is: that of the bias which is added to its product."""
    takers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for given in node.input:
            takers.setdefault(given, []).append(node)
    at = name
    for _ in range(6):
        taker = takers[at][0]
        bias = next((given for given in taker.input if given.endswith(".bias")), None)
        if taker.op_type == "Add" and bias is not None:
            return bias.removesuffix("bias") + "weight"
        at = taker.output[0]
    return name


if __name__ == "__main__":
    step = {"train": train, "head": head, "export": export, "restore": restore}[sys.argv[1]]
    step(sys.argv[2], *map(Path, sys.argv[3:]))
