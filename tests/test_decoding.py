"""Records are decoded in several threads at once without harm."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: Two threads that decode new kinds of records at the same moment, again and again.
_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import msgspec
from kg.model import ready

sys.setswitchinterval(1e-6)
together = Barrier(2)

def decode(kind):
    together.wait()
    return msgspec.convert({f"field{n}": {} for n in range(8)}, ready(kind))

def nested(number):
    kind = int
    for depth in range(6):
        fields = [(f"field{n}", dict[str, kind], {}) for n in range(8)]
        kind = msgspec.defstruct(f"Record{number}At{depth}", fields)
    return kind

with ThreadPoolExecutor(2) as pool:
    for number in range(150):
        kind = nested(number)
        for future in [pool.submit(decode, kind) for _ in range(2)]:
            future.result()
"""


def test_two_threads_may_be_the_first_to_decode_a_record() -> None:
    """With the bare kind instead of `ready(kind)` the process dies within the first dozens of records."""
    done = subprocess.run([sys.executable, "-c", _AT_ONCE], check=False, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()


def _decoded_into(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            kinds = [keyword.value for keyword in node.keywords if keyword.arg == "type"]
            match ast.unparse(node.func):
                case "msgspec.json.decode" | "msgspec.yaml.decode" | "msgspec.convert":
                    yield from [*node.args[1:2], *kinds]
                case "msgspec.json.Decoder":
                    yield from [*node.args[:1], *kinds]


def test_every_type_is_made_ready_before_it_is_decoded_into() -> None:
    bare = [
        f"{file.relative_to(ROOT)}:{kind.lineno}"
        for file in sorted([*ROOT.glob("kg/**/*.py"), *ROOT.glob("extractors/**/*.py")])
        if file.name != "decoding.py"
        for kind in _decoded_into(ast.parse(file.read_text(encoding="utf-8")))
        if not ast.unparse(kind).startswith("ready(")
    ]
    assert bare == []
