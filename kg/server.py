"""A real Neo4j on this machine for people without Docker.

From an installed Neo4j (NEO4J_HOME), or from Maven Central: `mvn` fetches the jars once (about 125 MB,
kg/data/neo4j/pom.xml), and Java starts them. Bolt listens on 127.0.0.1 only, HTTP is off. Programs lie
in the cache folder (`KG_CACHE`, else ~/.cache/ai-industry-kg), data in a folder of their own beside them.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from importlib import resources
from pathlib import Path

import msgspec

from kg.model import NotFound, StoreError

VERSION = "5.26.30"
DEFAULT_PORT = 7687
_START_SECONDS = 180
_STOP_SECONDS = 60
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_CONF = """\
# Written by `kg neo4j start` at each start.
dbms.security.auth_enabled=true
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size=256m
server.memory.heap.max_size=1g
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
"""


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a local server runs, and where. `uri` is what `--store` takes."""

    running: bool
    uri: str
    home: str
    pid: int | None = None
    log: str


def cache_folder() -> Path:
    """Where downloads and the local server's data lie: KG_CACHE, else ~/.cache/ai-industry-kg."""
    given = os.environ.get("KG_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "ai-industry-kg"


class LocalNeo4j:
    """One Neo4j server of this user. It goes on when this process ends; `stop` ends it.

    `home` is an installed Neo4j with a `bin/neo4j`; without it NEO4J_HOME, else the jars from Maven.
    `data` holds databases, logs and settings.
    """

    def __init__(
        self, home: str | Path | None = None, *, port: int = DEFAULT_PORT, data: str | Path | None = None
    ) -> None:
        given = home or os.environ.get("NEO4J_HOME")
        self.installed = Path(given) if given else None
        self.port = port
        self.programs = self.installed or cache_folder() / "neo4j" / VERSION
        self.data = Path(data) if data else cache_folder() / "neo4j" / f"data-{port}"
        self.uri = f"bolt://127.0.0.1:{port}"
        self.log = self.data / "console.log"
        self._pid_file = self.data / "server.pid"
        self._process: subprocess.Popen[bytes] | None = None

    def status(self) -> ServerStatus:
        """What runs now, by the pid file and the process it names."""
        pid = self._pid()
        return ServerStatus(
            running=pid is not None, uri=self.uri, home=str(self.programs), pid=pid, log=str(self.log)
        )

    def fetch(self) -> Path:
        """The folder of jars, fetched through Maven where it is not there yet. Raises StoreError."""
        if self.installed is not None:
            jars = self.installed / "lib"
            if not any(jars.glob("neo4j-server-*.jar")):
                raise NotFound(
                    f"{self.installed} is no Neo4j: it has no lib/neo4j-server-*.jar; set NEO4J_HOME"
                )
            return jars
        jars = self.programs / "lib"
        if (self.programs / "complete").is_file():
            return jars
        maven = _program("mvn", package="maven")
        self.programs.mkdir(parents=True, exist_ok=True)
        pom = self.programs / "pom.xml"
        pom.write_bytes(resources.files("kg").joinpath("data/neo4j/pom.xml").read_bytes())
        command = [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
        command += ["-DincludeScope=runtime", f"-DoutputDirectory={jars}", f"-Dneo4j.version={VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise StoreError(
                f"Maven could not fetch Neo4j {VERSION}: {_last_lines(done.stdout + done.stderr)}\n"
                "Give an installed one by NEO4J_HOME, or use Docker: docker compose up -d neo4j"
            )
        (self.programs / "complete").write_text(VERSION, encoding="utf-8")
        return jars

    def start(self, *, password: str) -> ServerStatus:
        """Start in the background, wait until it answers, and set the password of a new server.

        Does nothing if it runs. The password has 8 characters or more (Neo4j's rule). Raises StoreError if
        Java or Maven is missing, the port is taken, the server does not start, or it has another password.
        """
        if len(password) < 8:
            raise StoreError("Neo4j wants a password of 8 characters or more; set NEO4J_PASSWORD")
        if self._pid() is None:
            self._refuse_taken_port()
            command = self._command()
            with self.log.open("wb") as log:
                process = self._process = subprocess.Popen(
                    command,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            self._pid_file.write_text(str(process.pid), encoding="utf-8")
            self._wait(process)
        self._log_in(password)
        return self.status()

    def run(self) -> int:
        """Run in the foreground until it ends or is interrupted; returns its exit code."""
        if self._pid() is not None:
            raise StoreError(f"a server runs already at {self.uri}; stop it first")
        self._refuse_taken_port()
        process = subprocess.Popen(self._command())
        self._pid_file.write_text(str(process.pid), encoding="utf-8")
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.terminate()
            return process.wait()
        finally:
            self._pid_file.unlink(missing_ok=True)

    def stop(self) -> bool:
        """End the server; False if none runs. Raises StoreError if it does not end."""
        pid = self._pid()
        if pid is None:
            self._pid_file.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while self._pid() is not None:
            if time.monotonic() > deadline:
                raise StoreError(f"Neo4j (process {pid}) does not stop; see {self.log}")
            time.sleep(0.1)
        if self._process is not None:
            self._process.wait()
            self._process = None
        self._pid_file.unlink(missing_ok=True)
        return True

    def _command(self) -> list[str]:
        java = _program("java", package="default-jre")
        jars = self.fetch()
        conf = self.data / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        (conf / "neo4j.conf").write_text(_CONF.format(port=self.port), encoding="utf-8")
        return [
            java,
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENS),
            "-cp",
            f"{jars}/*",
            _MAIN,
            f"--home-dir={self.data}",
            f"--config-dir={conf}",
            "--console-mode",
        ]

    def _refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise StoreError(f"port {self.port} is taken by another program; choose another one (--port)")

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_SECONDS
        while "Started." not in self.log.read_text(encoding="utf-8", errors="replace"):
            if process.poll() is not None:
                self._pid_file.unlink(missing_ok=True)
                raise StoreError(f"Neo4j did not start: {_last_lines(self.log.read_text(errors='replace'))}")
            if time.monotonic() > deadline:
                process.terminate()
                raise StoreError(f"Neo4j did not start within {_START_SECONDS} s; see {self.log}")
            time.sleep(0.2)

    def _log_in(self, password: str) -> None:
        """Try the password, and set it where the server is new and has none yet."""
        import neo4j
        from neo4j import exceptions

        # A wrong password means a new server, or one that was set up with another.
        with (
            contextlib.suppress(exceptions.AuthError),
            neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", password)) as driver,
        ):
            driver.verify_connectivity()
            return
        try:
            with neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", "neo4j")) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password, database_="system"
                )
        except exceptions.AuthError as error:
            raise StoreError(
                f"the server at {self.uri} was set up with another password: give that one by NEO4J_PASSWORD, "
                f"or stop it and delete {self.data} (its graph goes with it)"
            ) from error

    def _pid(self) -> int | None:
        """The process of the pid file, if it lives and is ours; pids are used again after a restart."""
        try:
            pid = int(self._pid_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        if self._process is not None and self._process.poll() is not None:
            return None
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):
            return None
        shown = subprocess.run(
            ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
        )
        return pid if _MAIN in shown.stdout else None


def _program(name: str, *, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StoreError(
            f"{name} is not installed: apt-get install {package} (or the like for your system), "
            "or use Docker instead: docker compose up -d neo4j"
        )
    return found


def _last_lines(text: str, n: int = 5) -> str:
    return "\n".join(text.strip().splitlines()[-n:])
