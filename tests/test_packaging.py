"""The wheel: what is in it, how large it is, and that it works away from the checkout."""

import subprocess
import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("kg", "extractors")
#: What the language models of the wheel may weigh together: 58 MB are the two encoders, 7 MB the vectors of pieces.
MODELS_BYTES = 85_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", ".", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--quiet", "-w", str(folder)], cwd=ROOT, check=True, timeout=300
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, zipfile.ZipInfo]:
    with zipfile.ZipFile(wheel) as opened:
        return {info.filename: info for info in opened.infolist()}


def test_every_file_of_the_packages_is_in_the_wheel(contents: dict[str, zipfile.ZipInfo]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in contents if ".dist-info/" not in name}
    assert packed == ours
    for kind in (
        ".yaml",
        ".jsonl",
        ".j2",
        ".js",
        ".css",
        ".html",
        ".xml",
        ".md",
        "py.typed",
        "model",
        ".cfg",
    ):
        assert any(name.endswith(kind) for name in packed), kind


def test_the_wheel_brings_licence_notice_and_command(
    wheel: Path, contents: dict[str, zipfile.ZipInfo]
) -> None:
    names = [name.partition(".dist-info/")[2] for name in contents if ".dist-info/" in name]
    assert {"licenses/LICENSE", "licenses/NOTICE", "entry_points.txt"} <= set(names)
    with zipfile.ZipFile(wheel) as opened:
        (points,) = [name for name in contents if name.endswith("entry_points.txt")]
        text = opened.read(points).decode()
    assert "kg = kg.cli:main" in text
    assert "frames = extractors.news:NewsExtractor" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_language_has_its_model_in_the_wheel(contents: dict[str, zipfile.ZipInfo], lang: str) -> None:
    assert f"extractors/models/{lang}_news/meta.json" in contents


def test_the_models_are_small(contents: dict[str, zipfile.ZipInfo]) -> None:
    models = [info for name, info in contents.items() if name.startswith("extractors/models/")]
    assert 1_000_000 < sum(info.compress_size for info in models) < MODELS_BYTES


def test_the_extractor_is_found_through_its_entry_point() -> None:
    (frames,) = [point for point in entry_points(group="kg.extractors") if point.name == "frames"]
    assert frames.value == "extractors.news:NewsExtractor"


_AWAY = """
import sys
from pathlib import Path
import kg
from extractors import nlp
from extractors.news import NewsExtractor
from kg.model import Article
for package in (kg, nlp):
    assert Path(package.__file__).is_relative_to(sys.argv[1]), package.__file__
for lang, text in (("en", "Microsoft holds about 27 percent of OpenAI."), ("zh", "微软持有OpenAI约27%的股份。")):
    claims = NewsExtractor().extract(Article(id=lang, text=text, lang=lang))
    print(lang, *((claim.relation, claim.percent) for claim in claims))
"""


@pytest.mark.model
def test_the_installed_wheel_reads_both_languages(wheel: Path, tmp_path: Path) -> None:
    """Installed into a folder of its own, run from elsewhere: models and data come with it."""
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--quiet"]
    subprocess.run([*command, "--target", str(site), str(wheel)], check=True, timeout=300)
    run = subprocess.run(
        [sys.executable, "-c", _AWAY, str(site)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["en ('HOLDS_STAKE_IN', 27.0)", "zh ('HOLDS_STAKE_IN', 27.0)"]
