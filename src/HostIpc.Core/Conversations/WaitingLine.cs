namespace HostIpc.Conversations;

/// <summary>A line that waits.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Bytes">A buffer of the pool that begins with it.</param>
/// <param name="Length">Of the line, in bytes.</param>
/// <param name="IsListed">Whether the log has it.</param>
/// <param name="Since">When it was read, as a timestamp of the clock.</param>
internal readonly record struct WaitingLine(long Id, byte[] Bytes, int Length, bool IsListed, long Since)
{
    public ReadOnlySpan<byte> Text => Bytes.AsSpan(0, Length);
}
