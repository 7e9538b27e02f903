namespace HostIpc.Server.Verbs;

/// <summary>A client that has given up has its request not run, however long it lay in the socket. One that has only ended its output is served.</summary>
public sealed class GoneClientTests
{
    private const string Clients =
        """
        import json, os, signal, socket, struct, sys
        path, server = sys.argv[1], int(sys.argv[2])
        directory = os.path.dirname(path)
        os.kill(server, signal.SIGSTOP)
        def connect(data):
            s = socket.socket(socket.AF_UNIX)
            s.settimeout(30)
            s.connect(path)
            s.sendall(data)
            return s
        def request(name):
            payload = json.dumps({"shell": f"touch {directory}/{name}"}).encode()
            return b"HOSTIPC/1\n" + struct.pack(">B3xI", 16, len(payload)) + payload
        for i in range(20):
            connect(request(f"ran-frames-{i}")).close()
            connect(f"touch {directory}/ran-line-{i}\n".encode()).close()
        halves = [connect(f"touch {directory}/served-{i}; echo served\n".encode()) for i in range(5)]
        for s in halves:
            s.shutdown(socket.SHUT_WR)
        os.kill(server, signal.SIGCONT)
        print(sum(s.recv(100) == b"served\n" for s in halves))
        """;

    [Fact]
    public async Task Request_WhenItsClientHadGoneBeforeTheServerReadIt_ThenItIsNotRun()
    {
        using var server = new ServerProcess();
        server.Environment["CLIENTS"] = Clients;
        (int exitCode, string output) = await server.RunAsync(
            """
            directory="${NAMED_PIPE%/*}"; socket=$directory/hostipc.sock
            $SERVER >/dev/null 2>&1 & server=$!
            until [ -S $socket ]; do sleep 0.05; done
            python3 -c "$CLIENTS" $socket $server
            kill $server; wait $server; code=$?
            ls $directory | grep -c '^ran-'
            ls $directory | grep -c '^served-'
            exit $code
            """);
        output.ShouldBe("5\n0\n5\n");
        exitCode.ShouldBe(0, output);
    }
}
