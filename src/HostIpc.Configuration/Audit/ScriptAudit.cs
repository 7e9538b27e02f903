using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds a directory of scripts that will not be run, and the scripts in it that will be skipped.</summary>
internal static class ScriptAudit
{
    private const int MostScripts = 5;

    public static IEnumerable<string> Find(AuditContext context, string path)
    {
        using ScriptDirectory? directory = ScriptDirectory.Open(context.Target, path, out CommandResult? failure);
        if (directory is null)
        {
            return [Printable.Of(failure?.Failure?.Message ?? $"the script directory {path} cannot be opened")];
        }

        List<string> skipped = [.. directory.Names.Select(name => FindProblem(directory, name)).OfType<string>()];
        return skipped.Count <= MostScripts ? skipped
            : [.. skipped.Take(MostScripts), string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(path)}: {skipped.Count - MostScripts} more are skipped")];
    }

    private static string? FindProblem(ScriptDirectory directory, string name)
    {
        using SafePath? script = directory.TryOpen(name, out string reason);
        return script is null ? $"{Printable.Of(directory.PathOf(name))} is skipped: {Printable.Of(reason)}" : null;
    }
}
