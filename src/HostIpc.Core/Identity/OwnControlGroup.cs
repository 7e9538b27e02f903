using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>The control groups that this process runs in, and the container that they name.</summary>
internal static class OwnControlGroup
{
    private const int MaxBytes = 64 * 1024;

    private static readonly byte[] Text = ProcFile.TryRead("/proc/self/cgroup", MaxBytes) ?? [];

    /// <summary>
    /// The id of the container. Null where this process runs in no container, and where it has a control group namespace of its own: there, its own container is the root of all paths and has no name.
    /// </summary>
    public static string? ContainerId { get; } = ControlGroups.FindContainer(Text);

    /// <summary>Whether the text of <c>/proc/PID/cgroup</c> shows the very control groups of this process, whatever their names say.</summary>
    public static bool IsSame(ReadOnlySpan<byte> groups) => groups.Length > 0 && groups.SequenceEqual(Text);
}
