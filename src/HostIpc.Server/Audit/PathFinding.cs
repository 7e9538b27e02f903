using HostIpc.Interop;

namespace HostIpc.Server.Audit;

/// <summary>What a walk along a path found.</summary>
/// <param name="Error">Why it did not come to the end; none where it did.</param>
/// <param name="Weakness">The first thing on the way that others than root can change, as a sentence; null for none.</param>
internal readonly record struct PathFinding(Errno Error, string? Weakness)
{
    private const int AnyExecute = 0x49; // 0111

    public FileType Type { get; init; }

    public ushort Mode { get; init; }

    public bool IsThere => Error == Errno.None;

    public bool IsProgram => IsThere && Type == FileType.Regular && (Mode & AnyExecute) != 0;
}
