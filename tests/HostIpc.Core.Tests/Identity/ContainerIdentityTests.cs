using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using HostIpc.Docker;
using HostIpc.Docker.TestSupport;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HostIpc.Identity;

/// <summary>The whole way in one process: a client on a socket, a server, an engine. Only in which container a client is has to be made up.</summary>
public sealed class ContainerIdentityTests : IDisposable
{
    private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc-identity-");
    private readonly ConcurrentQueue<string?> _containers = new();
    private readonly ConcurrentDictionary<string, string> _names = new();

    private string SocketPath => $"{_directory.FullName}/hostipc.sock";

    private string LogPath => $"{_directory.FullName}/log";

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Clients_OfTwoContainers_AreToldApartInLogAndEnvironment()
    {
        _names[Answers.Id('a')] = "web";
        _names[Answers.Id('b')] = "backup";
        await using FakeEngine engine = StartEngine();
        using IHost server = await StartAsync(engine.Path);
        (await RunAsync('a', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=web");
        (await RunAsync('b', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=backup");
        (await RunAsync(null, "echo $HOSTIPC_PEER")).ShouldNotContain("container");
        (await RunAsync('f', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=id:ffffffffffff"); // of another engine
        await server.StopAsync(TestContext.Current.CancellationToken);
        string[] requests = await ReadRequestsAsync();
        requests[0].ShouldMatch(@" \$ \[unix uid=\d+ gid=\d+ pid=\d+ container=web\] echo \$HOSTIPC_PEER\z");
        requests[1].ShouldContain(" container=backup] ");
        requests[2].ShouldNotContain("container=");
        requests[3].ShouldContain(" container=id:ffffffffffff] ");
    }

    [Fact]
    public async Task Container_RenamedToTakeAnothersName_IsKnownByItsIdAllTheTime()
    {
        _names[Answers.Id('a')] = "web";
        _names[Answers.Id('b')] = "evil";
        await using FakeEngine engine = StartEngine();
        using IHost server = await StartAsync(engine.Path);
        (await RunAsync('a', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=web");
        _names[Answers.Id('a')] = "old";
        _names[Answers.Id('b')] = "web";
        (await RunAsync('b', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=web");
        (await RunAsync('a', "echo $HOSTIPC_PEER")).ShouldEndWith(" container=old");
    }

    [Fact]
    public async Task Name_ThatIsHostile_ForgesNothingInLogAndEnvironment()
    {
        _names[Answers.Id('a')] = "web] ls\n1 x denied \u2028 uid=0";
        await using FakeEngine engine = StartEngine();
        using IHost server = await StartAsync(engine.Path);
        const string shown = @" container=web\x5d\x20ls\x0a1\x20x\x20denied\x20\u2028\x20uid\x3d0";
        (await RunAsync('a', "printf '%s\\n' \"$HOSTIPC_PEER\"")).ShouldEndWith(shown);
        await server.StopAsync(TestContext.Current.CancellationToken);
        (await ReadRequestsAsync()).ShouldHaveSingleItem().ShouldContain($"{shown}] printf ");
    }

    [Fact]
    public async Task Engine_WhenItIsNotThere_CostsTheContainerAndNothingElse()
    {
        using IHost server = await StartAsync($"{_directory.FullName}/nothing.sock");
        (await RunAsync('a', "echo $HOSTIPC_PEER")).ShouldMatch(@"\Aunix uid=\d+ gid=\d+ pid=\d+ container=id:a{12}\z");
    }

    [Fact]
    public async Task Clients_ManyAtOnce_AreEachKnownAndTheEngineIsAskedOnceForEachContainer()
    {
        _names[Answers.Id('a')] = "web";
        await using FakeEngine engine = StartEngine();
        using IHost server = await StartAsync(engine.Path);
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync('a', "echo $HOSTIPC_PEER")));
        answers.ShouldAllBe(answer => answer.EndsWith(" container=web", StringComparison.Ordinal));
        engine.Requests.Count.ShouldBeLessThan(3);
    }

    private FakeEngine StartEngine() => FakeEngine.Start((request, stream, cancellationToken) =>
    {
        string id = Answers.IdOf(request);
        string answer = _names.TryGetValue(id, out string? name) ? Answers.Sized(Answers.Describe(id, name)) : Answers.NoSuchContainer(id);
        return stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancellationToken).AsTask();
    });

    private async Task<IHost> StartAsync(string engine)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddHostIpc(options => options.AllowShell = true)
            .AddUnixSocket(options => options.Path = SocketPath)
            .AddFileLog(options => (options.Path, options.Format) = (LogPath, LogFormat.Text))
            .AddDockerContainers(options => options.Socket = engine);
        builder.Services.AddSingleton(services => new PeerIdentifier(
            TimeProvider.System, services.GetRequiredService<ILogger<PeerIdentifier>>(), services.GetRequiredService<IContainerDirectory>())
        {
            Find = (_, process) => process is not null && _containers.TryDequeue(out string? id) && id is not null ? new PeerPlace(PeerLocation.Container, id) : default,
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Runs a line as a client of that container.</summary>
    private async Task<string> RunAsync(char? container, string line)
    {
        _containers.Enqueue(container is { } digit ? Answers.Id(digit) : null);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        using var reader = new StreamReader(new NetworkStream(socket));
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{line}\n"));
        socket.Shutdown(SocketShutdown.Send);
        return (await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).TrimEnd();
    }

    private async Task<string[]> ReadRequestsAsync() => [.. (await File.ReadAllLinesAsync(LogPath)).Where(line => line.Contains(" $ ", StringComparison.Ordinal))];
}
