namespace HostIpc.Transports;

/// <summary>The control groups of a process: the text of <c>/proc/PID/cgroup</c>, a line <c>number:controllers:path</c> for each hierarchy (cgroups(7)).</summary>
internal static class ControlGroups
{
    /// <summary>The id of the container that the process belongs to; null where there is none, or any doubt.</summary>
    /// <remarks>
    /// Version 2 has one hierarchy, version 1 several. Not all of them need be the engine's business, but those that name a container have to name the same one. A path
    /// cannot forge a line: the kernel lets no name hold LF.
    /// </remarks>
    public static string? FindContainer(ReadOnlySpan<byte> text)
    {
        string? found = null;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0 || !TryFindPath(text[..end], out ReadOnlySpan<byte> path))
            {
                // Cut off, or not what the kernel writes.
                return null;
            }

            string? container = ControlGroupPath.FindContainer(path);
            if (container is not null && found is not null && container != found)
            {
                return null;
            }

            found ??= container;
            text = text[(end + 1)..];
        }

        return found;
    }

    // The path may hold colons too.
    private static bool TryFindPath(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> path)
    {
        int first = line.IndexOf((byte)':');
        int second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
        path = second < 0 ? default : line[(first + second + 2)..];
        return second >= 0;
    }
}
