namespace HostIpc.Server.Verbs;

/// <summary>With few descriptors the server keeps to fewer connections, and whoever may run nothing takes no more than those.</summary>
public sealed class DescriptorTests
{
    // As nobody: so many connections, held until its input ends.
    private const string Attack =
        """
        import os, socket, sys
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
        held = []
        try:
            for _ in range(int(sys.argv[2])):
                s = socket.socket(socket.AF_UNIX)
                s.settimeout(20)
                s.connect(sys.argv[1])
                held.append(s)
        except OSError as e:
            print(e)
        print("held", flush=True)
        sys.stdin.read()
        """;

    private const string Ask =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(30)
        s.connect(sys.argv[1])
        s.sendall(b"echo answered\n")
        s.shutdown(socket.SHUT_WR)
        print(s.recv(100).decode(), end="")
        """;

    [Fact]
    public async Task Check_WhenThereAreFewDescriptors_ThenItWarns()
    {
        using var server = new ServerProcess();
        (_, string output) = await server.RunAsync("ulimit -n 1024; exec $SERVER check");
        output.ShouldContain("warning: 1024 files may be open (RLIMIT_NOFILE), and the limits need");
    }

    [RootFact]
    public async Task Serve_WhenThereAreFewDescriptors_ThenItWarnsAndOthersAreServedBesideAPeerThatTakesAllItMay()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__UnixSocket__Mode"] = "0666";
        server.Environment["ATTACK"] = Attack;
        server.Environment["ASK"] = Ask;
        (int exitCode, string output) = await server.RunAsync(
            """
            cd "${NAMED_PIPE%/*}"; chmod 755 .; socket=$PWD/hostipc.sock; mkfifo hold
            (ulimit -n 1024; exec $SERVER 2>err >out) & server=$!
            until [ -S $socket ]; do sleep 0.05; done
            sleep 60 > hold & holder=$!
            python3 -c "$ATTACK" $socket 1100 < hold > attack & attack=$!
            until grep -q held attack; do sleep 0.05; done
            python3 -c "$ASK" $socket
            echo 'echo by fifo' > $NAMED_PIPE
            for i in $(seq 400); do grep -q '> by fifo' $LOG && break; sleep 0.05; done
            grep -c '> by fifo' $LOG
            kill $server; wait $server; code=$?
            kill $holder $attack 2>/dev/null
            grep -o 'Limits:MaxConnections [0-9]*,' err
            exit $code
            """);
        output.ShouldContain("answered\n");
        output.ShouldContain("\n1\n");
        output.ShouldContain("Limits:MaxConnections ");
        exitCode.ShouldBe(0, output);
    }
}
