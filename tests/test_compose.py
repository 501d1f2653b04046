"""docker-compose.yml: its syntax, what it opens to whom, and that .env.example names what it asks for."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
#: $$ is a dollar of the container's own shell; $NAME and ${NAME...} are filled in by compose.
VARIABLE = re.compile(r"(?<!\$)\$(?:\{(\w+)(:?[-?+][^}]*)?\}|(\w+))")


@pytest.fixture(scope="module")
def neo4j() -> dict[str, Any]:
    service: dict[str, Any] = yaml.safe_load(TEXT)["services"]["neo4j"]
    return service


def test_the_image_is_the_version_that_is_tested(neo4j: dict[str, Any]) -> None:
    from kg.server import VERSION

    assert neo4j["image"] == f"neo4j:{'.'.join(VERSION.split('.')[:2])}-community"


def test_every_port_is_bound_to_this_machine(neo4j: dict[str, Any]) -> None:
    assert neo4j["ports"]
    assert all(port.startswith("127.0.0.1:") for port in neo4j["ports"])
    assert {port.rsplit(":", 1)[1] for port in neo4j["ports"]} == {"7687", "7474"}


def test_the_password_must_be_set(neo4j: dict[str, Any]) -> None:
    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?[^}]+\}", neo4j["environment"]["NEO4J_AUTH"])
    assert re.search(r"^NEO4J_PASSWORD=$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_health_check_asks_over_bolt_with_the_password(neo4j: dict[str, Any]) -> None:
    kind, command = neo4j["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    assert command.startswith("cypher-shell ")
    # The shell in the container must see a dollar and a name that the container has.
    (name,) = re.findall(r"\$\$\{(\w+)\}", command)
    assert neo4j["environment"][name] == "${NEO4J_PASSWORD}"
    assert not VARIABLE.search(command)
    assert {"interval", "timeout", "retries", "start_period"} <= neo4j["healthcheck"].keys()


def test_only_settings_are_named_as_settings(neo4j: dict[str, Any]) -> None:
    """The image turns NEO4J_a_b__c into the setting a.b_c and refuses to start with one it does not know."""
    known = {"server.memory.heap.max_size", "server.memory.pagecache.size", "dbms.usage_report.enabled"}
    given = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")
        for name in neo4j["environment"]
        if name.startswith("NEO4J_") and name != "NEO4J_AUTH"
    }
    assert given == known


def test_data_lie_in_named_volumes(neo4j: dict[str, Any]) -> None:
    named = {volume.split(":")[0] for volume in neo4j["volumes"]}
    assert named == yaml.safe_load(TEXT)["volumes"].keys()
    assert {volume.split(":")[1] for volume in neo4j["volumes"]} == {"/data", "/logs"}


def test_variables_are_whole() -> None:
    """Every dollar begins a variable or is doubled; what has no default is in .env.example."""
    rest = VARIABLE.sub("", TEXT.replace("$$", ""))
    assert "$" not in rest
    needed = {
        braced or bare for braced, default, bare in VARIABLE.findall(TEXT) if not default.startswith(":-")
    }
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert needed <= listed


def test_docker_reads_it(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    plugin = docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False)
    if not docker or not plugin or plugin.returncode:
        pytest.skip("docker with its compose plugin is not installed")
    env = tmp_path / "env"
    env.write_text("NEO4J_PASSWORD=long-enough-1\n", encoding="utf-8")
    command = [
        docker,
        "compose",
        "--env-file",
        str(env),
        "-f",
        str(ROOT / "docker-compose.yml"),
        "config",
        "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
