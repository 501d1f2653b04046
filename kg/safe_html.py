"""What every page that we write does with what strangers wrote: text without what HTML cannot hold, JSON that no parser
can leave, and a policy that lets run only our own scripts."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without control characters and halves of characters, which HTML cannot hold."""
    return _SURROGATES.sub("\ufffd", re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text))


def data_block(value: object) -> str:
    """JSON that no HTML parser can leave: `<`, `>`, `&` and the line separators of JavaScript are escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return _SURROGATES.sub("\ufffd", text)


def policy(scripts: Sequence[str], style: str) -> str:
    """The content security policy of a page: these scripts and this style by their hashes, and no request to anywhere."""

    def source(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    allowed = " ".join(source(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {source(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def write_html(path: Path | str, html: str) -> Path:
    """Write a page as UTF-8 with plain line ends, whatever the system's habits are."""
    path = Path(path)
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
