using HostIpc.Identity;

namespace HostIpc.Logging;

/// <summary>
/// The log of commands, for what belongs there and is no request: a transport that lost its endpoint, a package that drops events, an application that wants to leave a note between the commands. Injected
/// where it is needed; it writes to every <see cref="ICommandLogSink"/>.
/// </summary>
/// <remarks>Members may be added; implement it only in tests. A fake has to implement <see cref="Notice"/>.</remarks>
public interface ICommandLog
{
    /// <summary>Whether anything is written: there is a sink.</summary>
    bool IsEnabled => true;

    /// <summary>Writes a message for the operator. The text log shows it with the id 0 and the mark <c>x</c>, the JSON log as the event <c>notice</c>.</summary>
    /// <param name="text">One sentence. It may hold what a peer sent: the log escapes it, and cuts it after 2048 bytes.</param>
    /// <param name="peer">Whom it is about; null for the server itself.</param>
    /// <remarks>Whoever calls bounds how often: a log of bounded length loses its oldest lines to whatever a peer can have written into it.</remarks>
    void Notice(string text, Peer? peer = null);
}
