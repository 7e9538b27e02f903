using System.Text;
using HostIpc.Transports;
using Shouldly;
using Xunit;

namespace HostIpc.TestSupport;

/// <summary>
/// What every transport keeps, whatever carries its bytes. Each transport's tests derive from it. Where a transport cannot have a thing, its
/// harness says so, and the fact holds of what it has instead, or of nothing.
/// </summary>
public abstract class TransportContract : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly TransportHarness _harness;

    protected TransportContract(TransportHarness harness) => _harness = harness;

    public void Dispose()
    {
        _harness.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Endpoint_OfAnyListener_IsWhatAClientIsGiven()
    {
        await using IConnectionListener listener = _harness.CreateListener();
        listener.Endpoint.ShouldBe(_harness.Endpoint);
        listener.Endpoint.ShouldMatch("^[a-z]+:");
    }

    [Fact]
    public async Task Input_WhenSentInPiecesOfAnySize_ArrivesWholeAndInOrder()
    {
        var random = new Random(20261121);
        byte[] sent = new byte[700_001];
        random.NextBytes(sent);
        sent[^1] = (byte)'\n'; // a FIFO ends the last line of whoever leaves
        await using IConnectionListener listener = await BindAsync();
        using TransportClient client = await _harness.ConnectAsync(listener);
        Task sending = Task.Run(async () =>
        {
            for (int at = 0; at < sent.Length;)
            {
                int size = Math.Min(random.Next(3) == 0 ? random.Next(1, 100_000) : random.Next(1, 300), sent.Length - at);
                await client.Input.WriteAsync(sent.AsMemory(at, size));
                await client.Input.FlushAsync();
                at += size;
            }
        });

        await using Connection connection = await AcceptAsync(listener);
        byte[] received = await connection.ReadAsync(sent.Length);
        await sending.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public async Task Output_WhenWritten_ReachesTheClient()
    {
        await using IConnectionListener listener = await BindAsync();
        using TransportClient client = await _harness.ConnectAsync(listener);
        await using Connection connection = await AcceptAsync(listener);
        if (!_harness.HasOutput)
        {
            connection.Output.ShouldBeNull();
            return;
        }

        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        Task sending = Task.Run(async () => await connection.Output!.WriteAsync(sent));
        byte[] received = new byte[sent.Length];
        await client.Output!.ReadExactlyAsync(received).AsTask().WaitAsync(Bound);
        await sending.WaitAsync(Bound);
        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_WhenDisposed_EndsItsClientsOutput()
    {
        await using IConnectionListener listener = await BindAsync();
        using TransportClient client = await _harness.ConnectAsync(listener);
        Connection connection = await AcceptAsync(listener);
        await SendAsync(client, "not read\n");
        if (_harness.HasOutput)
        {
            await connection.Output!.WriteAsync(Encoding.UTF8.GetBytes("answer"));
        }

        await connection.DisposeAsync();
        if (_harness.HasOutput)
        {
            using var reader = new StreamReader(client.Output!);
            (await reader.ReadToEndAsync().WaitAsync(Bound)).ShouldBe("answer");
        }
    }

    [Fact]
    public async Task Stop_WhenSomethingWasSent_ItIsReadAndThenTheInputEnds()
    {
        await using IConnectionListener listener = await BindAsync();
        using TransportClient client = await _harness.ConnectAsync(listener);
        await using Connection connection = await AcceptAsync(listener);
        await SendAsync(client, "before the stop\n");
        await listener.StopAcceptingAsync();
        connection.EndInput();
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("before the stop\n");
    }

    [Fact]
    public async Task Stop_WhileAcceptWaits_MakesItNullForEver()
    {
        await using IConnectionListener listener = await BindAsync();
        await using Connection? shared = await AcceptSharedAsync(listener);
        Task<Connection?> waiting = listener.AcceptAsync(CancellationToken.None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        await listener.StopAcceptingAsync();
        (await waiting.WaitAsync(Bound)).ShouldBeNull();
        (await listener.AcceptAsync(CancellationToken.None)).ShouldBeNull();
        await listener.StopAcceptingAsync();
        (await listener.AcceptAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Accept_WhenCancelled_LeavesTheListenerUsable()
    {
        await using IConnectionListener listener = await BindAsync();
        await using (await AcceptSharedAsync(listener))
        {
            using var cancelling = new CancellationTokenSource();
            Task<Connection?> waiting = listener.AcceptAsync(cancelling.Token).AsTask();
            waiting.IsCompleted.ShouldBeFalse();
            await cancelling.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Bound));
        }

        using TransportClient client = await _harness.ConnectAsync(listener);
        await SendAsync(client, "hello\n");
        await using Connection connection = await AcceptAsync(listener);
        Encoding.UTF8.GetString(await connection.ReadAsync(6)).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Client_WhenItGoesAway_EndsOnlyItsOwnConnection()
    {
        await using IConnectionListener listener = await BindAsync();
        TransportClient first = await _harness.ConnectAsync(listener);
        await SendAsync(first, "first\n");
        await using Connection connection = await AcceptAsync(listener);
        using TransportClient second = await _harness.ConnectAsync(listener);
        await using Connection? other = _harness.HasConnectionPerClient ? await AcceptAsync(listener) : null;
        Encoding.UTF8.GetString(await connection.ReadAsync(6)).ShouldBe("first\n");

        first.Dispose();
        if (other is not null)
        {
            (await connection.ReadToEndAsync()).ShouldBeEmpty();
        }

        await SendAsync(second, "second\n");
        Encoding.UTF8.GetString(await (other ?? connection).ReadAsync(7)).ShouldBe("second\n");
    }

    [Fact]
    public async Task Bind_WhenSomebodyServesTheEndpoint_IsRefusedAndNamesIt()
    {
        if (!_harness.IsExclusive)
        {
            return;
        }

        await using IConnectionListener listener = await BindAsync();
        await using (IConnectionListener other = _harness.CreateListener())
        {
            EndpointException exception = await Should.ThrowAsync<EndpointException>(async () => await other.BindAsync(CancellationToken.None));
            exception.Message.ShouldContain(_harness.Endpoint[(_harness.Endpoint.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            exception.Message.ShouldNotContain('\n');
        }

        // Whoever was refused changed nothing.
        using TransportClient client = await _harness.ConnectAsync(listener);
        await SendAsync(client, "still\n");
        while (true)
        {
            // The one who was refused may have connected in order to find that out.
            await using Connection connection = await AcceptAsync(listener);
            if (Encoding.UTF8.GetString(await connection.ReadAsync(6)) == "still\n")
            {
                return;
            }
        }
    }

    [Fact]
    public async Task Dispose_WhenItIsDone_ReleasesTheEndpoint()
    {
        for (int round = 0; round < 3; round++)
        {
            await using IConnectionListener listener = await BindAsync();
            using TransportClient client = await _harness.ConnectAsync(listener);
            await SendAsync(client, "hello\n");
            await using Connection connection = await AcceptAsync(listener);
            Encoding.UTF8.GetString(await connection.ReadAsync(6)).ShouldBe("hello\n");
        }
    }

    [Fact]
    public async Task Dispose_WhileAConnectionIsOpen_EndsItsInput()
    {
        IConnectionListener listener = await BindAsync();
        using TransportClient client = await _harness.ConnectAsync(listener);
        await using Connection connection = await AcceptAsync(listener);
        Task<byte[]> reading = connection.ReadToEndAsync();
        await listener.DisposeAsync();
        (await reading.WaitAsync(Bound)).ShouldBeEmpty();
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WhenNothingWasBound_IsHarmless()
    {
        IConnectionListener listener = _harness.CreateListener();
        await listener.StopAcceptingAsync();
        await listener.DisposeAsync();
    }

    private async Task<IConnectionListener> BindAsync()
    {
        IConnectionListener listener = _harness.CreateListener();
        await listener.BindAsync(CancellationToken.None);
        return listener;
    }

    // Where all clients share one connection it is there before any of them.
    private async Task<Connection?> AcceptSharedAsync(IConnectionListener listener) =>
        _harness.HasConnectionPerClient ? null : await AcceptAsync(listener);

    private static async Task<Connection> AcceptAsync(IConnectionListener listener) =>
        (await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Bound)).ShouldNotBeNull();

    private static async Task SendAsync(TransportClient client, string text)
    {
        await client.Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await client.Input.FlushAsync();
    }
}
