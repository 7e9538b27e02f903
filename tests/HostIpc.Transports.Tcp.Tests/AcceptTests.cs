using System.Net.Sockets;
using System.Runtime.InteropServices;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed partial class AcceptTests
{
    private const int Descriptors = 7; // RLIMIT_NOFILE

    [Fact]
    public async Task Accept_BeforeBind_SaysSo()
    {
        await using TcpListener listener = TestListener.Make("127.0.0.1:0");
        await Should.ThrowAsync<InvalidOperationException>(async () => await listener.AcceptAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Accept_WithoutADescriptorToSpare_WaitsAndTellsOnce()
    {
        await using TestListener server = await TestListener.Start();
        using Socket client = server.Connect();
        Limit limit = GetLimit();
        var files = new List<FileStream>();
        Task<TcpConnection> accepting;
        try
        {
            // Room for a few at most, which is then taken.
            SetLimit(limit with { Soft = 512 });
            Should.Throw<IOException>(() =>
            {
                while (true)
                {
                    files.Add(File.OpenRead("/dev/null"));
                }
            });
            accepting = server.Accept();
            await Eventually.BecomesTrue(() => server.Log.Messages.Count > 0);
            await Task.Delay(300, TestContext.Current.CancellationToken);
            server.Log.Messages.ShouldHaveSingleItem().ShouldStartWith($"100 Warning: Connections to {server.Listener.Endpoint} have to wait, and the next minute's failures are not told one by one: ");
            accepting.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            SetLimit(limit);
            files.ForEach(file => file.Dispose());
        }

        await using TcpConnection connection = await accepting;
        connection.Peer.Address.ShouldBe(client.LocalEndPoint!.ToString());
    }

    [Fact]
    public async Task Accept_OfAPeerThatHasResetAlready_IsFollowedByTheNext()
    {
        await using TestListener server = await TestListener.Start();
        using (Socket gone = server.Connect())
        {
            gone.LingerState = new LingerOption(true, 0);
        }

        using Socket client = server.Connect();
        TcpConnection? connection = await server.Accept();
        while (connection.Peer.Address != client.LocalEndPoint!.ToString())
        {
            await connection.DisposeAsync();
            connection = await server.Accept();
        }

        await connection.DisposeAsync();
        server.Log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_AThousandOpenedAndClosed_LeakNoDescriptor()
    {
        await using TestListener server = await TestListener.Start();
        await OpenAndClose(server, 10);
        int before = Directory.GetFiles("/proc/self/fd").Length;
        await OpenAndClose(server, 1000);
        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 2);
    }

    [Fact]
    public async Task Listeners_AHundredBoundAndDisposed_LeakNoDescriptorAndNoThread()
    {
        async Task Round()
        {
            await using TestListener server = await TestListener.Start();
            await OpenAndClose(server, 2);
        }

        await Round();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int round = 0; round < 100; round++)
        {
            await Round();
        }

        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= before + 3);
    }

    // All are open at the same time; half are closed by the client first, half by the server.
    private static async Task OpenAndClose(TestListener server, int count)
    {
        var open = new List<(Socket Client, TcpConnection Connection)>();
        for (int number = 0; number < count; number++)
        {
            open.Add(await server.ConnectAndAccept());
        }

        for (int number = 0; number < count; number++)
        {
            (Socket client, TcpConnection connection) = open[number];
            if (number % 2 == 0)
            {
                client.Dispose();
                (await connection.ReadToEndAsync()).ShouldBeEmpty();
            }

            await connection.DisposeAsync();
            client.Dispose();
        }
    }

    private static Limit GetLimit()
    {
        GetResourceLimit(Descriptors, out Limit limit).ShouldBe(0);
        return limit;
    }

    private static void SetLimit(Limit limit) => SetResourceLimit(Descriptors, in limit).ShouldBe(0);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetResourceLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetResourceLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
