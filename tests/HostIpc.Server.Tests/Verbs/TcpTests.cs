using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HostIpc.Server.Verbs;

/// <summary>A server over TCP, as a client that speaks lines finds it.</summary>
public sealed class TcpTests : IDisposable
{
    private readonly ServerProcess _server = new();
    private readonly int _port = FreePort();

    public TcpTests()
    {
        _server.Environment["HOSTIPC__Tcp__Listen"] = _port.ToString(CultureInfo.InvariantCulture);
        _server.Environment["HOSTIPC__Commands__hello__Run__0"] = "/bin/echo";
        _server.Environment["HOSTIPC__Commands__hello__Run__1"] = "hello";
        _server.Environment["HOSTIPC__Commands__hello__Allow__Addresses__0"] = "127.0.0.1";
        _server.Environment["HOSTIPC__AllowShell"] = "true";
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Server_WhenAPeerMayRunACommand_ThenItDoesAndTheLogNamesItsAddress()
    {
        await StartAsync();
        using Socket client = Connect();
        string from = client.LocalEndPoint!.ToString()!;
        (await SayAsync(client, "hello\n")).ShouldBe("hello\n");
        await ServerProcess.UntilAsync(() => _server.Log.Contains("= exit 0", StringComparison.Ordinal));
        _server.Log.ShouldContain($"$ [tcp address={from}] hello\n");
    }

    [Theory]
    [InlineData("127.0.0.2", "hello\n", "hostipc: denied")] // no rule
    [InlineData("127.0.0.1", "id\n", "hostipc: denied")] // the shell
    public async Task Server_WhenAPeerMayNot_ThenItIsDenied(string from, string line, string expected)
    {
        await StartAsync();
        using Socket client = Connect(from);
        (await SayAsync(client, line)).ShouldStartWith(expected);
    }

    [Fact]
    public async Task Server_WhenAPeerIsNotLetIn_ThenItIsClosedAndTheOperatorIsTold()
    {
        _server.Environment["HOSTIPC__Tcp__AllowFrom"] = "127.0.0.1";
        string console = await StartAsync();
        using Socket client = Connect("127.0.0.2");
        (await SayAsync(client, "hello\n")).ShouldBeEmpty();
        await ServerProcess.UntilAsync(() => File.ReadAllText(console).Contains($"A connection from 127.0.0.2 to tcp:127.0.0.1:{_port} was closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_WithoutADescriptorToSpare_LetsConnectionsWaitAndTakesThemLater()
    {
        string console = await StartAsync("ulimit -n 256; ");
        using (Socket first = Connect())
        {
            (await SayAsync(first, "hello\n")).ShouldBe("hello\n");
        }

        var open = new List<Socket>();
        while (!(await File.ReadAllTextAsync(console)).Contains($"Connections to tcp:127.0.0.1:{_port} have to wait, and the next minute's failures are not told one by one: ", StringComparison.Ordinal))
        {
            open.Count.ShouldBeLessThan(400);
            open.Add(Connect());
            await SimulatedWork.Takes(1, CancellationToken.None);
        }

        using Socket waiting = Connect();
        Task<string> saying = SayAsync(waiting, "hello\n");
        open.ForEach(socket => socket.Dispose());
        (await saying).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Server_WhenItStarts_ThenItSaysWhereItListensAndForWhom()
    {
        string console = await StartAsync();

        // The logger writes on a thread of its own, so this line can come after the banner.
        await ServerProcess.UntilAsync(() => File.ReadAllText(console).Contains($"Serving tcp:127.0.0.1:{_port}", StringComparison.Ordinal));
        string text = await File.ReadAllTextAsync(console);
        text.ShouldContain($"TCP on {_port}: who connects from Tcp:AllowFrom runs only commands whose Allow names him, and never the shell\n");
        text.ShouldNotContain("encrypted");
    }

    [Fact]
    public async Task Server_WhereSomebodyListens_ThenItSaysSoAndExits78()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _port);
        taken.Start();
        (int exitCode, string output) = await _server.RunAsync("exec $SERVER");
        output.ShouldContain($"hostipcd: 127.0.0.1:{_port} (Tcp:Listen) cannot be listened on: somebody listens there already; stop him, or choose another port\n");
        exitCode.ShouldBe(78);
    }

    [Fact]
    public async Task Server_WithoutTheSetting_ListensForNoTcp()
    {
        _server.Environment.Remove("HOSTIPC__Tcp__Listen");
        (_, string output) = await _server.RunAsync(
            "$SERVER >/dev/null 2>&1 & until [ -S ${NAMED_PIPE%/*}/hostipc.sock ]; do sleep 0.05; done; "
            + "for fd in /proc/$!/fd/*; do readlink $fd; done | sed -n 's/^socket:.\\([0-9]*\\).$/\\1/p' | while read inode; do awk -v i=$inode '$10 == i' /proc/net/tcp /proc/net/tcp6; done; echo looked; kill $!; wait $!");
        output.ShouldBe("looked\n");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Answers where its console goes.
    private async Task<string> StartAsync(string before = "")
    {
        string console = $"{_server.Path}/console";
        _server.Start($"{before}exec $SERVER > {console} 2>&1");
        await ServerProcess.UntilAsync(() => File.Exists(console) && File.ReadAllText(console).Contains("In another terminal", StringComparison.Ordinal));
        return console;
    }

    private Socket Connect(string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        socket.Connect(new IPEndPoint(IPAddress.Loopback, _port));
        return socket;
    }

    // As nc -N does: it ends its output, and reads on to the end.
    private static async Task<string> SayAsync(Socket socket, string line)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(line), bound.Token);
            socket.Shutdown(SocketShutdown.Send);
            for (int count; (count = await socket.ReceiveAsync(buffer, bound.Token)) > 0;)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // It was reset.
        }

        return answer.ToString();
    }
}
