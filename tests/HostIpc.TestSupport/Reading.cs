using System.Buffers;
using System.IO.Pipelines;
using HostIpc.Transports;

namespace HostIpc.TestSupport;

/// <summary>Reads a connection's input, with a bound.</summary>
public static class Reading
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>Reads just so many bytes; fewer where the input ends before.</summary>
    public static async Task<byte[]> ReadAsync(this Connection connection, int count)
    {
        using var bound = new CancellationTokenSource(Bound);
        ReadResult result = await connection.Input.ReadAtLeastAsync(count, bound.Token);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(count, result.Buffer.Length));
        byte[] bytes = taken.ToArray();
        connection.Input.AdvanceTo(taken.End);
        return bytes;
    }

    /// <summary>Reads what is left, up to the end of the input, which has to come.</summary>
    public static async Task<byte[]> ReadToEndAsync(this Connection connection)
    {
        using var bound = new CancellationTokenSource(Bound);
        using var all = new MemoryStream();
        await connection.Input.CopyToAsync(all, bound.Token);
        return all.ToArray();
    }
}
