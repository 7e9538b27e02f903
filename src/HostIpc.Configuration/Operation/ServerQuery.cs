using System.Buffers;
using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration.Operation;

/// <summary>Asks the server at a Unix socket one question, for the verbs of its operator.</summary>
internal static class ServerQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What it answered; null with the reason where it did not.</summary>
    /// <param name="path">Of the socket.</param>
    /// <param name="query">The payload of the query.</param>
    /// <param name="read">Takes the answer.</param>
    public static async Task<(T? Answer, string? Problem)> AskAsync<T>(string path, ReadOnlyMemory<byte> query, Func<ReadOnlySequence<byte>, T> read)
        where T : class
    {
        if (path.Length == 0)
        {
            return (null, "UnixSocket:Path is empty; the server is asked over its Unix socket");
        }

        Rejection? rejection = null;
        (T? answer, string? problem) = await ServerExchange.AskAsync<T>(path, query, Patience, Take, (null, ServerExchange.Busy)).ConfigureAwait(false);
        return rejection is not null ? (null, LogEscaping.EscapeExcerpt($"{RejectionReasonNames.ToName(rejection.Reason)}: {rejection.Message}"))
            : problem is not null ? (null, $"unix:{path}: {LogEscaping.EscapeExcerpt(problem)}")
            : (answer, null);

        (T? Answer, string? Problem) Take(in Frame frame)
        {
            rejection = frame is { Status: FrameStatus.Frame, Type: FrameType.Rejected } ? RejectedPayload.Read(frame.Payload) : null;
            return frame is { Status: FrameStatus.Frame, Type: FrameType.Answer } ? (read(frame.Payload), null) : (null, ServerExchange.NoServer);
        }
    }
}
