"""Public sets of company relations as passages of our own format, for scripts/pairs.py.

CORE (Borchert et al. 2023, CC BY 4.0) and FinRE (Li et al. 2019, MIT) annotate single pairs of a passage: `asked` lists
those, and nothing is known of the others. The mappings are those of the README beside each set; labels without a sure
counterpart or direction are left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: CORE's label: our relation, and whether the ends change places.
CORE = {
    "acquired_by": ("ACQUIRES", True),
    "shareholder_of": ("HOLDS_STAKE_IN", False),
    "subsidiary_of": ("SUBSIDIARY_OF", False),
    "client_of": ("BUYS_FROM", False),
    "collaboration": ("PARTNERS_WITH", False),
    "competitor_of": ("COMPETES_WITH", False),
    "product_or_service_of": ("DEVELOPS", True),
}
CORE_NOTHING = frozenset({"undefined", "merged_with", "traded_on", "regulated_by"})
FINRE = {
    "持股": "HOLDS_STAKE_IN",
    "增持": "HOLDS_STAKE_IN",
    "减持": "HOLDS_STAKE_IN",
    "收购": "ACQUIRES",
    "拟收购": "ACQUIRES",
    "借壳": "ACQUIRES",
    "入股": "INVESTS_IN",
    "注资": "INVESTS_IN",
    "成立": "FOUNDED",
    "合作": "PARTNERS_WITH",
    "签约": "PARTNERS_WITH",
    "合资": "PARTNERS_WITH",
    "竞争": "COMPETES_WITH",
}
FINRE_NOTHING = frozenset({"unknown", "分析", "帮助", "商讨", "欠款", "发行"})


def relation_sets(shared: Path, lang: str) -> Iterator[dict[str, Any]]:
    """The passages of the sets of a language."""
    folder = shared / "data" / "relations"
    yield from core(folder / "CORE" / "train.json") if lang == "en" else finre(folder / "FinRE" / "train.txt")


def core(path: Path) -> Iterator[dict[str, Any]]:
    for row in json.loads(path.read_text("utf-8")):
        words = row["context"]
        ends = [(row["e1_start"], row["e1_end"]), (row["e2_start"], row["e2_end"])]
        one, other = (" ".join(words[start : end + 1]) for start, end in ends)
        if row["invert_relation"]:
            one, other = other, one
        claims: list[tuple[str, str, str]] = []
        kinds = {one: "ORGANIZATION", other: "ORGANIZATION"}
        if row["relation"] in CORE:
            name, turned = CORE[row["relation"]]
            claims.append((name, other, one) if turned else (name, one, other))
            kinds[one] = "PRODUCT" if name == "DEVELOPS" else kinds[one]
        elif row["relation"] not in CORE_NOTHING:
            continue
        yield passage(row["id"], "en", " ".join(words), kinds, claims, [(one, other)])


def finre(path: Path) -> Iterator[dict[str, Any]]:
    pairs: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            head, tail, label, text = line.split("\t")
            pairs[text][head, tail] = label
    for number, (text, labels) in enumerate(pairs.items()):
        claims, asked = [], []
        for (head, tail), label in labels.items():
            one, other, plain = (tail, head, label[1:]) if label.startswith("被") else (head, tail, label)
            if plain in FINRE:
                claims.append((FINRE[plain], one, other))
            if plain in FINRE or plain in FINRE_NOTHING:
                asked.append((head, tail))
        kinds = dict.fromkeys((name for pair in labels for name in pair), "ORGANIZATION")
        yield passage(f"finre-{number}", "zh", text, kinds, claims, asked)


def passage(
    name: str,
    lang: str,
    text: str,
    kinds: dict[str, str],
    claims: list[tuple[str, str, str]],
    asked: list[tuple[str, str]],
) -> dict[str, Any]:
    return {
        "id": name,
        "lang": lang,
        "text": text,
        "entities": [{"type": kind, "names": [each]} for each, kind in kinds.items()],
        "claims": [
            {"relation": relation, "subject": [one], "object": [other], "evidence": text}
            for relation, one, other in dict.fromkeys(claims)
            if one != other
        ],
        "asked": asked,
    }
