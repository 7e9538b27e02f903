#!/usr/bin/env python3
"""A client of HostIpc, written from docs/protocol.md alone: Python 3.8 or later and its standard library.

hostipc.py [--endpoint unix:/path] run [--cwd D] [--env K=V]... [--timeout SECONDS] (-c LINE | [--] COMMAND [ARG...])
hostipc.py [--endpoint unix:/path] ping
hostipc.py [--endpoint unix:/path] list
"""

import argparse
import collections
import json
import os
import re
import select
import signal
import socket
import struct
import sys
import threading

PREFACE = b"HOSTIPC/1\n"
STDIN, STDOUT, STDERR, REQUEST, SIGNAL, EXIT, REJECTED, ACCEPTED = 0, 1, 2, 16, 17, 18, 19, 20
PING, PONG, QUERY, ANSWER = 22, 23, 24, 25
LONGEST = {STDOUT: 65536, STDERR: 65536, EXIT: 65536, REJECTED: 65536, ACCEPTED: 65536, PONG: 64, ANSWER: 16 * 1024 * 1024}
PING_EVERY, WINDOW = 16384, 65536  # the window is a multiple of the interval
EXIT_CODES = {"denied": 126, "not-executable": 126, "not-found": 127, "bad-arguments": 2}


class HostIpcError(Exception):
    """No server, a broken connection, or something that is not the protocol. The connection is over."""

    exit_code = 125


class Rejected(HostIpcError):
    """The request was not, or could not be, run. The connection may be used again, unless final says that the server closes it."""

    def __init__(self, reason, message="", final=False):
        super().__init__(f"{reason}: {message}" if message else reason)
        self.reason = reason
        self.final = final
        self.exit_code = EXIT_CODES.get(reason, 125)


class Result(dict):
    """The members of an exit frame."""

    @property
    def exit_code(self):
        if self.get("timedOut"):
            return 124
        return 128 + self["signal"] if "signal" in self else self["code"]


class Connection:
    """A connection in frames: one command at a time, any number one after the other."""

    def __init__(self, endpoint="unix:/ipc/hostipc.sock", timeout=10.0):
        if not endpoint.startswith("unix:"):
            raise HostIpcError(f"{endpoint}: only unix:/path is known here")
        self._timeout = timeout
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout)
        self._input = self._socket.makefile("rb")
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        try:
            try:
                path = endpoint[len("unix:"):]
                self._socket.connect("\0" + path[1:] if path.startswith("@") else path)  # @: in the abstract name space
            except OSError as error:
                raise HostIpcError(f"{endpoint}: {error.strerror or error}") from error
            self._write(PREFACE)
            line = self._read(lambda: self._input.readline(4096))
            refused = re.fullmatch(rb"hostipc: ([a-z-]+)\n", line)
            if refused:
                raise Rejected(refused[1].decode())
            if line != PREFACE:
                raise HostIpcError(f"the server does not speak HOSTIPC/1: {line[:40]!r}")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the connection, and with it a command that runs on it."""
        if self._wake_read >= 0:
            self._input.close()
            self._socket.close()
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._wake_read = self._wake_write = -1

    def ping(self):
        """Returns when the server has answered."""
        self.send(PING, b"hostipc.py")
        if self.receive(PONG) != (PONG, b"hostipc.py"):
            raise HostIpcError("a pong that answers no ping")

    def query(self, what):
        """The answer to status or commands."""
        self.send(QUERY, json.dumps({"what": what}).encode())
        return _parse(self.receive(ANSWER)[1])

    def signal(self, number):
        """Sends a signal to the command that runs, or as soon as it does. For any thread, and for signal handlers."""
        if not 1 <= number <= 64:
            raise ValueError(f"{number} is no signal")
        os.write(self._wake_write, bytes([number]))

    def run(self, argv=None, shell=None, stdin=None, stdout=None, stderr=None, **settings):
        """Runs argv, or a line by the shell, and returns its Result. Raises Rejected where it is not run.

        stdin: a descriptor to read input from. stdout, stderr: called with every piece of output as it comes.
        settings: cwd, env, timeoutMs and mergeStderr of the protocol.
        """
        request = {"argv": list(argv)} if shell is None else {"shell": shell}
        request.update((name, value) for name, value in settings.items() if value is not None)
        if stdin is not None:
            request["stdin"] = True
        body = json.dumps(request, ensure_ascii=False).encode()  # fails for what is no Unicode
        sinks = {STDOUT: stdout, STDERR: stderr}
        sender = _Sender(self, stdin, self._wake_read)
        self._socket.settimeout(None)
        try:
            self.send(REQUEST, body)
            if _parse(self.receive(ACCEPTED)[1]).get("stdin") is False:
                sender.leave_input()  # the command takes none
            sender.start()
            while True:
                kind, payload = self.receive(STDOUT, STDERR, PONG, EXIT)
                if kind == EXIT:
                    break
                if kind == PONG:
                    sender.took(payload)
                    os.write(self._wake_write, b"\0")
                elif sinks[kind]:
                    sinks[kind](payload)
            result = Result(_parse(payload))
            ends = [name for name in ("code", "signal") if isinstance(result.get(name), int)]
            if len(ends) != 1 and not (result.get("timedOut") and not ends):
                raise HostIpcError(f"an exit without code or signal, or with both: {payload[:200]!r}")
            self._settle(sender)
            return result
        except Rejected:
            self._settle(sender)
            raise
        except BaseException:
            self._break()
            self._settle(sender)
            raise
        finally:
            self._socket.settimeout(self._timeout)

    def send(self, kind, payload=b""):
        self._write(struct.pack(">B3xI", kind, len(payload)) + payload)

    def receive(self, *wanted):
        """The next frame: its type, which is one of those wanted, and its payload."""
        header = self._read(lambda: self._input.read(8))
        if len(header) < 8:
            raise HostIpcError("the connection ended within a frame" if header else "the server closed the connection")
        kind, length = struct.unpack(">B3xI", header)
        if header[1:4] != b"\0\0\0" or length > LONGEST.get(kind, -1):
            raise HostIpcError(f"no frame of the protocol: {header.hex()}")
        payload = self._read(lambda: self._input.read(length))
        if len(payload) < length:
            raise HostIpcError("the connection ended within a frame")
        if kind == REJECTED:
            rejected = _parse(payload)
            raise Rejected(str(rejected.get("reason")), str(rejected.get("message", "")), rejected.get("final") is True)
        if kind not in wanted:
            raise HostIpcError(f"a frame of type {kind} out of place")
        return kind, payload

    def _write(self, data):
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server may have said why, and that is still to be read
        except OSError as error:
            raise HostIpcError(f"the connection broke: {error}") from error

    def _read(self, read):
        try:
            return read()
        except ConnectionResetError:
            return b""
        except (OSError, ValueError) as error:
            raise HostIpcError(f"the connection broke: {error}") from error

    def _break(self):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # also wakes a sender that waits to write
        except OSError:
            pass

    def _settle(self, sender):
        """Stops the sender and takes the pongs that are under way: all input counts as taken now."""
        os.write(self._wake_write, b"\xff")
        if sender.ident is None:
            sender.run_out()
        else:
            sender.join()
        self._socket.settimeout(self._timeout)
        try:
            while sender.pings:
                sender.took(self.receive(PONG)[1])
        except HostIpcError:
            self._break()


class _Sender(threading.Thread):
    """Sends input and signals, while the connection's own thread reads."""

    def __init__(self, connection, stdin, wake):
        super().__init__(daemon=True)
        self.pings = collections.deque()
        self._connection, self._stdin, self._wake = connection, stdin, wake
        self._sent = self._taken = 0

    def took(self, pong):
        if not self.pings or self.pings[0] != pong:
            raise HostIpcError("a pong that answers no ping")
        self._taken = struct.unpack(">Q", pong)[0]
        self.pings.popleft()

    def leave_input(self):
        self._stdin = None

    def run_out(self):
        while b"\xff" not in os.read(self._wake, 4096):
            pass

    def run(self):
        try:
            while True:
                room = WINDOW - (self._sent - self._taken)
                watched = [self._wake, self._stdin] if self._stdin is not None and room > 0 else [self._wake]
                ready = select.select(watched, [], [])[0]
                if self._wake in ready:
                    woken = os.read(self._wake, 4096)
                    if b"\xff" in woken:
                        return
                    for number in woken.replace(b"\0", b""):
                        self._connection.send(SIGNAL, bytes([number]))
                elif ready:
                    # Up to where the next ping is due, which is within the window.
                    self._pass_on(os.read(self._stdin, PING_EVERY - self._sent % PING_EVERY))
        except (HostIpcError, OSError):
            self._connection._break()  # input that cannot be read is not input that ended
            self.run_out()

    def _pass_on(self, data):
        self._connection.send(STDIN, data)
        if data:
            self._sent += len(data)
            if self._sent % PING_EVERY == 0:  # by position, and not by piece: the server reads on only while at most 16 pings are unanswered
                self.pings.append(struct.pack(">Q", self._sent))
                self._connection.send(PING, self.pings[-1])
        else:
            self._stdin = None


def _parse(payload):
    try:
        members = json.loads(payload.decode())
    except (ValueError, RecursionError) as error:
        raise HostIpcError(f"no JSON: {error}") from error
    if not isinstance(members, dict):
        raise HostIpcError("no object of JSON")
    return members


def _to(descriptor):
    def write(data):
        while data:
            data = data[os.write(descriptor, data):]
    return write


def _run(connection, options):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGWINCH, signal.SIGCONT):
        signal.signal(number, lambda number, _: connection.signal(number))
    try:
        return connection.run(
            options.argv, options.line, stdin=0, stdout=_to(1), stderr=_to(2), cwd=options.cwd,
            env=dict(pair.partition("=")[::2] for pair in options.env) or None,
            timeoutMs=max(1, round(options.timeout * 1000)) if options.timeout else None).exit_code
    except BrokenPipeError:
        return 128 + signal.SIGPIPE  # nobody reads the output; the command ends with the connection


def _list(connection):
    answer = connection.query("commands")
    for command in answer.get("commands", []):
        print(command["name"], command.get("description") or "", sep="\t")
    if answer.get("shell"):
        print("and any other command, and shell lines")


def main():
    while os.open(os.devnull, os.O_RDWR) <= 2:
        pass  # a standard descriptor that the caller closed is not to become the socket
    parser = argparse.ArgumentParser(description="Runs commands by a HostIpc server.")
    parser.add_argument("--endpoint", default=os.environ.get("HOSTIPC_ENDPOINT") or "unix:/ipc/hostipc.sock")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("ping", help="exit 0 when the server answers")
    verbs.add_parser("list", help="the commands this caller may run")
    run = verbs.add_parser("run", help="run a command")
    run.add_argument("--cwd")
    run.add_argument("--env", action="append", default=[], metavar="K=V")
    run.add_argument("--timeout", type=float, metavar="SECONDS")
    run.add_argument("-c", dest="line", metavar="LINE", help="a line for the shell")
    run.add_argument("argv", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.verb == "run":
        options.argv = options.argv[1:] if options.argv[:1] == ["--"] else options.argv
        if bool(options.argv) == (options.line is not None):
            run.error("either -c LINE or COMMAND is wanted")
        if options.cwd is not None and not options.cwd.startswith("/"):
            run.error(f"--cwd {options.cwd} is no absolute path")
        if not all("=" in pair[1:] for pair in options.env):
            run.error("--env wants NAME=VALUE")
    try:
        with Connection(options.endpoint) as connection:
            if options.verb == "run":
                return _run(connection, options)
            return connection.ping() if options.verb == "ping" else _list(connection)
    except HostIpcError as error:
        print("hostipc: " + "".join(c if c.isprintable() else "?" for c in str(error)), file=sys.stderr)
        return error.exit_code
    except UnicodeEncodeError:
        run.error("an argument is not UTF-8")


if __name__ == "__main__":
    sys.exit(main())
