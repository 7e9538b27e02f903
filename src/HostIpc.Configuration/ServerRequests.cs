using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HostIpc.Configuration.Operation;
using HostIpc.Logging;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Configuration;

/// <summary>The requests that run and wait on the server of some settings: the verbs <c>ps</c> and <c>kill</c> of <c>hostipcd</c>. For the server's own user, over its Unix socket.</summary>
public static class ServerRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Lists what runs and waits.</summary>
    /// <param name="settings">The settings that the server was started with.</param>
    /// <param name="asJson">Whether to write a JSON array in place of a table.</param>
    /// <param name="output">Gets the list.</param>
    /// <param name="problem">Why there is none; where there is, how many more are not shown; null for nothing.</param>
    /// <returns>Whether the server answered, within ten seconds.</returns>
    public static bool List(HostIpcSettings settings, bool asJson, TextWriter output, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        (ActiveListing? listing, problem) = Ask(settings, QueryPayload.Write(QueryPayload.Running), static payload => ActiveListing.Read(payload));
        if (listing is null)
        {
            return false;
        }

        if (asJson)
        {
            output.WriteLine(Format(listing));
        }
        else
        {
            foreach (string row in TextTable.Render([["ID", "STATE", "FOR", "PEER", "COMMAND"], .. listing.Commands.Select(Row)]))
            {
                output.WriteLine(row);
            }
        }

        problem = listing.Omitted > 0 ? string.Create(CultureInfo.InvariantCulture, $"{listing.Omitted} more are not shown") : null;
        return true;
    }

    /// <summary>Ends a request: SIGTERM, after <c>Execution:KillGrace</c> SIGKILL.</summary>
    /// <param name="settings">The settings that the server was started with.</param>
    /// <param name="id">The id that the list shows.</param>
    /// <param name="problem">Why it was not ended; null where it was.</param>
    /// <returns>Whether it was ended; null where <paramref name="id"/> is no id.</returns>
    public static bool? End(HostIpcSettings settings, string id, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(id);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number == 0)
        {
            problem = $"kill: \"{LogEscaping.EscapeExcerpt(id)}\" is no id; use a number that hostipcd ps shows";
            return null;
        }

        (object? ended, problem) = Ask<object>(settings, QueryPayload.WriteEnd(number), static _ => true);
        return ended is not null;
    }

    private static (T? Answer, string? Problem) Ask<T>(HostIpcSettings settings, ReadOnlyMemory<byte> query, Func<ReadOnlySequence<byte>, T> read)
        where T : class
    {
        string path = settings.UnixSocket.Path;
        if (path.Length == 0)
        {
            return (null, "UnixSocket:Path is empty; the server is asked over its Unix socket");
        }

        Rejection? rejection = null;
        (T? answer, string? problem) = ServerQuery.AskAsync<T>(path, query, Patience, Take, (null, ServerQuery.Busy)).GetAwaiter().GetResult();
        return rejection is not null ? (null, LogEscaping.EscapeExcerpt($"{RejectionReasonNames.ToName(rejection.Reason)}: {rejection.Message}"))
            : problem is not null ? (null, $"unix:{path}: {LogEscaping.EscapeExcerpt(problem)}")
            : (answer, null);

        (T? Answer, string? Problem) Take(in Frame frame)
        {
            rejection = frame is { Status: FrameStatus.Frame, Type: FrameType.Rejected } ? RejectedPayload.Read(frame.Payload) : null;
            return frame is { Status: FrameStatus.Frame, Type: FrameType.Answer } ? (read(frame.Payload), null) : (null, ServerQuery.NoServer);
        }
    }

    private static string[] Row(ActiveCommand command) =>
    [
        command.Id.ToString(CultureInfo.InvariantCulture), command.State, Format(command.Elapsed), LogEscaping.EscapeExcerpt(command.Peer), LogEscaping.EscapeExcerpt(command.Command),
    ];

    private static string Format(TimeSpan elapsed) => elapsed.TotalDays >= 1
        ? elapsed.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture)
        : elapsed.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Format(ActiveListing listing)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (ActiveCommand command in listing.Commands)
            {
                writer.WriteStartObject();
                command.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
