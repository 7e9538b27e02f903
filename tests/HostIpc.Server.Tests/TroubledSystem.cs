namespace HostIpc.Server;

/// <summary>
/// Runs the server on a system in trouble. The kernel asks this launcher about each call with which it, or a command of it, would open a file or execute a program (a seccomp filter with notifications).
/// </summary>
/// <remarks>
/// While there is a file <c>full</c> in the server's directory, the system's table of open files is full (ENFILE): the server may have as many as it had when that came, as if others held all the rest.
/// What it closes it can open again. How many of its calls were refused, those of accept(2) and all, is in <c>refused</c>.
/// <para>
/// While there is none called <c>answers</c>, execve(2) of a program in <c>dead/</c> does not return, as where the file is on a server that does not answer.
/// </para>
/// </remarks>
internal static class TroubledSystem
{
    /// <summary>What <see cref="ServerProcess.Start"/> runs. It exits as the server does, whose number is in <c>pid</c>.</summary>
    public const string Script = "exec python3 -c \"$LAUNCHER\" \"${NAMED_PIPE%/*}\" $SERVER";

    /// <summary>In Python; the arguments are the directory and the server's words. To be put into the variable <c>LAUNCHER</c>.</summary>
    public const string Launcher =
        """
        import ctypes, fcntl, os, select, socket, struct, sys
        directory, program = sys.argv[1], sys.argv[2:]
        ENFILE, ALLOW, NOTIFY, CONTINUE = 23, 0x7FFF0000, 0x7FC00000, 1
        RECEIVE, SEND = 0xC0502100, 0xC0182101
        accept4, execve, pipe2 = 288, 59, 293
        calls = [2, 41, 59, 257, 284, 288, 290, 291, 293, 294, 434, 437] # open, socket, execve, openat, eventfd, accept4, eventfd2, epoll_create1, pipe2, inotify_init1, pidfd_open, openat2

        def filter_calls():
            lines = [(0x20, 0, 0, 0)] + [(0x15, len(calls) - i, 0, call) for i, call in enumerate(calls)] + [(6, 0, 0, ALLOW), (6, 0, 0, NOTIFY)]
            code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *line) for line in lines))
            rule = struct.pack("<HxxxxxxQ", len(lines), ctypes.addressof(code))
            libc = ctypes.CDLL(None, use_errno=True)
            libc.prctl(38, 1, 0, 0, 0) # PR_SET_NO_NEW_PRIVS
            listener = libc.syscall(317, 1, 8, rule) # seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER)
            if listener < 0:
                sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))
            return listener

        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            listener = filter_calls()
            socket.send_fds(theirs, [b"x"], [listener])
            ours.close(); theirs.close(); os.close(listener)
            os.execvp(program[0], program)
        theirs.close()
        _, received, _, _ = socket.recv_fds(ours, 1, 1)
        listener = received[0] if received else sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        open(directory + "/pid", "w").write(str(child))
        most, accepts, refused = None, 0, 0

        # Only what the program itself opens: its commands have files of their own.
        def is_of(thread):
            return os.path.exists(f"/proc/{child}/task/{thread}")

        def may(thread, call):
            global most
            if not os.path.exists(directory + "/full"):
                most = None
                return True
            held = len(os.listdir(f"/proc/{child}/fd"))
            most = held if most is None else most
            return not is_of(thread) or held + (2 if call == pipe2 else 1) <= most

        # The memory of the thread is the server's until it has executed the program.
        def is_dead(thread, path):
            with open(f"/proc/{thread}/mem", "rb") as memory:
                memory.seek(path)
                return memory.read(200).startswith(directory.encode() + b"/dead/")

        hanging = []
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        while True:
            events = poll.poll(20)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                sys.exit(os.waitstatus_to_exitcode(status))
            if hanging and os.path.exists(directory + "/answers"):
                for mark in hanging:
                    try:
                        fcntl.ioctl(listener, SEND, struct.pack("<QqiI", mark, 0, 0, CONTINUE))
                    except OSError:
                        pass # it was killed
                hanging = []
            if not events or not events[0][1] & select.POLLIN:
                continue
            try:
                asked = bytearray(80)
                fcntl.ioctl(listener, RECEIVE, asked)
                mark, thread, _, call = struct.unpack_from("<QIIi", asked)
                path = struct.unpack_from("<Q", asked, 32)[0]
                if call == execve and is_dead(thread, path) and not os.path.exists(directory + "/answers"):
                    hanging.append(mark)
                    continue
                if call == execve or may(thread, call):
                    answer = struct.pack("<QqiI", mark, 0, 0, CONTINUE)
                else:
                    accepts, refused = accepts + (call == accept4), refused + 1
                    open(directory + "/refused.new", "w").write(f"{accepts} {refused}")
                    os.rename(directory + "/refused.new", directory + "/refused")
                    answer = struct.pack("<QqiI", mark, 0, -ENFILE, 0)
                fcntl.ioctl(listener, SEND, answer)
            except OSError:
                pass # the thread has ended, or a signal has interrupted its call
        """;
}
