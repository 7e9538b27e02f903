namespace HostIpc.Logging;

/// <summary>A part of a log that is kept.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Dropped">How many lines at its beginning are not kept.</param>
internal readonly record struct LogPart(long Start, long End, long Dropped)
{
    /// <summary>As much of a block as there is of the part from an offset on.</summary>
    public Span<byte> Rest(byte[] block, long offset) => block.AsSpan(0, (int)Math.Min(LogFile.BlockSize, Math.Max(0, End - offset)));
}
