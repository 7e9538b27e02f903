using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace HostIpc.Transports.Testing;

/// <summary>A transport under check, with the steps that rules are made of. Every wait has a bound.</summary>
internal sealed class ContractRun(TransportHarness harness)
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public TransportHarness Harness => harness;

    public static void Expect(bool condition, string message)
    {
        if (!condition)
        {
            throw new TransportContractException(message);
        }
    }

    public static void ExpectText(ReadOnlySpan<byte> bytes, string expected)
    {
        string text = Encoding.UTF8.GetString(bytes);
        Expect(text == expected, $"expected the text \"{expected.TrimEnd()}\", read \"{text.TrimEnd()}\"");
    }

    public async Task<IConnectionListener> BindAsync()
    {
        IConnectionListener listener = harness.CreateListener();
        await listener.BindAsync(CancellationToken.None).ConfigureAwait(false);
        return listener;
    }

    public static async Task<Connection> AcceptAsync(IConnectionListener listener) =>
        await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Bound).ConfigureAwait(false) ?? throw new TransportContractException("AcceptAsync returned null before the stop");

    /// <summary>The connection that all clients share, which is there before any of them; null where each has one of its own.</summary>
    public async Task<Connection?> AcceptSharedAsync(IConnectionListener listener) => harness.HasConnectionPerClient ? null : await AcceptAsync(listener).ConfigureAwait(false);

    public static async Task SendAsync(TransportClient client, string text)
    {
        await client.Input.WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        await client.Input.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Reads just so many bytes; fewer where the input ends before.</summary>
    public static async Task<byte[]> ReadAsync(Connection connection, int count)
    {
        using var bound = new CancellationTokenSource(Bound);
        ReadResult result = await connection.Input.ReadAtLeastAsync(count, bound.Token).ConfigureAwait(false);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(count, result.Buffer.Length));
        byte[] bytes = taken.ToArray();
        connection.Input.AdvanceTo(taken.End);
        return bytes;
    }

    /// <summary>Reads what is left, up to the end of the input, which has to come.</summary>
    public static async Task<byte[]> ReadToEndAsync(Connection connection)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var all = new MemoryStream();
        await connection.Input.CopyToAsync(all, bound.Token).ConfigureAwait(false);
        return all.ToArray();
    }
}
