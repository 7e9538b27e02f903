using System.Globalization;
using HostIpc.Policy;

namespace HostIpc.Server.Audit;

/// <summary>Finds parameters that take more than can be meant.</summary>
internal static class ParameterAudit
{
    private static readonly string[] Probes = ["", "../../x", "; rm -rf /", "$(id)"];
    private static readonly string[] Options = ["-x", "--option", "--option=/x", "-"];

    public static IEnumerable<string> Find(CommandDefinition command)
    {
        CommandOptions options = command.Options;
        if (options.Scripts is not null && options.Parameters.Count == 0)
        {
            yield return $"Commands:{command.Name} has Scripts and no Parameters: the scripts get whatever arguments a request has";
        }

        for (int i = 0; i < options.Parameters.Count; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"Commands:{command.Name}:Parameters:{i}");
            foreach (string warning in Find(key, options.Parameters[i]))
            {
                yield return warning;
            }
        }
    }

    private static IEnumerable<string> Find(string key, ParameterOptions parameter)
    {
        string what = $"{key} ({Printable.Of(parameter.Name, 40)})";
        if (parameter.Values.Count > 0)
        {
            yield break;
        }

        if (parameter.Pattern is null)
        {
            yield return $"{what} has neither Pattern nor Values: it takes any text";
        }
        else if (Matching(parameter.Pattern, Probes) is { Count: > 0 } taken)
        {
            yield return $"{what} takes {Quote(taken)}: the Pattern \"{Printable.Of(parameter.Pattern, 60)}\" may be too wide";
        }

        if (parameter.AllowLeadingDash && (parameter.Pattern is null || Matching(parameter.Pattern, Options).Count > 0))
        {
            yield return $"{what} has AllowLeadingDash and takes {Quote(parameter.Pattern is null ? Options[..2] : Matching(parameter.Pattern, Options))}: a request can give the program options";
        }
    }

    private static List<string> Matching(string pattern, string[] texts)
    {
        var expression = new ValuePattern(pattern);
        return [.. texts.Where(expression.IsMatch)];
    }

    private static string Quote(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}
