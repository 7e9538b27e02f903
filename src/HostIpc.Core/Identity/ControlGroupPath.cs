namespace HostIpc.Identity;

/// <summary>A path in a hierarchy of control groups, as <c>/proc/PID/cgroup</c> shows it.</summary>
internal static class ControlGroupPath
{
    /// <summary>The containers that the path leads through.</summary>
    /// <param name="path">The path.</param>
    /// <param name="own">The id of the server's own container; null for none. Containers that run in it count as if they ran beside it.</param>
    /// <remarks>
    /// The first name that is a container's counts, not the last: a container may make control groups below its own and name them as it likes. The
    /// path begins with <c>/..</c> where the server has a control group namespace of its own (cgroup_namespaces(7)); what was above is not seen then.
    /// </remarks>
    public static ControlGroupPlace Find(ReadOnlySpan<byte> path, string? own)
    {
        if (path.IsEmpty || path[0] != '/')
        {
            return ControlGroupPlace.Doubt;
        }

        path = path[1..];
        string? found = null;
        bool isOutside = true;
        bool isPod = false;
        bool isForeign = false;
        bool isOwn = false;
        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            isOutside &= name.SequenceEqual(".."u8);
            if (isOutside)
            {
                continue;
            }

            // What podman has right below this directory and without a prefix is a pod, which has an id of the same form.
            string? id = isPod && ControlGroupName.IsId(name) ? null : ControlGroupName.FindContainer(name);
            isPod = name.SequenceEqual("libpod_parent"u8);
            if (id is not null)
            {
                if (isForeign)
                {
                    return ControlGroupPlace.Doubt;
                }

                if (found is not null)
                {
                    return new ControlGroupPlace { Container = found, Inner = id, IsOwn = isOwn };
                }

                if (id == own)
                {
                    isOwn = true;
                    continue;
                }

                found = id;
            }
            else if (found is null)
            {
                // Nor does the kernel write a name that is empty or leads back. The root has an empty one.
                if ((name.IsEmpty && !path.IsEmpty) || name.SequenceEqual(".."u8))
                {
                    return ControlGroupPlace.Doubt;
                }

                isForeign |= ControlGroupName.IsForeign(name);
            }
        }

        return new ControlGroupPlace { Container = found, IsOwn = isOwn };
    }
}
