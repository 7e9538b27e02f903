using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HostIpc.Logging;
using HostIpc.Policy;

namespace HostIpc.Configuration.Audit;

/// <summary>Finds parameters that take more than can be meant.</summary>
internal static class ParameterAudit
{
    private static readonly string[] Probes = ["", "../../x", "; rm -rf /", "$(id)"];
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Options = ["-x", "--option", "--option=/x", "-"];

    public static IEnumerable<string> Find(AuditContext context) => context.Policy.Commands.SelectMany(static command => Find(command));

    /// <summary>Those of some short texts that a pattern takes. Cheap, for texts of the operator's: it may backtrack, and gives up soon.</summary>
    public static List<string> FindTaken(string pattern, IEnumerable<string> texts)
    {
        var whole = new Regex($"\\A(?:{pattern})\\z", RegexOptions.CultureInvariant, Patience);
        return [.. texts.Where(text => IsMatch(whole, text))];
    }

    private static IEnumerable<string> Find(CommandOptions command)
    {
        if (command.Scripts is not null && command.Parameters.Count == 0)
        {
            yield return $"Commands:{command.Name} has Scripts and no Parameters: the scripts get whatever arguments a request has";
        }

        for (int i = 0; i < command.Parameters.Count; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"Commands:{command.Name}:Parameters:{i}");
            foreach (string warning in Find(key, command.Parameters[i]))
            {
                yield return warning;
            }
        }
    }

    private static IEnumerable<string> Find(string key, ParameterOptions parameter)
    {
        string name = $"{key} ({LogEscaping.EscapeExcerpt(parameter.Name, 40)})";
        if (parameter.Values.Count > 0)
        {
            if (!parameter.AllowLeadingDash && parameter.Values.FirstOrDefault(static value => value.StartsWith('-')) is { } refused)
            {
                yield return $"{name} has the value \"{LogEscaping.EscapeExcerpt(refused, 60)}\", which is refused because it begins with a hyphen: set AllowLeadingDash";
            }

            yield break;
        }

        if (parameter.Pattern is { } path && FindEscape(path) is { } escape)
        {
            yield return $"{name} takes \"{escape}\", which leads out of the directory that the Pattern \"{LogEscaping.EscapeExcerpt(path, 60)}\" begins with: write [A-Za-z0-9_-]+ for a name in place of .* or [a-z./]*";
        }

        if (parameter.Pattern is null)
        {
            yield return $"{name} has neither Pattern nor Values: it takes any text";
        }
        else if (FindTaken(parameter.Pattern, Probes) is { Count: > 0 } taken)
        {
            yield return $"{name} takes {Quote(taken)}: the Pattern \"{LogEscaping.EscapeExcerpt(parameter.Pattern, 60)}\" may be too wide";
        }

        if (parameter.AllowLeadingDash && (parameter.Pattern is null || FindTaken(parameter.Pattern, Options).Count > 0))
        {
            yield return $"{name} has AllowLeadingDash and takes {Quote(parameter.Pattern is null ? Options[..2] : FindTaken(parameter.Pattern, Options))}: a request can give the program options";
        }
    }

    // A fixed beginning with a slash in it, and then the way back up.
    private static string? FindEscape(string pattern)
    {
        foreach (string alternative in pattern.Split('|'))
        {
            string start = Unescape(alternative);
            if (start.LastIndexOf('/') is >= 0 and var slash)
            {
                string directory = start[..(slash + 1)];
                string up = string.Concat(Enumerable.Repeat("../", Math.Max(1, directory.Count(letter => letter == '/') - (directory[0] == '/' ? 1 : 0))));
                if (FindTaken(pattern, [$"{directory}{up}etc/shadow", $"{directory}..", $"{directory}x/../../etc/shadow"]) is [var taken, ..])
                {
                    return taken;
                }
            }
        }

        return null;
    }

    // The text that a pattern begins with, up to what may differ.
    private static string Unescape(string pattern)
    {
        const string special = ".[({*+?$";
        var text = new StringBuilder();
        for (int i = pattern.StartsWith("\\A", StringComparison.Ordinal) ? 2 : pattern.StartsWith('^') ? 1 : 0; i < pattern.Length && !special.Contains(pattern[i], StringComparison.Ordinal); i++)
        {
            if (pattern[i] == '\\' && (++i == pattern.Length || char.IsAsciiLetterOrDigit(pattern[i])))
            {
                break;
            }

            text.Append(pattern[i]);
        }

        return text.ToString();
    }

    private static bool IsMatch(Regex whole, string value)
    {
        try
        {
            return whole.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Quote(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}
