namespace HostIpc.Transports;

/// <summary>A path in a hierarchy of control groups, as <c>/proc/PID/cgroup</c> shows it.</summary>
internal static class ControlGroupPath
{
    /// <summary>The id of the container that the path leads through; null where there is none, or any doubt.</summary>
    /// <remarks>
    /// The first name that is a container's counts, not the last: a container may make control groups below its own and name them as it likes. The
    /// path begins with <c>/..</c> where the server has a control group namespace of its own (cgroup_namespaces(7)); what was above is not seen then.
    /// </remarks>
    public static string? FindContainer(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path[0] != '/')
        {
            return null;
        }

        path = path[1..];
        bool isOutside = true;
        bool isPod = false;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            isOutside &= name.SequenceEqual(".."u8);
            if (isOutside)
            {
                continue;
            }

            // What podman has right below this directory and without a prefix is a pod, which has an id of the same form.
            if (!(isPod && ControlGroupName.IsId(name)) && ControlGroupName.FindContainer(name) is { } id)
            {
                return id;
            }

            // Nor does the kernel write a name that is empty or leads back.
            if (name.IsEmpty || name.SequenceEqual(".."u8) || ControlGroupName.IsForeign(name))
            {
                return null;
            }

            isPod = name.SequenceEqual("libpod_parent"u8);
        }

        return null;
    }
}
