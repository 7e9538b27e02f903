"""One peer: its server, started and stopped, and the command lines of its clients (../daemons)."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from tools import BIN, HERE, NATIVE, QUIET, Unavailable, last_line, words

START_BOUND = 60
STOP_BOUND = 30
BOUND = 120
NONE = 3


class Peer:
    """A context manager: the server runs within it. Raises Unavailable where it cannot."""

    def __init__(self, name, program="/bin/true", **environment):
        self.name = name
        self.program = words(program)
        self.directory = tempfile.mkdtemp(prefix="peer-")
        self.process = None
        self._environment = {**os.environ, "DIR": self.directory, "PORT": str(free_port()), "BIN": str(BIN), "NATIVE": str(NATIVE), **environment}

    def __enter__(self):
        try:
            self.prepare()
            self.start()
            self._call("finish")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process is not None:
            with contextlib.suppress(Unavailable):
                self._call("undo")
            self._stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def prepare(self):
        """Sees whether its programs are there, and writes its settings."""
        for line in self._call("needs").split():
            program, package = line.rsplit(":", 1)
            if shutil.which(program) is None:
                raise Unavailable(f"no {program.rsplit('/', 1)[-1]} here (Debian: {package})")
        self._call("prepare")

    def start(self):
        """Starts the server and waits until it answers."""
        with open(self.path("output"), "ab") as output:
            self.process = subprocess.Popen(self.daemon(), env=self.environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        end = time.monotonic() + START_BOUND
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.path("output"), "rb") as output:
                    raise Unavailable(f"does not start: {last_line(output.read())}".replace(self.directory, "DIR"))
            time.sleep(0.02)

    def path(self, name):
        """A file in its directory."""
        return os.path.join(self.directory, name)

    def environment(self):
        """That of its server and its clients."""
        return self._environment | dict(line.split("=", 1) for line in self._call("environment").splitlines())

    def daemon(self):
        """The command line of its server."""
        return words(self._call("daemon", *self.program))

    def warm(self):
        """The kind of request that a warm client makes."""
        return words(self._call("warm", *self.program))

    def answers(self):
        """The kind of request that tells that it is up."""
        return words(self._call("answers"))

    def whole(self):
        """A client as a whole process."""
        return words(self._call("whole", *self.program))

    def line(self, function, *arguments):
        """Another command line of it."""
        return words(self._call(function, *arguments))

    def _call(self, function, *arguments):
        environment = self._environment
        if function in ("finish", "undo", "images"):
            environment = self.environment()
        try:
            result = subprocess.run([HERE / "daemons/run", self.name, function, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=BOUND, check=False)
        except subprocess.TimeoutExpired:
            raise Unavailable(f"{function} took longer than {BOUND} s") from None
        if result.returncode == NONE:
            raise Unavailable("—")
        if result.returncode != 0:
            raise Unavailable(f"{function}: {last_line(result.stderr) or result.returncode}".replace(self.directory, "DIR"))
        return result.stdout.decode()

    def _is_ready(self):
        try:
            return subprocess.run([HERE / "daemons/run", self.name, "ready"], env=self.environment(), timeout=BOUND, check=False, **QUIET).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def _stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_BOUND)
        except subprocess.TimeoutExpired:
            pass
        # What it left in the session that was made for it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port():
    """A port of 127.0.0.1 that nothing listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(stack, names, **keywords):
    """Those of the peers that start, by name, until the stack ends; and the reasons of the others."""
    running, reasons = {}, {}
    for name in names:
        try:
            running[name] = stack.enter_context(Peer(name, **keywords))
        except Unavailable as reason:
            reasons[name] = str(reason)
    return running, reasons
