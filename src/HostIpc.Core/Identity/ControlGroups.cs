using System.Buffers;
using System.Text;

namespace HostIpc.Identity;

/// <summary>The control groups of a process: the text of <c>/proc/PID/cgroup</c>, a line <c>number:controllers:path</c> for each hierarchy (cgroups(7)).</summary>
internal static class ControlGroups
{
    private const int IdLength = 64;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Whether the text is a container's id as every engine makes them: 64 digits of a lower-case hexadecimal number.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) => text.Length == IdLength && !text.ContainsAnyExcept(Digits);

    /// <inheritdoc cref="IsId(ReadOnlySpan{byte})"/>
    public static bool IsId(string text) => IsId(Encoding.UTF8.GetBytes(text));

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

    /// <summary>The id of the container that the name of one control group is made for; null where it is made for none.</summary>
    /// <remarks>
    /// <c>ID</c> where an engine makes directories itself (cgroupfs), <c>docker-ID.scope</c> where it asks systemd, and <c>x.slice:docker:ID</c> where a runtime that
    /// makes directories was given what is meant for systemd (runc's <c>cgroupsPath</c>, docs/systemd.md). Other units of an engine, as
    /// <c>libpod-conmon-ID.scope</c>, are not the container.
    /// </remarks>
    private static string? FindContainerOf(ReadOnlySpan<byte> name)
    {
        if (IsId(name))
        {
            return Encoding.ASCII.GetString(name);
        }

        // Podman's Quadlet and systemd's own services of containers have this below theirs (--cgroups=split).
        if (name.StartsWith("libpod-payload-"u8) && IsId(name["libpod-payload-".Length..]))
        {
            return Encoding.ASCII.GetString(name[^IdLength..]);
        }

        name = name.EndsWith(".scope"u8) ? name[..^".scope".Length] : name;
        if (name.Length <= IdLength + 1 || !IsId(name[^IdLength..]))
        {
            return null;
        }

        ReadOnlySpan<byte> before = name[..^(IdLength + 1)];
        int slice = before.IndexOf(".slice:"u8);
        bool isMade = name[^(IdLength + 1)] switch
        {
            (byte)'-' => IsRuntime(before),
            (byte)':' => slice > 0 && IsRuntime(before[(slice + ".slice:".Length)..]),
            _ => false,
        };
        return isMade ? Encoding.ASCII.GetString(name[^IdLength..]) : null;
    }

    /// <summary>
    /// Whether what is below was named by somebody who need not be root: a user to whom systemd delegated a part (<c>user@1000.service</c>, see
    /// systemd's docs/CGROUP_DELEGATION), a login session, a virtual machine, a container with a system of its own (LXC, nspawn).
    /// </summary>
    /// <remarks>To be asked of a name that is no container's: a scope is one too. Services are not, since containerd and others keep containers below theirs.</remarks>
    private static bool IsForeign(ReadOnlySpan<byte> name) =>
        name.EndsWith(".scope"u8) || name.SequenceEqual("user.slice"u8) || name.SequenceEqual("user"u8)
        || name.StartsWith("user@"u8) || name.StartsWith("lxc"u8) || name.StartsWith("systemd-nspawn@"u8);

    private static bool IsRuntime(ReadOnlySpan<byte> prefix) =>
        prefix.SequenceEqual("docker"u8) || prefix.SequenceEqual("libpod"u8) || prefix.SequenceEqual("cri-containerd"u8) || prefix.SequenceEqual("crio"u8)
        || prefix.SequenceEqual("nerdctl"u8);
}
