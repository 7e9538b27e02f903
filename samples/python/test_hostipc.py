"""Tests of hostipc.py: python3 -m unittest, in this folder.

They run against a server in this file, which like the client knows docs/protocol.md and nothing else. Where HOSTIPC_TEST_ENDPOINT is set (unix:/path)
the conversations run against the server there as well; it has to allow the shell, and to run commands where these tests run.
"""

import hashlib
import itertools
import json
import os
import queue
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import hostipc
from hostipc import ACCEPTED, ANSWER, EXIT, PING, PONG, QUERY, REJECTED, REQUEST, SIGNAL, STDERR, STDIN, STDOUT

HERE = os.path.dirname(os.path.abspath(__file__))
BOUND = 30
MIB = 1024 * 1024


def frame(kind, payload=b""):
    payload = json.dumps(payload).encode() if isinstance(payload, dict) else payload
    return struct.pack(">B3xI", kind, len(payload)) + payload


class Malformed(Exception):
    pass


class Peer:
    """The server's side of a connection."""

    def __init__(self, connection):
        self.socket = connection
        self.input = connection.makefile("rb")
        self._turn = threading.Lock()

    def send(self, data):
        with self._turn:
            self.socket.sendall(data)

    def receive(self):
        """The next frame, or None at the end."""
        header = self.input.read(8)
        if not header:
            return None
        kind, length = struct.unpack(">B3xI", header)
        longest = {STDIN: 65536, REQUEST: 262144, SIGNAL: 1, PING: 64, QUERY: 4096}.get(kind, -1)
        if header[1:4] != b"\0\0\0" or length > longest:
            raise Malformed(f"header {header.hex()}")
        return kind, self.input.read(length)


class Server:
    """Listens on a socket of its own and gives every connection to a function, on a thread of its own."""

    def __init__(self, serve):
        self._serve = serve
        self._directory = tempfile.TemporaryDirectory(prefix="hostipc-python-")
        path = os.path.join(self._directory.name, "s")
        self.endpoint = "unix:" + path
        self.errors = []
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(path)
        self._listener.listen()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(BOUND)
        self._listener.close()
        self._directory.cleanup()
        if self.errors:
            raise self.errors[0]

    def _accept(self):
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, connection):
        peer = Peer(connection)
        try:
            self._serve(peer)
        except (BrokenPipeError, ConnectionResetError):
            pass
        except BaseException as error:
            self.errors.append(error)
        finally:
            peer.input.close()
            connection.close()


class Command:
    """A command of the fake server: a process, and the threads that feed it and read it."""

    def __init__(self, peer, request):
        self.peer, self.is_open, self.has_ended = peer, request.get("stdin", False), False
        self.feed = queue.Queue()
        self.process = subprocess.Popen(
            request["argv"] if "argv" in request else ["/bin/sh", "-c", request["shell"]], cwd=request.get("cwd", "/"),
            env={"PATH": os.defpath, **request.get("env", {})}, start_new_session=True,
            stdin=subprocess.PIPE if self.is_open else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        peer.send(frame(ACCEPTED, {"id": self.process.pid, "later": [{"a": None}]}))
        outputs = [
            threading.Thread(target=self._relay, args=(STDOUT, self.process.stdout), daemon=True),
            threading.Thread(target=self._relay, args=(STDERR, self.process.stderr), daemon=True)]
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self.waiter = threading.Thread(target=self._wait, args=(outputs, request.get("timeoutMs")), daemon=True)
        for thread in (*outputs, self._feeder, self.waiter):
            thread.start()

    def kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def settle(self):
        self.waiter.join()
        self.feed.put(None)
        self._feeder.join()

    def _relay(self, kind, pipe):
        try:
            while data := pipe.read(65536):
                self.peer.send(frame(kind, data))
        except OSError:
            self.kill()
        pipe.close()

    # Input and pings in one queue: a pong says that all input before it was taken, or thrown away.
    def _feed(self):
        pipe = self.process.stdin
        while (item := self.feed.get()) is not None:
            kind, data = item
            try:
                if kind == PING:
                    self.peer.send(frame(PONG, data))
                elif not data:
                    pipe.close()
                while kind == STDIN and data and not pipe.closed and not self.has_ended:
                    data = data[pipe.write(data):]
            except OSError:
                pipe.close()
        if pipe:
            pipe.close()

    def _wait(self, outputs, timeout):
        began, timed_out = time.monotonic(), False
        try:
            code = self.process.wait(timeout / 1000 if timeout else None)
        except subprocess.TimeoutExpired:
            timed_out = True
            os.killpg(self.process.pid, signal.SIGTERM)
            code = self.process.wait()
        self.has_ended = True
        for thread in outputs:
            thread.join()
        try:
            self.peer.send(frame(EXIT, {
                **({"code": code} if code >= 0 else {"signal": -code}), "timedOut": timed_out, "elapsedMs": int((time.monotonic() - began) * 1000),
                "userMs": 0, "systemMs": 0, "maxRssKiB": 0, "later": {}}))
        except OSError:
            pass


class FakeServer(Server):
    """The conversation of the document: strict with the client, and it counts what the client has under way."""

    def __init__(self):
        super().__init__(self._converse)
        self.most_under_way = 0

    def _converse(self, peer):
        if peer.input.readline() != hostipc.PREFACE:
            raise AssertionError("no preface")
        peer.send(hostipc.PREFACE)
        command = None
        try:
            while received := peer.receive():
                command = self._take(peer, command, *received)
        except Malformed as fault:
            self.errors.append(fault)
            peer.send(frame(REJECTED, {"reason": "malformed", "message": str(fault)}))
        finally:
            if command:
                command.kill()
                command.settle()

    def _take(self, peer, command, kind, payload):
        runs = command is not None and not command.has_ended
        if kind == REQUEST:
            if command is not None:
                command.settle()  # its exit was sent a moment before this thread is told
            return self._start(peer, json.loads(payload))
        if kind == PING:
            if command:
                command.feed.put((PING, payload))  # also when it has ended: pongs keep their order
            else:
                peer.send(frame(PONG, payload))
        elif kind == QUERY:
            what = json.loads(payload)["what"]
            peer.send(frame(ANSWER, {"version": "0.1.0", "peer": "unix", "later": 1} if what == "status" else
                            {"shell": True, "commands": [{"name": "disk", "description": "space\tleft", "later": 1}, {"name": "up"}]}))
        elif command is None:
            raise Malformed(f"a frame of type {kind} before the first request")
        elif kind == SIGNAL:
            if runs:
                os.killpg(command.process.pid, payload[0])
        elif runs:
            if not command.is_open:
                raise Malformed("input that was not asked for")
            command.is_open = bool(payload)
            command.feed.put((STDIN, payload))
            self.most_under_way = max(self.most_under_way, sum(len(item[1]) for item in list(command.feed.queue) if item and item[0] == STDIN))
        return command

    def _start(self, peer, request):
        unknown = set(request) - {"argv", "shell", "cwd", "env", "timeoutMs", "stdin"}
        if unknown or ("argv" in request) == ("shell" in request):
            raise Malformed(f"request {request}")
        reason = None
        if any(name.startswith("LD_") or name == "PATH" for name in request.get("env", {})) or not os.path.isdir(request.get("cwd", "/")):
            reason = "bad-arguments"
        else:
            try:
                return Command(peer, request)
            except FileNotFoundError:
                reason = "not-found"
            except PermissionError:
                reason = "not-executable"
        peer.send(frame(REJECTED, {"reason": reason, "message": "because", "later": None}))
        return None


class Conversations:
    """What holds for any server. endpoint is set by who inherits."""

    def connect(self):
        return hostipc.Connection(self.endpoint)

    def run_here(self, connection, *args, **kwargs):
        """Result, standard output, standard error."""
        out, err = [], []
        result = connection.run(*args, stdout=out.append, stderr=err.append, **kwargs)
        return result, b"".join(out), b"".join(err)

    def program(self, *args, stdin=subprocess.DEVNULL, **kwargs):
        return subprocess.run(
            [sys.executable, os.path.join(HERE, "hostipc.py"), "--endpoint", self.endpoint, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=BOUND, **({"stdin": stdin} if "input" not in kwargs else {}), **kwargs)

    def test_exit_codes(self):
        with self.connect() as connection:
            for code in (0, 1, 3, 255):
                self.assertEqual(connection.run(["sh", "-c", f"exit {code}"]).exit_code, code)
            self.assertEqual(connection.run(["sh", "-c", "kill -9 $$"]).exit_code, 137)

    def test_streams_are_apart_and_in_order(self):
        lines = b"".join(b"%d\n" % number for number in range(2000))
        with self.connect() as connection:
            _, out, err = self.run_here(connection, shell="for i in $(seq 0 1999); do echo $i; echo $i >&2; done")
            self.assertEqual((out, err), (lines, lines))

    def test_long_output(self):
        with self.connect() as connection:
            _, out, _ = self.run_here(connection, ["head", "-c", str(8 * MIB), "/dev/zero"])
            self.assertEqual(out, bytes(8 * MIB))

    def test_long_input_comes_back_equal(self):
        data = os.urandom(8 * MIB)
        with self.connect() as connection, tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            result, out, _ = self.run_here(connection, ["cat"], stdin=file.fileno())
            self.assertEqual(result.exit_code, 0)
            self.assertEqual(hashlib.sha256(out).digest(), hashlib.sha256(data).digest())

    def test_input_that_nobody_reads(self):
        with self.connect() as connection, open("/dev/zero", "rb") as endless:
            for _ in range(5):
                self.assertEqual(connection.run(["true"], stdin=endless.fileno()).exit_code, 0)
            self.assertEqual(connection.run(["sleep", "0.3"], stdin=endless.fileno()).exit_code, 0)
            self.assertEqual(connection.run(shell="exec <&-; sleep 0.3; exit 4", stdin=endless.fileno()).exit_code, 4)
            connection.ping()

    def test_signals(self):
        with self.connect() as connection:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
                connection.signal(number)  # waits until the command has been started
                self.assertEqual(connection.run(["sleep", "100"]).exit_code, 128 + number)

    def test_a_signal_is_heard_while_input_is_not_read(self):
        with self.connect() as connection, open("/dev/zero", "rb") as endless:
            threading.Timer(0.5, connection.signal, [signal.SIGTERM]).start()
            self.assertEqual(connection.run(["sleep", "100"], stdin=endless.fileno()).exit_code, 143)

    def test_a_signal_is_heard_whatever_the_pieces_of_the_input(self):
        for size in (1, 7, 1000, 4095, 16385, 40000):
            with self.subTest(size=size), self.connect() as connection:
                read, write = os.pipe()
                over = threading.Event()

                def pieces():
                    try:
                        sent = 0
                        while not over.is_set() and sent < 100 * 65536:
                            sent += os.write(write, bytes(size))
                            if size < 16 and sent > 400:
                                over.wait(BOUND)  # a few hundred pieces are more than the pings that may be unanswered
                    except BrokenPipeError:
                        pass

                writer = threading.Thread(target=pieces, daemon=True)
                writer.start()
                began = time.monotonic()
                timer = threading.Timer(0.7, connection.signal, [signal.SIGTERM])
                timer.start()
                self.assertEqual(connection.run(["sleep", "30"], stdin=read).exit_code, 143)
                self.assertLess(time.monotonic() - began, 20)
                over.set()
                os.close(read)
                writer.join(BOUND)
                os.close(write)
                timer.cancel()
                self.assertEqual(connection.run(["true"]).exit_code, 0)

    def test_input_in_odd_pieces_comes_back_equal(self):
        data = os.urandom(300_000)
        with self.connect() as connection:
            read, write = os.pipe()

            def pieces():
                position = 0
                for size in itertools.cycle((1, 2, 3, 16383, 1, 4097, 16385)):
                    if position >= len(data):
                        break
                    position += os.write(write, data[position:position + size])
                os.close(write)

            writer = threading.Thread(target=pieces, daemon=True)
            writer.start()
            result, out, _ = self.run_here(connection, ["cat"], stdin=read)
            writer.join(BOUND)
            os.close(read)
            self.assertEqual((result.exit_code, hashlib.sha256(out).digest()), (0, hashlib.sha256(data).digest()))

    def test_a_timeout(self):
        with self.connect() as connection:
            self.assertEqual(connection.run(["sleep", "100"], timeoutMs=200).exit_code, 124)

    def test_rejections_leave_the_connection_usable(self):
        rejected = [
            (dict(argv=["/no/such/program"]), "not-found", 127), (dict(argv=["no-such-program"]), "not-found", 127), (dict(argv=["/etc/passwd"]), "not-executable", 126),
            (dict(argv=["true"], cwd="/no/such/directory"), "bad-arguments", 2), (dict(argv=["true"], env={"LD_PRELOAD": "x"}), "bad-arguments", 2)]
        with self.connect() as connection:
            for request, reason, code in rejected:
                with self.assertRaises(hostipc.Rejected) as caught:
                    connection.run(**request)
                self.assertEqual((caught.exception.reason, caught.exception.exit_code, caught.exception.final), (reason, code, False))
                self.assertEqual(connection.run(["true"]).exit_code, 0)

    def test_settings(self):
        with self.connect() as connection:
            _, out, _ = self.run_here(connection, shell="pwd; echo $GREETING; cat", cwd="/tmp", env={"GREETING": "grüß\u00a0dich"})
            self.assertEqual(out.decode(), "/tmp\ngrüß\u00a0dich\n")

    def test_one_after_the_other_on_one_connection(self):
        with self.connect() as connection:
            for number in range(100):
                _, out, _ = self.run_here(connection, shell=f"echo {number}")
                self.assertEqual(out, b"%d\n" % number)
                connection.ping()

    def test_status(self):
        with self.connect() as connection:
            self.assertTrue(connection.query("status")["version"])
            self.assertIs(connection.query("commands")["shell"], True)

    def test_program(self):
        done = self.program("run", "-c", "cat; echo oh >&2; exit 7", input=b"a\0b\xff")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, b"a\0b\xff", b"oh\n"))
        self.assertEqual(self.program("run", "--cwd", "/tmp", "--env", "A=b=c", "--", "sh", "-c", 'pwd; echo "$A" $1', "-c", "x").stdout, b"/tmp\nb=c x\n")
        self.assertEqual(self.program("run", "--timeout", "0.2", "sleep", "100").returncode, 124)
        self.assertEqual(self.program("run", "no-such-program").returncode, 127)
        self.assertEqual(self.program("run", "/etc/passwd").returncode, 126)
        self.assertEqual(self.program("run", "-c", "kill -9 $$").returncode, 137)
        self.assertEqual(self.program("ping").returncode, 0)
        self.assertEqual(self.program("list").returncode, 0)
        for wrong in (["run"], ["run", "-c", "ls", "ls"], ["run", "--cwd", "tmp", "ls"], ["run", "--env", "A", "ls"], ["run", b"\xff"], []):
            self.assertEqual(self.program(*wrong).returncode, 2, wrong)

    def test_program_without_descriptors(self):
        done = subprocess.run(["sh", "-c", 'exec "$0" "$@" <&-', sys.executable, os.path.join(HERE, "hostipc.py"), "--endpoint", self.endpoint, "run", "echo", "x"],
                              stdout=subprocess.PIPE, timeout=BOUND)
        self.assertEqual((done.returncode, done.stdout), (0, b"x\n"))

    def test_program_whose_output_is_closed(self):
        with subprocess.Popen([sys.executable, os.path.join(HERE, "hostipc.py"), "--endpoint", self.endpoint, "run", "yes"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            self.assertEqual(process.stdout.read(4), b"y\ny\n")
            process.stdout.close()
            self.assertEqual(process.wait(BOUND), 141)

    def test_program_that_is_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            with subprocess.Popen([sys.executable, os.path.join(HERE, "hostipc.py"), "--endpoint", self.endpoint, "run", "-c", "echo up; exec sleep 100"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
                self.assertEqual(process.stdout.readline(), b"up\n")
                process.send_signal(number)
                self.assertEqual(process.wait(BOUND), 128 + number)


class FakeServerTests(Conversations, unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        self.endpoint = self.server.endpoint

    def tearDown(self):
        with self.server:
            pass
        self.assertLessEqual(self.server.most_under_way, hostipc.WINDOW)


@unittest.skipUnless(os.environ.get("HOSTIPC_TEST_ENDPOINT"), "HOSTIPC_TEST_ENDPOINT is not set")
class RealServerTests(Conversations, unittest.TestCase):
    endpoint = os.environ.get("HOSTIPC_TEST_ENDPOINT")

    def converse(self, *sent):
        """Sends bytes, stops sending, and reads to the end: the types and payloads that came. None in sent waits for accepted, a second one for exit."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(BOUND)
            connection.connect(self.endpoint[len("unix:"):])
            source, received = connection.makefile("rb"), []
            with source:
                for data in sent:
                    if data is not None:
                        connection.sendall(data)
                    while data is None and (not received or received[-1][0] not in (ACCEPTED, EXIT, REJECTED, PONG, ANSWER)):
                        received.append(self.receive(source))
                    if data is None:
                        received.append((None, b""))
                connection.shutdown(socket.SHUT_WR)
                while got := self.receive(source):
                    received.append(got)
            return [one for one in received if one[0] is not None]

    @staticmethod
    def receive(source):
        header = source.read(8)
        if header == hostipc.PREFACE[:8]:
            source.read(2)
            header = source.read(8)
        if not header:
            return None
        kind, length = struct.unpack(">B3xI", header)
        return kind, source.read(length)

    def test_the_table_of_states(self):
        run = frame(REQUEST, {"argv": ["sleep", "1"], "stdin": True})
        closed = frame(REQUEST, {"argv": ["sleep", "1"]})
        done = frame(REQUEST, {"argv": ["true"]})
        done_open = frame(REQUEST, {"argv": ["true"], "stdin": True})
        # Where each state is reached: what is sent first, and whether the next frame waits for an answer.
        states = {"fresh": [], "idle, was closed": [done, None, None], "idle, was open": [done_open, None, None], "open": [run, None], "closed": [closed, None]}
        frames = {
            "request": (done, {"open", "closed"}),
            "stdin": (frame(STDIN, b"x"), {"fresh", "idle, was closed", "closed"}),
            "stdin, empty": (frame(STDIN), {"fresh", "idle, was closed", "closed"}),
            "signal": (frame(SIGNAL, b"\x0f"), {"fresh"}),
            "signal 0": (frame(SIGNAL, b"\0"), set(states)),
            "signal 65": (frame(SIGNAL, b"\x41"), set(states)),
            "ping": (frame(PING, b"abc"), set()),
            "query": (frame(QUERY, {"what": "status"}), set()),
            "unknown query": (frame(QUERY, {"what": "everything"}), set(states)),
            "JSON": (frame(REQUEST, b"{"), set(states)),
            "unknown member": (frame(REQUEST, {"argv": ["true"], "timeout": 1}), set(states)),
            "padding": (b"\x16\0\0\1\0\0\0\0", set(states)),
            "length": (struct.pack(">B3xI", PING, 65), set(states)),
            "huge": (struct.pack(">B3xI", REQUEST, 0xffffffff), set(states)),
            **{f"type {kind}": (frame(kind, b""), set(states)) for kind in (1, 2, 3, 15, 18, 19, 20, 21, 23, 25, 26, 255)},
        }
        for state, first in states.items():
            for name, (data, malformed_in) in frames.items():
                with self.subTest(state=state, frame=name):
                    # An answer is waited for: with input open, the end of what is sent ends the conversation, and what was not yet sent back with it.
                    answered = [None] if name in ("ping", "query") else []
                    received = self.converse(hostipc.PREFACE, *first, data, *answered)
                    is_malformed = received[-1:] and received[-1][0] == REJECTED and json.loads(received[-1][1])["reason"] == "malformed"
                    self.assertEqual(bool(is_malformed), state in malformed_in, received)
                    if name in ("ping", "query"):
                        self.assertIn(PONG if name == "ping" else ANSWER, [kind for kind, _ in received])

    def test_half_close(self):
        kinds = [kind for kind, _ in self.converse(hostipc.PREFACE, frame(REQUEST, {"shell": "sleep 0.3; echo x"}))]
        self.assertEqual(kinds, [ACCEPTED, STDOUT, EXIT])
        kinds = [kind for kind, _ in self.converse(hostipc.PREFACE, frame(REQUEST, {"shell": "cat; sleep 0.3; echo x", "stdin": True}) + frame(STDIN, b"y") + frame(STDIN))]
        self.assertEqual(kinds, [ACCEPTED, STDOUT, STDOUT, EXIT])
        began = time.monotonic()
        self.assertNotIn(EXIT, [kind for kind, _ in self.converse(hostipc.PREFACE, frame(REQUEST, {"argv": ["sleep", "100"], "stdin": True}) + frame(STDIN, b"y"))])
        self.assertNotIn(EXIT, [kind for kind, _ in self.converse(hostipc.PREFACE, frame(REQUEST, {"argv": ["sleep", "100"]}) + b"\x16\0")])
        self.assertLess(time.monotonic() - began, BOUND)

    def test_another_version(self):
        received = self.converse(b"HOSTIPC/2\n")
        self.assertEqual([(kind, json.loads(payload)["reason"]) for kind, payload in received], [(REJECTED, "malformed")])


class FaultTests(unittest.TestCase):
    """A server that is not there, or not what it should be: an error in time, and never a hang."""

    def fails(self, answer, act, error=hostipc.HostIpcError, after=b""):
        """answer is sent when the client's first frame is there, after behind it."""
        def serve(peer):
            peer.input.readline()
            if answer.startswith(hostipc.PREFACE):
                peer.send(hostipc.PREFACE)
                peer.receive()
            peer.send(answer[len(hostipc.PREFACE):] if answer.startswith(hostipc.PREFACE) else answer)
        with Server(serve) as server, self.assertRaises(error) as caught:
            with hostipc.Connection(server.endpoint, timeout=5) as connection:
                act(connection)
        return caught.exception

    def run_fails(self, *frames, error=hostipc.HostIpcError):
        return self.fails(hostipc.PREFACE + b"".join(frames), lambda connection: connection.run(["x"]), error)

    def test_no_server(self):
        with tempfile.TemporaryDirectory() as directory, self.assertRaises(hostipc.HostIpcError):
            hostipc.Connection(f"unix:{directory}/none")

    def test_silence(self):
        done = threading.Event()
        with Server(lambda peer: done.wait(BOUND)) as server:
            began = time.monotonic()
            with self.assertRaises(hostipc.HostIpcError):
                hostipc.Connection(server.endpoint, timeout=0.2)
            self.assertLess(time.monotonic() - began, 5)
            done.set()

    def test_another_preface(self):
        for line in (b"", b"HTTP/1.1 400\r\n", b"HOSTIPC/2\n", b"HOSTIPC/1\r\n", bytes(100_000)):
            self.fails(line, lambda connection: None)

    def test_busy_in_place_of_the_preface(self):
        self.assertEqual(self.fails(b"hostipc: busy\n", lambda connection: None, hostipc.Rejected).reason, "busy")

    def test_busy_behind_the_preface(self):
        def serve(peer):
            peer.input.readline()
            peer.send(hostipc.PREFACE + frame(REJECTED, {"reason": "busy", "message": "too many", "final": True}))
        with Server(serve) as server, hostipc.Connection(server.endpoint) as connection:
            with self.assertRaises(hostipc.Rejected) as caught:
                connection.run(["true"])
            self.assertEqual((caught.exception.exit_code, caught.exception.final), (125, True))

    def test_reasons(self):
        for reason, code in {"denied": 126, "not-executable": 126, "not-found": 127, "bad-arguments": 2, "busy": 125, "shutting-down": 125, "malformed": 125,
                             "failed": 125, "of-a-later-version": 125}.items():
            self.assertEqual(self.run_fails(frame(REJECTED, {"reason": reason}), error=hostipc.Rejected).exit_code, code)

    def test_failed_after_accepted(self):
        self.run_fails(frame(ACCEPTED, {"id": 1}), frame(STDOUT, b"x"), frame(REJECTED, {"reason": "failed", "message": "m"}), error=hostipc.Rejected)

    def test_frames_that_are_none(self):
        accepted = frame(ACCEPTED, {"id": 1})
        for wrong in (b"", b"\x14\0\0", accepted[:-1], b"\x14\0\1\0\0\0\0\0", struct.pack(">B3xI", EXIT, 65537), struct.pack(">B3xI", STDOUT, 0xffffffff), frame(21, b"\0\0\0\0"),
                      frame(STDIN, b"x"), frame(99)):
            self.run_fails(wrong)
            self.run_fails(accepted, wrong)

    def test_frames_out_of_place(self):
        accepted, ended = frame(ACCEPTED, {"id": 1}), frame(EXIT, {"code": 0})
        for frames in ([ended], [frame(STDOUT, b"x"), accepted], [accepted, accepted], [accepted, frame(PONG, b"x"), ended], [frame(ANSWER, {})]):
            self.run_fails(*frames)

    def test_json_that_is_none(self):
        accepted = frame(ACCEPTED, {"id": 1})
        for wrong in (b"", b"[]", b"{", b"\xff", b"{}", b'{"code":0,"signal":9}', b'{"code":"0"}', b"[" * 60000):
            self.run_fails(accepted, frame(EXIT, wrong))

    def test_never_more_under_way_than_the_window(self):
        frames, full = [], threading.Event()

        def serve(peer):
            peer.send(peer.input.readline())
            peer.receive()
            peer.send(frame(ACCEPTED, {"id": 1}))
            sent = 0
            while sent < hostipc.WINDOW:
                frames.append(peer.receive())
                sent += len(frames[-1][1]) if frames[-1][0] == STDIN else 0
            frames.append(peer.receive())
            full.set()
            frames.append(peer.receive())  # no pong was sent: the next frame is no input
            position = [payload for kind, payload in frames if kind == PING]
            peer.send(b"".join(frame(PONG, payload) for payload in position))
            frames.append(peer.receive())
            peer.send(frame(EXIT, {"code": 0}))
            peer.socket.shutdown(socket.SHUT_WR)
            while peer.receive():
                pass

        with Server(serve) as server, open("/dev/zero", "rb") as endless:
            with hostipc.Connection(server.endpoint) as connection:
                threading.Thread(target=lambda: full.wait(BOUND) and connection.signal(10)).start()
                self.assertEqual(connection.run(["x"], stdin=endless.fileno()).exit_code, 0)
        kinds = [kind for kind, _ in frames]
        self.assertEqual(kinds, [STDIN, PING] * 4 + [SIGNAL, STDIN])
        self.assertEqual([struct.unpack(">Q", payload)[0] for kind, payload in frames if kind == PING], [16384, 32768, 49152, 65536])


if __name__ == "__main__":
    unittest.main()
