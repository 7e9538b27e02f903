using System.Text;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Cli.Verbs;
using HostIpc.Text;

namespace HostIpc.Cli;

/// <summary>What <c>hostipc</c> says of itself.</summary>
internal static class HelpText
{
    private const int FormWidth = 41;
    private const string Gap = "   ";
    private const string Title = "usage: ";
    private const string Indent = "       ";

    public static int PrintVersion()
    {
        var text = new PlainText();
        text.AddLine($"hostipc {ProductVersion.Of(typeof(HelpText).Assembly)}");
        return Answer.Print(text);
    }

    /// <summary>Prints all verbs in short.</summary>
    public static int PrintOverview(Verb[] verbs)
    {
        var help = new StringBuilder();
        foreach (Verb verb in verbs)
        {
            AddUsage(help, verb);
        }

        AddLine(help, "--version | --help", null);
        AddLine(help, "VERB --help", "more about one of them");
        return Print(help.Append('\n').Append(EndpointOption.Help));
    }

    /// <summary>Prints the help of one verb.</summary>
    public static int Print(Verb verb)
    {
        var help = new StringBuilder();
        AddUsage(help, verb);
        return Print(help.Append('\n').Append(verb.Details));
    }

    private static void AddUsage(StringBuilder help, Verb verb)
    {
        foreach (UsageLine line in verb.Usage)
        {
            AddLine(help, $"{verb.Name} {line.Form}", line.Purpose);
        }
    }

    private static void AddLine(StringBuilder help, string form, string? purpose)
    {
        string call = $"hostipc {form}";
        help.Append(help.Length == 0 ? Title : Indent).Append(purpose is null ? call : $"{call.PadRight(FormWidth)}{Gap}{purpose}").Append('\n');
    }

    private static int Print(StringBuilder help)
    {
        var text = new PlainText();
        text.Add(Encoding.UTF8.GetBytes(help.ToString()));
        return Answer.Print(text);
    }
}
