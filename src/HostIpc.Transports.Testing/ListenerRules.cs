namespace HostIpc.Transports.Testing;

/// <summary>The rules of listeners.</summary>
internal static class ListenerRules
{
    public static async Task EndpointIsTheClientsAsync(ContractRun run)
    {
        await using IConnectionListener listener = run.Harness.CreateListener();
        string endpoint = listener.Endpoint;
        ContractRun.Expect(endpoint == run.Harness.Endpoint, $"the listener's endpoint is {endpoint}, and clients are given {run.Harness.Endpoint}");
        int scheme = endpoint.IndexOf(':', StringComparison.Ordinal);
        ContractRun.Expect(scheme > 0 && endpoint.AsSpan(0, scheme).ContainsAnyExceptInRange('a', 'z') is false, $"the endpoint {endpoint} does not begin with a name of small letters and a colon");
    }

    public static async Task StopEndsAcceptingAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        await using Connection? shared = await run.AcceptSharedAsync(listener).ConfigureAwait(false);
        Task<Connection?> waiting = listener.AcceptAsync(CancellationToken.None).AsTask();
        ContractRun.Expect(!waiting.IsCompleted, "AcceptAsync returned before a client came");
        await listener.StopAcceptingAsync().ConfigureAwait(false);
        ExpectNothing(await waiting.WaitAsync(ContractRun.Bound).ConfigureAwait(false), "the AcceptAsync that waited");
        ExpectNothing(await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false), "AcceptAsync after the stop");
        await listener.StopAcceptingAsync().ConfigureAwait(false);
        ExpectNothing(await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false), "AcceptAsync after a second stop");
    }

    public static async Task CancelledAcceptLeavesItUsableAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        Connection? shared = await run.AcceptSharedAsync(listener).ConfigureAwait(false);
        using (var cancelling = new CancellationTokenSource())
        {
            Task<Connection?> waiting = listener.AcceptAsync(cancelling.Token).AsTask();
            ContractRun.Expect(!waiting.IsCompleted, "AcceptAsync returned before a client came");
            await cancelling.CancelAsync().ConfigureAwait(false);
            await ((Task)waiting).WaitAsync(ContractRun.Bound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ContractRun.Expect(waiting.IsCanceled, $"a cancelled AcceptAsync is {waiting.Status}, not cancelled");
        }

        if (shared is not null)
        {
            await shared.DisposeAsync().ConfigureAwait(false);
        }

        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await ContractRun.SendAsync(client, "hello\n").ConfigureAwait(false);
        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        ContractRun.ExpectText(await ContractRun.ReadAsync(connection, 6).ConfigureAwait(false), "hello\n");
    }

    public static async Task SecondBindIsRefusedAsync(ContractRun run)
    {
        if (!run.Harness.IsExclusive)
        {
            return;
        }

        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        await using (IConnectionListener other = run.Harness.CreateListener())
        {
            string message = await FindRefusalAsync(other).ConfigureAwait(false);
            string place = run.Harness.Endpoint[(run.Harness.Endpoint.IndexOf(':', StringComparison.Ordinal) + 1)..];
            ContractRun.Expect(message.Contains(place, StringComparison.Ordinal), $"the refusal does not name {place}: {message}");
            ContractRun.Expect(!message.Contains('\n', StringComparison.Ordinal), $"the refusal has more than one line: {message.ReplaceLineEndings(" | ")}");
        }

        // Whoever was refused changed nothing.
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await ContractRun.SendAsync(client, "still\n").ConfigureAwait(false);
        while (true)
        {
            // The one who was refused may have connected in order to find that out.
            await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
            if ((await ContractRun.ReadAsync(connection, 6).ConfigureAwait(false)).AsSpan().SequenceEqual("still\n"u8))
            {
                return;
            }
        }
    }

    public static async Task DisposalReleasesTheEndpointAsync(ContractRun run)
    {
        for (int round = 0; round < 3; round++)
        {
            await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
            using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
            await ContractRun.SendAsync(client, "hello\n").ConfigureAwait(false);
            await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
            ContractRun.ExpectText(await ContractRun.ReadAsync(connection, 6).ConfigureAwait(false), "hello\n");
        }
    }

    public static async Task DisposalEndsInputsAsync(ContractRun run)
    {
        IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        Task<byte[]> reading = ContractRun.ReadToEndAsync(connection);
        await listener.DisposeAsync().ConfigureAwait(false);
        ContractRun.ExpectText(await reading.WaitAsync(ContractRun.Bound).ConfigureAwait(false), "");
        await listener.DisposeAsync().ConfigureAwait(false);
    }

    public static async Task DisposalUnboundIsHarmlessAsync(ContractRun run)
    {
        IConnectionListener listener = run.Harness.CreateListener();
        await listener.StopAcceptingAsync().ConfigureAwait(false);
        await listener.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<string> FindRefusalAsync(IConnectionListener listener)
    {
        try
        {
            await listener.BindAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (EndpointException e)
        {
            return e.Message;
        }

        throw new TransportContractException($"a second listener could bind to {listener.Endpoint}; an {nameof(EndpointException)} is expected");
    }

    private static void ExpectNothing(Connection? connection, string subject) => ContractRun.Expect(connection is null, $"{subject} returned a connection in place of null");
}
