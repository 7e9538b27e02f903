using System.Net.Sockets;
using HostIpc.Interop;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Transports;

/// <summary>Where no descriptor is left, what is under way goes on with the spare ones.</summary>
[Collection(nameof(Alone))]
public sealed class DescriptorReserveTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

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
    public async Task Descriptors_WhenNoneAreLeft_ThenAnOpenConnectionAndAnotherAreServedAndTheServerStops()
    {
        // Loads what the assertions below need: an assembly takes a descriptor.
        SetSoft(_before.Soft);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddHostIpc().AddUnixSocket(options => options.Path = Path);
        using IHost host = builder.Build();
        await host.StartAsync();
        using Socket open = UnixClient.Connect(Path);
        (await AskAsync(open)).ShouldBe("served\n");

        // What this side needs it has by now.
        using var late = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await Eventually.BecomesTrue(HasNoneLeft);

        (await AskAsync(open)).ShouldBe("served\n");
        late.Connect(new UnixDomainSocketEndPoint(Path));
        (await AskAsync(late)).ShouldBe("served\n");
        await host.StopAsync().WaitAsync(Bound);
    }

    // What an earlier test has left may be closed meanwhile, and is free then.
    private bool HasNoneLeft()
    {
        int free = LowestFree();
        if (free >= 0)
        {
            SetSoft((ulong)free);
        }

        return free < 0;
    }

    private static int LowestFree()
    {
        int free = Libc.EventFd(0, Libc.EventFdCloseOnExec);
        _ = free >= 0 ? Libc.Close(free) : 0;
        return free;
    }

    private static async Task<string> AskAsync(Socket client)
    {
        byte[] answer = new byte[7];
        client.Send("echo served\n"u8);
        int count = 0;
        while (count < answer.Length && await client.ReceiveAsync(answer.AsMemory(count)).AsTask().WaitAsync(Bound) is > 0 and int more)
        {
            count += more;
        }

        return System.Text.Encoding.UTF8.GetString(answer, 0, count);
    }

    private unsafe void SetSoft(ulong soft)
    {
        var limit = new ResourceLimit { Soft = Math.Min(soft, _before.Hard), Hard = _before.Hard };
        Libc.PrLimit(0, ResourceLimit.OpenFiles, &limit, null).ShouldBe(0);
    }
}
