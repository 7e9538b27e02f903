using System.Globalization;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Identity;

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

    /// <summary>Where the peer's process ran when it connected. <see cref="PeerLocation.Unknown"/> where the transport does not know the process, as on a FIFO and over a network.</summary>
    public PeerLocation Location { get; init; }

    /// <summary>The network address of a peer without credentials.</summary>
    public string? Address { get; init; }

    /// <summary>What the server itself answers with a request, in words: <c>event container die web</c>; null for a peer that asked.</summary>
    public string? Cause { get; private init; }

    /// <summary>How much is known of <see cref="Container"/>.</summary>
    internal PeerIdentity Identity { get; init; }

    /// <summary>Whether something of the container is still to be asked.</summary>
    internal bool IsIncomplete => Identity != PeerIdentity.Complete || Container is { ImageLabelSource: not null };

    /// <summary>Whether it is in a container, whichever that is.</summary>
    internal bool IsInContainer => Location == PeerLocation.Container || Container is not null;

    /// <summary>Whether the engine has still to say which container it is.</summary>
    internal bool IsUndescribed => Identity != PeerIdentity.Complete && Container?.Name is null;

    /// <summary>Whether the server itself asks, because its operator told it to. It may run any command of the policy, whoever else may, and never the shell.</summary>
    public bool IsOwn => Cause is not null;

    /// <summary>Whether nothing but an address is known, which a neighbour can forge: such a peer needs a rule that it matches, and never gets the shell.</summary>
    internal bool IsAddressAlone => Address is not null && UserId is null;

    /// <summary>
    /// The server itself, because of something that happened: who may run any command of the policy, whoever else may, and never the shell. For <c>ICommandDispatcher</c>. The log shows it as
    /// <c>docker event container die web</c>, and the command as <c>HOSTIPC_PEER</c>.
    /// </summary>
    /// <param name="transport">What told the server, in one word: <c>docker</c>.</param>
    /// <param name="words">What happened, for the log. They may hold what peers chose: what is not a letter, a digit, <c>_</c>, <c>.</c> or <c>-</c> is escaped, and each is cut after 255 characters.</param>
    /// <exception cref="ArgumentException"><paramref name="transport"/> is empty.</exception>
    public static Peer Own(string transport, params string[] words)
    {
        ArgumentException.ThrowIfNullOrEmpty(transport);
        ArgumentNullException.ThrowIfNull(words);
        return new(PeerName.Escape(transport)) { Cause = string.Join(' ', words.Select(PeerName.Escape)) };
    }

    /// <summary>The peer as the log shows it between brackets: <c>unix uid=0 pid=812 container=letsencrypt</c>, <c>docker event container die web</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Transport);
        _ = Cause is null ? text : text.Append(' ').Append(Cause);
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
