using System.Globalization;
using System.Text;

namespace HostIpc.Transports;

/// <summary>Who is at the other end of a connection, as far as the kernel vouches for it. What is null is unknown.</summary>
/// <param name="Transport">The transport's short name: <c>fifo</c>, <c>unix</c>, <c>tcp</c>.</param>
public sealed record Peer(string Transport)
{
    /// <summary>The peer of a FIFO: the kernel does not tell who wrote.</summary>
    public static Peer Fifo { get; } = new("fifo");

    /// <summary>The peer's effective user id when it connected (<c>SO_PEERCRED</c>, unix(7)).</summary>
    public uint? UserId { get; init; }

    /// <summary>The peer's effective group id when it connected.</summary>
    public uint? GroupId { get; init; }

    /// <summary>The peer's process id in the server's pid namespace.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The groups that the peer's process was in beside <see cref="GroupId"/> when it connected (<c>SO_PEERGROUPS</c>, Linux 4.13).</summary>
    public IReadOnlyList<uint> SupplementaryGroups { get; init; } = [];

    /// <summary>The container that the peer's process belongs to.</summary>
    public PeerContainer? Container { get; init; }

    /// <summary>The network address of a peer without credentials.</summary>
    public string? Address { get; init; }

    /// <summary>The peer as the log shows it between brackets: <c>unix uid=0 pid=812 container=letsencrypt</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Transport);
        Append(text, "uid", UserId?.ToString(CultureInfo.InvariantCulture));
        Append(text, "gid", GroupId?.ToString(CultureInfo.InvariantCulture));
        Append(text, "pid", ProcessId?.ToString(CultureInfo.InvariantCulture));
        Append(text, "container", Container?.ToString());
        Append(text, "address", Address);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(name).Append('=').Append(value);
        }
    }
}
