using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary>How a command is called: <c>restart &lt;site&gt; [level=info]</c>.</summary>
internal static class CommandUsage
{
    private const int MaxValues = 6;

    public static string Of(CommandSummary command)
    {
        var text = new StringBuilder(command.Name);
        foreach (ParameterSummary parameter in command.Parameters)
        {
            string value = parameter.Values.Count is > 0 and <= MaxValues ? string.Join('|', parameter.Values) : parameter.Name;
            text.Append(' ').Append(parameter switch
            {
                { Default: { } defaultValue } => $"[{value}={defaultValue}]",
                { Optional: true } => $"[{value}]",
                _ => $"<{value}>",
            });
        }

        return text.ToString();
    }
}
