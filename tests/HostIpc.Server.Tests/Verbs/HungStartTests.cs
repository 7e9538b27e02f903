using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HostIpc.Server.Verbs;

/// <summary>Programs that do not begin, because their files are on a server that does not answer.</summary>
[Trait("Kind", "Timing")] // of a stop, and of commands that are left behind after so many seconds
public sealed class HungStartTests : IDisposable
{
    // More than there are threads for starts at first.
    private const int Hung = 8;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ServerProcess _server = new();
    private readonly List<Socket> _clients = [];

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _server.Dispose();
    }

    [Fact]
    public async Task Serve_WhenProgramsDoNotBegin_ThenOthersAreServedAndTheyAreLeftBehindAndShownAndKilledOnceTheyBegin()
    {
        Process process = await StartAsync();
        for (int i = 0; i < Hung; i++)
        {
            Send("dead");
        }

        await UntilListedAsync("running", "dead");
        for (int i = 0; i < 20; i++)
        {
            (await AskAsync("echo served")).ShouldBe("served\n");
        }

        // Timeout, KillGrace, and five seconds for what does not end.
        await ServerProcess.UntilAsync(() => Count("x failed: the program has not begun in time") == Hung);
        await UntilListedAsync("left-behind", "its program has not begun");

        // Their places are free: beside them there was only one more.
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync("echo served; sleep 0.5")))).ShouldAllBe(static answer => answer == "served\n");

        await File.WriteAllTextAsync($"{_server.Path}/answers", "");
        await ServerProcess.UntilAsync(() => Count("its program, which was left behind, has begun and is killed") == Hung);
        await ServerProcess.UntilAsync(() => Children().Length == 0);
        (await _server.RunAsync("exec $SERVER ps")).Output.ShouldNotContain("left-behind");
        process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_WhenProgramsDoNotBegin_ThenItEndsInTimeWithAnEndForEach()
    {
        Process process = await StartAsync();
        for (int i = 0; i < Hung; i++)
        {
            Send("dead");
        }

        await UntilListedAsync("running", "dead");
        long began = Stopwatch.GetTimestamp();
        await _server.RunAsync("kill $(cat \"${NAMED_PIPE%/*}/pid\")");
        await process.WaitForExitAsync().WaitAsync(Bound);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        process.ExitCode.ShouldBe(0);
        Count("x failed: the program has not begun in time").ShouldBe(Hung);
    }

    private async Task<Process> StartAsync()
    {
        string dead = Directory.CreateDirectory($"{_server.Path}/dead").FullName;
        File.Copy("/bin/sleep", $"{dead}/program");
        string settings = $"{_server.Path}/settings.json";
        await File.WriteAllTextAsync(settings, $$"""{"AllowShell":true,"Commands":{"dead":{"Run":["{{dead}}/program","1000"]} } }""");
        _server.Environment["HOSTIPC_CONFIG"] = settings;
        _server.Environment["HOSTIPC__Execution__Timeout"] = "00:00:08";
        _server.Environment["HOSTIPC__Execution__KillGrace"] = "00:00:00.1";
        _server.Environment["HOSTIPC__StopTimeout"] = "00:00:01";
        _server.Environment["HOSTIPC__Limits__MaxConcurrentCommands"] = $"{Hung + 1}";
        _server.Environment["LAUNCHER"] = TroubledSystem.Launcher;
        Process process = _server.Start(TroubledSystem.Script);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await ServerProcess.UntilAsync(() => _server.Log.Contains(", target local", StringComparison.Ordinal));
        return process;
    }

    private async Task UntilListedAsync(string state, string name)
    {
        using var bound = new CancellationTokenSource(Bound);
        string listed = "";
        while (listed.Split('\n').Count(line => line.Contains($" {state} ", StringComparison.Ordinal) && line.EndsWith($"  {name}", StringComparison.Ordinal)) != Hung)
        {
            bound.IsCancellationRequested.ShouldBeFalse(listed);
            listed = (await _server.RunAsync("exec $SERVER ps")).Output;
        }
    }

    private int Count(string text) => _server.Log.Split(text).Length - 1;

    // proc_tid_children(5), of each thread.
    private string[] Children() =>
    [
        .. Directory.GetDirectories($"/proc/{File.ReadAllText($"{_server.Path}/pid")}/task").SelectMany(static task =>
        {
            try
            {
                return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            catch (IOException)
            {
                return []; // the thread has ended
            }
        }),
    ];

    private Socket Send(string line)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint($"{_server.Path}/hostipc.sock"));
        client.Send(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line}\n")));
        _clients.Add(client);
        return client;
    }

    private async Task<string> AskAsync(string line)
    {
        Socket client = Send(line);
        using var reader = new StreamReader(new NetworkStream(client));
        client.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync().WaitAsync(Bound);
    }
}
