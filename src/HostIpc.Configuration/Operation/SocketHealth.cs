using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration.Operation;

/// <summary>Asks a server over its socket how it is.</summary>
internal static class SocketHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>What it answered; null with the reason where it did not. One that has too many connections to answer more is alive all the same.</summary>
    public static Task<(string? Answer, string? Problem)> AskAsync(string path) =>
        ServerExchange.AskAsync<string>(path, QueryPayload.Write(QueryPayload.Status), Patience, Take, (ServerExchange.Busy, null));

    private static (string? Answer, string? Problem) Take(in Frame frame) => frame switch
    {
        { Status: FrameStatus.Frame, Type: FrameType.Answer } => (Describe(ServerStatus.Read(frame.Payload)), null),
        { Status: FrameStatus.Frame, Type: FrameType.Rejected } => ($"it is {RejectedPayload.Read(frame.Payload).Reason}".ToLowerInvariant(), null),
        _ => (null, $"{ServerExchange.NoServer}: {frame.Fault ?? "it closed the connection"}"),
    };

    private static string Describe(ServerStatus status) => $"version {status.Version}, {status.Running} commands run";
}
