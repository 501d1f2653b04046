"""`.ci/tools`: what it installs, how, and what it says where it cannot. And that `make` and `.ci/run` are as told."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".ci" / "tools"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine on which almost nothing is installed: the folder of its programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "env", "python3"):
        (programs / name).symlink_to(str(shutil.which(name)))
    return programs


def put(programs: Path, name: str, says: str = "") -> None:
    """A program that writes its name and arguments into a log, and `says` to stdout."""
    log = programs.parent / "log"
    program = programs / name
    program.write_text(
        f'#!{shutil.which("bash")}\necho "{name} $*" >> {log}\n'
        f'[ "{name}" = sudo ] && exec "$@"\n[ -z "{says}" ] || echo "{says}"\nexit 0\n',
        encoding="utf-8",
    )
    program.chmod(0o755)


def run(
    programs: Path, *words: str, **environment: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    done = subprocess.run(
        [TOOLS, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": str(programs), **environment},
    )
    log = programs.parent / "log"
    return done, log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.mark.parametrize("user", ["0", "1000"], ids=["root", "user"])
def test_everything_missing_is_installed(machine: Path, user: str) -> None:
    for name, says in (("id", user), ("apt-get", ""), ("sudo", "")):
        put(machine, name, says)
    done, log = run(machine)
    assert done.returncode == 0
    calls = [line for line in log if line.startswith("apt-get")]
    assert calls[0].startswith("apt-get update")
    assert calls[1].endswith(
        "--no-install-recommends chromium fontconfig fonts-noto-cjk procps default-jre-headless maven"
    )
    assert any(line.startswith("sudo") for line in log) == (user != "0")


def test_nothing_missing_calls_nothing(machine: Path) -> None:
    for name in ("chromium", "ps", "java", "mvn", "apt-get"):
        put(machine, name)
    put(machine, "fc-list", "Noto Sans CJK SC")
    done, log = run(machine)
    assert (done.returncode, done.stderr) == (0, "")
    assert not any(line.startswith("apt-get") for line in log)


def test_a_given_server_needs_neither_java_nor_maven(machine: Path) -> None:
    for name, says in (("id", "0"), ("apt-get", "")):
        put(machine, name, says)
    _, log = run(machine, NEO4J_TEST_URI="bolt://127.0.0.1:7687", KG_CHROMIUM=str(machine / "bash"))
    assert log[-1].endswith("fontconfig fonts-noto-cjk procps")


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)], ids=["ci", "developer"])
def test_what_cannot_be_installed_is_named(machine: Path, ci: str, code: int) -> None:
    put(machine, "id", "1000")
    done, _ = run(machine, CI=ci)
    assert done.returncode == code
    assert "missing, and not to be installed from here: chromium" in done.stderr


def test_make_tells_what_it_can_do() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = {line.split()[1] for line in told.splitlines() if line.startswith("make ")}
    assert named == {"demo", "test", "check", "bench", "models", "clean"}


def test_make_without_a_new_enough_python(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        ["make", "demo", "PYTHON="], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode != 0
    assert "Python 3.11 or later is needed" in done.stderr


def test_ci_runs_make_test_and_ends_with_its_last_line() -> None:
    words = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert words[-1] == "make --no-print-directory test"
    assert "export CI=true" in words
    plan = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "-m pytest" in plan[-1]
