using System.Globalization;
using HostIpc.Protocol;
using HostIpc.Server.Settings;

namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd kill ID</c>: ends a request of the server of these settings. For the server's own user.</summary>
internal static class Kill
{
    public static int Run(ServerSettings settings, string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || id == 0)
        {
            StandardError.WriteLine($"hostipcd: kill: \"{Printable.Of(text)}\" is no id; use a number that hostipcd ps shows");
            return ExitCode.Usage;
        }

        (object? ended, string? problem) = ServerQuery.AskAsync<object>(settings.UnixSocket.Path, QueryPayload.WriteEnd(id), static _ => ExitCode.Success).GetAwaiter().GetResult();
        if (ended is null)
        {
            StandardError.WriteLine($"hostipcd: {problem}");
            return ExitCode.Failure;
        }

        return ExitCode.Success;
    }
}
