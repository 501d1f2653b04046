"""The encoder that reads pairs of names in their sentence: fine-tuned from a public one, written for ONNX Runtime.

    python scripts/encoder.py train LANG BASE.jar SHARED_DIR OUT.pt [EARLIER.pt]
    python scripts/encoder.py export LANG BASE.jar OUT.pt OUT_DIR

BASE.jar is bge-small-LANG-v1.5 (BAAI, weights under MIT) as Maven Central has it,
dev.langchain4j:langchain4j-embeddings-bge-small-LANG-v15:1.20.0-beta30. Training takes about half an hour a language on two
cores that know bfloat16. With weights of an earlier training it goes on from there for one round at half the rate, which is what new
passages need. It needs packages that the product does not: the extra `encoder`.

The passages kept out are not learned, nor the pages for judging: confidence is set right on them. To be run before `scripts/pairs.py`,
which weighs what the encoder says.
"""

import io
import itertools
import json
import math
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
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from pairs import OPTIONAL, RELATIONS, Example, example, reader
from passages import for_judging, gold_passages, held_out, own_passages, page_passages, sentence_passages
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from extractors.pairs.encoder import DISTANCES, ZONES, Asked, Sentence, ask, batches, tensors
from extractors.pairs.pieces import KINDS, Vocabulary

#: Width of a head, by width of the encoder.
HEADS = {384: 12, 512: 8}
WIDTH = 256
EPOCHS, RATE, HEAD_RATE, WARM = 3, 1e-4, 1e-3, 0.1


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
    """From the tensors of `extractors.pairs.encoder.tensors` to the log odds of each relation for each pair."""

    def __init__(self, encoder: BertModel, relations: int) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder, self.dropout = encoder, nn.Dropout(0.1)
        self.distance, self.kind, self.zone = (
            nn.Embedding(DISTANCES, 24),
            nn.Embedding(KINDS, 16),
            nn.Embedding(ZONES, WIDTH),
        )
        self.name, self.query = nn.Linear(2 * width, WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.key, self.value = nn.Linear(width, WIDTH), nn.Linear(width, WIDTH)
        self.hidden, self.out = nn.Linear(4 * WIDTH + 24 + 2 * 16, WIDTH), nn.Linear(WIDTH, relations)

    def forward(  # noqa: PLR0917, the tensors of one batch
        self, rows: Tensor, sentence: Tensor, place: Tensor, subject: Tensor, object_: Tensor, kinds: Tensor, distance: Tensor, zone: Tensor,
    ) -> Tensor:  # fmt: skip
        mask = rows != 0
        read = self.dropout(self.encoder(input_ids=rows, attention_mask=mask.long()).last_hidden_state)
        names = [self._name(read, sentence, at) for at in (subject, object_)]
        # one matrix product: ONNX Runtime cannot quantize a matrix used twice
        one, other = self.name(torch.stack(names)).unbind()
        seen = self._look(read, mask, self.query(torch.cat([one, other], -1)), sentence, place, zone)
        parts = [functional.gelu(one), functional.gelu(other), one * other, functional.gelu(seen)]
        parts += [self.distance(distance), self.kind(kinds[:, 0]), self.kind(kinds[:, 1])]
        odds: Tensor = self.out(
            self.dropout(functional.gelu(self.hidden(self.dropout(torch.cat(parts, -1)))))
        )
        return odds

    @staticmethod
    def _name(read: Tensor, sentence: Tensor, at: Tensor) -> Tensor:
        """A name: its mark, and the middle of its first and its last piece."""
        return torch.cat(
            [read[sentence, at[:, 0]], (read[sentence, at[:, 1]] + read[sentence, at[:, 2]]) / 2], -1
        )

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
    """A sentence with its pairs, and for each pair and relation the label of `pairs.label`."""

    asked: Asked
    labels: np.ndarray


def learned(lang: str, shared: Path) -> Iterator[Example]:
    """The passages to learn from; as for the linear model, names are read in texts of others and given in our own."""
    read, read_given = reader(lang, names_given=False), reader(lang, names_given=True)
    gold = (one for one in gold_passages(shared, lang) if not held_out(one["id"]))
    pages = (one for one in page_passages(shared, lang) if not for_judging(one["id"]))
    for passage in itertools.chain(gold, pages, sentence_passages(shared, lang)):
        yield example(passage, read(passage), lang)
    for passage in own_passages(lang):
        yield example(passage, read_given(passage), lang)


def questions(examples: Iterable[Example], vocabulary: Vocabulary) -> Iterator[Question]:
    for one in examples:
        text, mentions = one.doc.text, one.doc._.kg_mentions
        for span in one.doc.sents:
            start, end = span.start_char, span.end_char
            rows = [i for i, pair in enumerate(one.pairs) if start <= pair.subject.start < end]
            pairs = [(one.pairs[i].subject, one.pairs[i].object) for i in rows]
            sentence = Sentence(start, end, list(mentions.within(start, end)), pairs)
            asked, held = ask(text, sentence, vocabulary)
            if held:
                yield Question(asked, one.labels[[rows[i] for i in held]])


def inputs(some: Sequence[Asked]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in tensors(some).items()}


def train(lang: str, jar: Path, shared: Path, out: Path, earlier: Path | None = None) -> None:
    torch.manual_seed(1)
    chance = random.Random(1)
    encoder, words = base(jar)
    found = list(questions(learned(lang, shared), Vocabulary(words)))
    print(f"{len(found)} sentences, {sum(len(one.labels) for one in found)} pairs", flush=True)
    network = Network(encoder, len(RELATIONS))
    epochs, rate = (EPOCHS, 1.0) if earlier is None else (1, 0.5)
    if earlier is not None:
        network.load_state_dict(torch.load(earlier)["state"])
    heads = [weight for name, weight in network.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder.parameters(), "lr": rate * RATE}, {"params": heads, "lr": rate * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * len(list(batches([one.asked for one in found])))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM * steps)) * max(0.0, (steps - step) / steps)
    )
    began = time.time()
    for epoch in range(epochs):
        total, network = 0.0, network.train()
        chance.shuffle(found)
        mixed = list(batches([one.asked for one in found]))
        chance.shuffle(mixed)
        for some in mixed:
            labels = torch.from_numpy(np.concatenate([found[i].labels for i in some]))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds = network(**inputs([found[i].asked for i in some]))
            # a label of -1 is no example
            counts = torch.where(labels < 0, 0.0, torch.where(labels == OPTIONAL, OPTIONAL, 1.0))
            each = functional.binary_cross_entropy_with_logits(
                odds.float(), (labels > 0).float(), reduction="none"
            )
            loss = (each * counts).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(mixed):.3f}, {time.time() - began:.0f} s", flush=True)
        torch.save({"relations": RELATIONS, "state": network.state_dict()}, out)


def export(lang: str, jar: Path, trained: Path, folder: Path) -> None:
    """Write LANG.onnx, its matrices in whole numbers of eight bits, and LANG.txt, the vocabulary."""
    kept = torch.load(trained)
    encoder, words = base(jar)
    network = Network(encoder, len(kept["relations"])).eval()
    network.load_state_dict(kept["state"])
    first, other = (1, 2, 3), (5, 6, 7)
    example = [Asked((101, *range(1, 9), 102), ((first, other, 0, 1), (other, first, 1, 0)))] * 2
    pairs, sentences, longest, most = (
        torch.export.Dim(name) for name in ("pairs", "sentences", "longest", "most")
    )
    shapes = {"rows": {0: sentences, 1: longest}, "zone": {0: sentences, 1: most, 2: longest}}
    given = inputs([*example, Asked((101, *range(1, 12), 102), ((first, other, 0, 1),) * 3)])
    free = {name: shapes.get(name, {0: pairs}) for name in given}
    program = torch.onnx.export(
        network, kwargs=given, dynamic_shapes=free, dynamo=True, output_names=["odds"]
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
    (folder / f"{lang}.txt").write_text("".join(f"{word}\n" for word in words), "utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(sys.argv[2], *map(Path, sys.argv[3:]))
    else:
        export(sys.argv[2], *map(Path, sys.argv[3:6]))
