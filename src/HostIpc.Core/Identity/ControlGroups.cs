namespace HostIpc.Identity;

/// <summary>The control groups of a process: the text of <c>/proc/PID/cgroup</c>, a line <c>number:controllers:path</c> for each hierarchy (cgroups(7)).</summary>
internal static partial class ControlGroups
{
    /// <summary>The id of the container that the process belongs to; null where there is none, or any doubt.</summary>
    public static string? FindContainer(ReadOnlySpan<byte> text) => Find(text, own: null).Container;

    /// <summary>The containers that the control groups name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="own">The id of the server's own container; null for none.</param>
    /// <remarks>
    /// Version 2 has one hierarchy, version 1 several. Not all of them need be the engine's business, but those that name a container have to name the same one. A path
    /// cannot forge a line: the kernel lets no name hold LF.
    /// </remarks>
    public static ControlGroupPlace Find(ReadOnlySpan<byte> text, string? own)
    {
        if (text.IsEmpty)
        {
            return ControlGroupPlace.Doubt;
        }

        var place = default(ControlGroupPlace);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            if (end < 0 || !TryFindPath(text[..end], out ReadOnlySpan<byte> path))
            {
                // Cut off, or not what the kernel writes.
                return ControlGroupPlace.Doubt;
            }

            ControlGroupPlace found = FindInPath(path, own);
            if (found.IsDoubt || (found.Container is not null && place.Container is not null && found.Container != place.Container))
            {
                return ControlGroupPlace.Doubt;
            }

            place = new ControlGroupPlace
            {
                Container = place.Container ?? found.Container,
                Inner = place.Inner ?? found.Inner,
                IsOwn = place.IsOwn || found.IsOwn,
            };
            text = text[(end + 1)..];
        }

        return place;
    }

    // The path may hold colons too.
    private static bool TryFindPath(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> path)
    {
        int first = line.IndexOf((byte)':');
        int second = first < 0 ? -1 : line[(first + 1)..].IndexOf((byte)':');
        path = second < 0 ? default : line[(first + second + 2)..];
        return second >= 0;
    }

    /// <summary>The containers that the path leads through.</summary>
    /// <param name="path">The path.</param>
    /// <param name="own">The id of the server's own container; null for none. Containers that run in it count as if they ran beside it.</param>
    /// <remarks>
    /// The first name that is a container's counts, not the last: a container may make control groups below its own and name them as it likes. The
    /// path begins with <c>/..</c> where the server has a control group namespace of its own (cgroup_namespaces(7)); what was above is not seen then.
    /// </remarks>
    private static ControlGroupPlace FindInPath(ReadOnlySpan<byte> path, string? own)
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
            string? id = isPod && IsId(name) ? null : FindContainerOf(name);
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

                isForeign |= IsForeign(name);
            }
        }

        return new ControlGroupPlace { Container = found, IsOwn = isOwn };
    }
}
