using System.Diagnostics;
using System.Net.Sockets;

namespace HostIpc.Server.Verbs;

/// <summary>On a system whose table of open files is full (ENFILE), the server lives on its spare descriptors.</summary>
public sealed class FullSystemTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ServerProcess _server = new();
    private readonly List<Socket> _clients = [];

    private string SocketPath => $"{_server.Path}/hostipc.sock";

    private string Full => $"{_server.Path}/full";

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _server.Dispose();
    }

    [Fact]
    public async Task Serve_WhenTheSystemHasNoMoreFiles_ThenOpenConnectionsAndTheStopGoOnAndOthersWaitWithoutASpin()
    {
        _server.Environment["LAUNCHER"] = TroubledSystem.Launcher;
        Process process = _server.Start(TroubledSystem.Script);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await ServerProcess.UntilAsync(() => _server.Log.Contains(", target local", StringComparison.Ordinal));
        Socket open = Connect();
        (await AskAsync(open)).ShouldBe("served\n");

        // From the spare descriptors: somebody who comes, who is there already, a health check, a line of the FIFO.
        await File.WriteAllTextAsync(Full, "");
        (await AskAsync(Connect())).ShouldBe("served\n");
        (await AskAsync(open)).ShouldBe("served\n");
        (int health, string said) = await _server.RunAsync("exec $SERVER health");
        health.ShouldBe(0, said);
        await File.WriteAllTextAsync(_server.Fifo, "echo by fifo\n");
        await ServerProcess.UntilAsync(() => _server.Log.Contains("> by fifo\n", StringComparison.Ordinal));

        // More than there are spare ones for: the rest waits in the kernel, and is asked for ten times a second.
        Socket[] many = [.. Enumerable.Range(0, 60).Select(_ => Connect())];
        await ServerProcess.UntilAsync(() => Refused().Accepts > 5);
        (long accepts, long all) = Refused();
        TimeSpan used = TimeUsed();
        long began = Stopwatch.GetTimestamp();
        await ServerProcess.UntilAsync(() => Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1.5));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        ((Refused().Accepts - accepts) / seconds).ShouldBeInRange(0.1, 20);
        ((Refused().All - all) / seconds).ShouldBeLessThan(100);
        ((TimeUsed() - used).TotalSeconds / seconds).ShouldBeLessThan(0.5);
        (await AskAsync(open)).ShouldBe("served\n");

        // There are files again: whoever has waited is served.
        File.Delete(Full);
        foreach (Socket client in many)
        {
            (await AskAsync(client)).ShouldBe("served\n");
        }

        // And the stop has what it needs.
        await File.WriteAllTextAsync(Full, "");
        (await AskAsync(open)).ShouldBe("served\n");
        await _server.RunAsync("kill $(cat \"${NAMED_PIPE%/*}/pid\")");
        await process.WaitForExitAsync().WaitAsync(Bound);
        process.ExitCode.ShouldBe(0);
        string[] written = [.. (await errors).Split('\n').Where(static line => line.Contains("have to wait", StringComparison.Ordinal))];
        written.ShouldHaveSingleItem().ShouldContain($"Connections to {SocketPath} have to wait");
    }

    private (long Accepts, long All) Refused() =>
        File.Exists($"{_server.Path}/refused") && File.ReadAllText($"{_server.Path}/refused").Split(' ') is [var accepts, var all] ? (long.Parse(accepts), long.Parse(all)) : (0, 0);

    // proc_pid_stat(5): user and system time are the fields 14 and 15, in hundredths of a second.
    private TimeSpan TimeUsed()
    {
        string stat = File.ReadAllText($"/proc/{File.ReadAllText($"{_server.Path}/pid")}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0);
    }

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(SocketPath));
        _clients.Add(client);
        return client;
    }

    private static async Task<string> AskAsync(Socket client)
    {
        byte[] answer = new byte[7];
        int count = 0;
        client.Send("echo served\n"u8);
        while (count < answer.Length && await client.ReceiveAsync(answer.AsMemory(count)).AsTask().WaitAsync(Bound) is > 0 and int more)
        {
            count += more;
        }

        return System.Text.Encoding.UTF8.GetString(answer, 0, count);
    }
}
