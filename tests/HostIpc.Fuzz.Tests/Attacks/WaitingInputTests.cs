using System.Diagnostics;
using System.Net.Sockets;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests.Attacks;

/// <summary>Clients whose commands wait for input, or are sent more of it than they read.</summary>
public sealed class WaitingInputTests
{
    private const int Clients = 200;

    // It takes some milliseconds. Where each end looked at every process of the host by itself, commands of others took up to nine seconds meanwhile.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CostOfAnEnd = TimeSpan.FromMilliseconds(8);

    [Theory]
    [InlineData("cat", false)] // waits for input that nobody sends
    [InlineData("sleep 1000", true)] // never reads what it is sent
    [InlineData("cat", true)] // cannot write what it has read: its client does not read either
    public async Task Others_WhenCommandsWaitWithTheirInputAndAreEndedTogether_ThenTheyAreServedAndNoThreadWaits(string line, bool isFilled)
    {
        await using FuzzServer server = await FuzzServer.StartAsync(options => options.AllowShell = true);
        using var other = new RawClient(server);
        TimeSpan alone = LongestOf(other);
        int threads = ProcessState.Threads();

        RawClient[] waiting = [.. Enumerable.Range(0, Clients).Select(_ => Begin(server, line))];
        long memory = ProcessState.MemoryInUse();
        if (isFilled)
        {
            Array.ForEach(waiting, client => Fill(client.Socket));
        }

        TimeSpan beside = LongestOf(other);
        using var late = new RawClient(server);
        TimeSpan lateBeside = LongestOf(late);
        ProcessState.Children().ShouldBe(Clients);
        int more = ProcessState.Threads() - threads;
        long input = (ProcessState.MemoryInUse() - memory) / Clients;

        TimeSpan used = Environment.CpuUsage.TotalTime;
        Array.ForEach(waiting, client => client.Dispose());
        TimeSpan ending = LongestOf(other);
        await Eventually.BecomesTrue(() => ProcessState.Children() == 0 && server.Connections == 2, found: () => $"{ProcessState.Children()} commands, {server.Connections} connections");
        used = Environment.CpuUsage.TotalTime - used;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"ms of the longest command: {alone.TotalMilliseconds:F0} alone, {beside.TotalMilliseconds:F0} and {lateBeside.TotalMilliseconds:F0} beside them, {ending.TotalMilliseconds:F0} while they end, which took {used.TotalMilliseconds:F0} ms of processor; {more} more threads, {input} bytes of input each");
        beside.ShouldBeLessThan(Bound);
        lateBeside.ShouldBeLessThan(Bound);
        ending.ShouldBeLessThan(Bound);
        more.ShouldBeLessThan(Clients / 4);
        input.ShouldBeLessThan(8 * FrameLimits.InputWindow);
        used.ShouldBeLessThan(Clients * CostOfAnEnd);
        server.Ledger.Faults.ShouldBeEmpty();
    }

    private static TimeSpan LongestOf(RawClient client)
    {
        TimeSpan longest = default;
        for (int i = 0; i < 100; i++)
        {
            long began = Stopwatch.GetTimestamp();
            client.Run("\"shell\":\"exec /bin/true\"").ShouldBe("exit 0");
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            longest = took > longest ? took : longest;
        }

        return longest;
    }

    private static RawClient Begin(FuzzServer server, string line)
    {
        var client = new RawClient(server);
        client.Request($"\"shell\":\"exec {line}\",\"stdin\":true");
        client.WaitUntilAccepted();
        return client;
    }

    // Until the command's pipe, the server and the socket take no more.
    private static void Fill(Socket socket)
    {
        byte[] piece = Frames.Of(FrameType.Input, new byte[FrameLimits.Stream]);
        socket.Blocking = false;
        int sent = 0;
        for (int refusals = 0; refusals < 20;)
        {
            try
            {
                sent = (sent + socket.Send(piece.AsSpan(sent))) % piece.Length;
                refusals = 0;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                refusals++;
                Thread.Yield();
            }
        }
    }
}
