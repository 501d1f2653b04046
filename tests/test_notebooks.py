"""The notebooks run from top to bottom, offline, and show graphs and tables."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]
#: Runs first in every kernel: whoever asks for another machine fails.
OFFLINE = """
import socket
def _refuse(*address, **_):
    raise AssertionError(f"a notebook asks for the network: {address}")
socket.getaddrinfo = socket.create_connection = _refuse
"""


def outputs(notebook: Any, kind: str) -> list[str]:
    """All outputs of that MIME type."""
    return [
        output["data"][kind]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if kind in output.get("data", {})
    ]


def test_there_are_notebooks() -> None:
    assert IDS == ["01_quickstart", "02_cypher_and_pandas"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_outputs_are_stripped(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.model
@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_a_notebook_runs_and_shows_itself(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE, id="offline"))
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    shown = outputs(notebook, "text/html")
    tables = [html for html in shown if "<table" in html and "<td>" in html]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    spoken = [output for cell in code for output in cell.outputs if output.get("name") == "stderr"]
    assert len(tables) >= 4, "its tables show themselves"
    assert ("<iframe srcdoc=" in "".join(shown)) == path.stem.startswith("01")
    assert spoken == [], "nothing warns"
    assert [file.suffix for file in tmp_path.iterdir()] == [], "and nothing is left behind"
