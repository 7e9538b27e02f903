using System.Buffers;
using System.Text;

namespace HostIpc.Identity;

// What the name of one control group says.
internal static partial class ControlGroups
{
    private const int IdLength = 64;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Whether the text is a container's id as every engine makes them: 64 digits of a lower-case hexadecimal number.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) => text.Length == IdLength && !text.ContainsAnyExcept(Digits);

    /// <inheritdoc cref="IsId(ReadOnlySpan{byte})"/>
    public static bool IsId(string text) => IsId(Encoding.UTF8.GetBytes(text));

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
