using System.Globalization;
using System.Text;
using System.Text.Json;
using HostIpc.Protocol;
using HostIpc.Server.Settings;

namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd ps</c>: lists what runs and waits on the server of these settings. For the server's own user.</summary>
internal static class Ps
{
    public static int Run(ServerSettings settings, bool asJson)
    {
        (ActiveListing? listing, string? problem) = ServerQuery
            .AskAsync(settings.UnixSocket.Path, QueryPayload.Write(QueryPayload.Running), static payload => ActiveListing.Read(payload)).GetAwaiter().GetResult();
        if (listing is null)
        {
            StandardError.WriteLine($"hostipcd: {problem}");
            return ExitCode.Failure;
        }

        if (asJson)
        {
            Console.WriteLine(Format(listing));
        }
        else
        {
            foreach (string row in TextTable.Render([["ID", "STATE", "FOR", "PEER", "COMMAND"], .. listing.Commands.Select(Row)]))
            {
                Console.WriteLine(row);
            }
        }

        if (listing.Omitted > 0)
        {
            StandardError.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hostipcd: {listing.Omitted} more are not shown"));
        }

        return ExitCode.Success;
    }

    private static string[] Row(ActiveCommand command) =>
    [
        command.Id.ToString(CultureInfo.InvariantCulture), command.State, Format(command.Elapsed), Printable.Of(command.Peer), Printable.Of(command.Command),
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
