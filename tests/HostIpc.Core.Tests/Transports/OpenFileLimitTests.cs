using System.Net.Sockets;
using HostIpc.Interop;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Transports;

/// <summary>The soft limit of open files is raised when it comes to it, and commands get the one that the server was started with.</summary>
[Collection(nameof(Alone))]
public sealed class OpenFileLimitTests : IDisposable
{
    private const ulong Original = 512;

    private readonly string _directory = TemporaryDirectories.Create("hostipc-limit-").FullName;
    private readonly ResourceLimit _before = OpenFileLimit.Read()!.Value;

    private string Path => $"{_directory}/hostipc.sock";

    public void Dispose()
    {
        // A limit that was raised is given back first: the next server would take it for the one that it was started with.
        OpenFileLimit.LowerWhenPossible();
        SetSoft(_before.Soft);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Limit_WhenConnectionsComeNearIt_ThenItIsRaisedAndCommandsGetTheirs()
    {
        SetSoft(Original);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddHostIpc().AddUnixSocket(options => options.Path = Path);
        using IHost host = builder.Build();
        await host.StartAsync();
        (await AskAsync()).ShouldBe($"{Original}\n");

        var open = new List<Socket>();
        for (int i = 0; i < 150; i++)
        {
            // Two descriptors each, since this process has both ends.
            open.Add(UnixClient.Connect(Path));
            open[^1].Send("H"u8);
        }

        await Eventually.BecomesTrue(() => OpenFileLimit.Read()!.Value.Soft > Original, found: () => $"{OpenFileLimit.Read()!.Value.Soft}");
        for (int i = 0; i < 20; i++)
        {
            (await AskAsync()).ShouldBe($"{Original}\n");
        }

        open.ForEach(client => client.Dispose());
        await host.StopAsync();
    }

    private async Task<string> AskAsync()
    {
        using Socket client = UnixClient.Connect(Path);
        using var reader = new StreamReader(new NetworkStream(client));

        // Once it is raised, a command gets its own right after its start; on a busy machine it may look before that.
        client.Send("for i in $(seq 200); do [ $(ulimit -Sn) = 512 ] && break; sleep 0.05; done; ulimit -Sn\n"u8);
        client.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private unsafe void SetSoft(ulong soft)
    {
        var limit = new ResourceLimit { Soft = Math.Min(soft, _before.Hard), Hard = _before.Hard };
        Libc.PrLimit(0, ResourceLimit.OpenFiles, &limit, null).ShouldBe(0);
    }
}
