using System.Text;

namespace HostIpc.Transports.Testing;

/// <summary>The rules of connections.</summary>
internal static class ConnectionRules
{
    public static async Task InputIsWholeAsync(ContractRun run)
    {
        var random = new Random(20261121);
        byte[] sent = new byte[700_001];
        random.NextBytes(sent);
        sent[^1] = (byte)'\n'; // a FIFO ends the last line of whoever leaves
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        Task sending = Task.Run(async () =>
        {
            for (int at = 0; at < sent.Length;)
            {
                int size = Math.Min(random.Next(3) == 0 ? random.Next(1, 100_000) : random.Next(1, 300), sent.Length - at);
                await client.Input.WriteAsync(sent.AsMemory(at, size)).ConfigureAwait(false);
                await client.Input.FlushAsync().ConfigureAwait(false);
                at += size;
            }
        });

        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        byte[] received = await ContractRun.ReadAsync(connection, sent.Length).ConfigureAwait(false);
        await sending.WaitAsync(ContractRun.Bound).ConfigureAwait(false);
        ContractRun.Expect(received.AsSpan().SequenceEqual(sent), $"of {sent.Length} bytes that were sent, {received.Length} came, and {received.AsSpan().CommonPrefixLength(sent)} of them right");
    }

    public static async Task OutputIsWholeAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        if (!run.Harness.HasOutput)
        {
            ContractRun.Expect(connection.Output is null, "the connection has an output, and the harness says that there is no way back");
            return;
        }

        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        Task sending = Task.Run(async () => await connection.Output!.WriteAsync(sent).ConfigureAwait(false));
        byte[] received = new byte[sent.Length];
        await client.Output!.ReadExactlyAsync(received).AsTask().WaitAsync(ContractRun.Bound).ConfigureAwait(false);
        await sending.WaitAsync(ContractRun.Bound).ConfigureAwait(false);
        ContractRun.Expect(received.AsSpan().SequenceEqual(sent), $"of {sent.Length} bytes that were written, {received.AsSpan().CommonPrefixLength(sent)} came right");
    }

    public static async Task DisposalEndsTheOutputAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        await ContractRun.SendAsync(client, "not read\n").ConfigureAwait(false);
        if (run.Harness.HasOutput)
        {
            await connection.Output!.WriteAsync(Encoding.UTF8.GetBytes("answer")).ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        if (run.Harness.HasOutput)
        {
            using var reader = new StreamReader(client.Output!);
            string answer = await reader.ReadToEndAsync().WaitAsync(ContractRun.Bound).ConfigureAwait(false);
            ContractRun.Expect(answer == "answer", $"the client read \"{answer}\" in place of \"answer\" and the end");
        }
    }

    public static async Task LeavingEndsOneConnectionAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        TransportClient first = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await ContractRun.SendAsync(first, "first\n").ConfigureAwait(false);
        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        using TransportClient second = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await using Connection? other = run.Harness.HasConnectionPerClient ? await ContractRun.AcceptAsync(listener).ConfigureAwait(false) : null;
        ContractRun.ExpectText(await ContractRun.ReadAsync(connection, 6).ConfigureAwait(false), "first\n");

        first.Dispose();
        if (other is not null)
        {
            ContractRun.ExpectText(await ContractRun.ReadToEndAsync(connection).ConfigureAwait(false), "");
        }

        await ContractRun.SendAsync(second, "second\n").ConfigureAwait(false);
        ContractRun.ExpectText(await ContractRun.ReadAsync(other ?? connection, 7).ConfigureAwait(false), "second\n");
    }

    public static async Task StopEndsTheInputAsync(ContractRun run)
    {
        await using IConnectionListener listener = await run.BindAsync().ConfigureAwait(false);
        using TransportClient client = await run.Harness.ConnectAsync(listener).ConfigureAwait(false);
        await using Connection connection = await ContractRun.AcceptAsync(listener).ConfigureAwait(false);
        await ContractRun.SendAsync(client, "before the stop\n").ConfigureAwait(false);
        await listener.StopAcceptingAsync().ConfigureAwait(false);
        connection.EndInput();
        ContractRun.ExpectText(await ContractRun.ReadToEndAsync(connection).ConfigureAwait(false), "before the stop\n");
    }
}
