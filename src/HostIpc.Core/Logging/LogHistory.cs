using System.Buffers;
using System.Globalization;
using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Logging;

/// <summary>What a log holds of the servers before.</summary>
/// <param name="LastId">The highest number of a request in it; 0 where it has none.</param>
/// <param name="Unfinished">The requests since the last start that were received and have neither a result nor a refusal, in order.</param>
internal sealed partial record LogHistory(long LastId, IReadOnlyList<long> Unfinished)
{
    /// <summary>The highest number that is believed: others may write to a log, and numbers must not run out. Every JSON reader takes it.</summary>
    public const long HighestId = 1L << 52;

    /// <summary>What the line of a start begins with.</summary>
    public const string Started = "started: ";

    // Of a log that is larger only the end counts.
    private const long MaxRead = 64 << 20;

    // A longer line is read so far.
    private const int LongestHead = 512;
    private const int TimeLength = 24;
    private const int MaxRanges = 200;

    private static readonly string[] Reasons = [.. Enum.GetValues<RejectionReason>().Select(static reason => reason.ToName())];

    public static LogHistory None { get; } = new(0, []);

    /// <summary>Reads from the end of a log which numbers are taken, and which requests have no end. Lines in either form, and lines of somebody else's.</summary>
    public static LogHistory Read(LogFile file)
    {
        var reader = new Reader();
        byte[] block = ArrayPool<byte>.Shared.Rent(LogFile.BlockSize);
        _ = file.TryGetSize(out long size);
        long offset = Math.Max(0, size - MaxRead);
        long end = offset + MaxRead;
        int count;
        while (offset < end && (count = file.Read(block.AsSpan(0, LogFile.BlockSize), offset, out _)) > 0)
        {
            reader.Add(block.AsSpan(0, count));
            offset += count;
        }

        ArrayPool<byte>.Shared.Return(block);
        return reader.Found;
    }

    /// <summary>The numbers of <see cref="Unfinished"/> in short: <c>7, 9-12</c>.</summary>
    public string FormatUnfinished()
    {
        var text = new StringBuilder();
        int ranges = 0;
        for (int index = 0; index < Unfinished.Count; ranges++)
        {
            if (ranges == MaxRanges)
            {
                return text.Append(CultureInfo.InvariantCulture, $" and {Unfinished.Count - index} more").ToString();
            }

            int first = index;
            while (++index < Unfinished.Count && Unfinished[index] == Unfinished[index - 1] + 1)
            {
            }

            _ = text.Append(first == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{Unfinished[first]}");
            _ = index - first > 1 ? text.Append(CultureInfo.InvariantCulture, $"-{Unfinished[index - 1]}") : text;
        }

        return text.ToString();
    }
}
