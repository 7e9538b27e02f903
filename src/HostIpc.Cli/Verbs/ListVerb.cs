using System.CommandLine;
using System.Text;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc list</c>: the commands that this caller may run.</summary>
internal sealed class ListVerb : Verb
{
    private const string NameTitle = "NAME";
    private const string Gap = "  ";
    private const int WidestUsage = 48;
    private const int MaxValues = 6;

    private readonly Option<bool> _json = new("--json");

    public ListVerb()
        : base("list") => Add(_json);

    public override UsageLine[] Usage => [new("[--json]", "the commands that may be run")];

    public override string Details =>
        $"""
        --json           an object of JSON on one line, as in docs/protocol.md

        {EndpointOption.Help}
        """;

    public override Invocation Read(VerbArguments arguments)
    {
        bool asJson = arguments.Parsed.GetValue(_json);
        return Invocation.Of(() => Conversation.HoldAsync(arguments.Endpoint, client => PrintAsync(client, asJson)));
    }

    private static async Task<int> PrintAsync(HostIpcClient client, bool asJson)
    {
        CommandListing listing = await client.GetCommandsAsync();
        return asJson ? Answer.Print(CommandListing.Write(listing)) : Answer.Print(Describe(listing));
    }

    private static PlainText Describe(CommandListing listing)
    {
        var text = new PlainText();
        if (listing.Commands.Count > 0)
        {
            string[] usages = [.. listing.Commands.Select(DescribeUsage)];
            int width = Math.Min(WidestUsage, usages.Max(static usage => usage.Length));
            AddRow(text, NameTitle, "DESCRIPTION", width);
            foreach ((CommandSummary command, string usage) in listing.Commands.Zip(usages))
            {
                AddRow(text, usage, command.Description, width);
            }
        }

        text.AddLine((listing.Shell, listing.Commands.Count) switch
        {
            (true, 0) => "The shell is open: any line and any program may be run.",
            (true, _) => "The shell is open: any other line and program may be run too.",
            (false, 0) => "The shell is closed, and there is no command that may be run.",
            (false, _) => "The shell is closed: nothing else may be run.",
        });
        return text;
    }

    private static void AddRow(PlainText text, string name, string? description, int width) =>
        text.AddLine(description is null ? name : name.PadRight(Math.Max(width, NameTitle.Length)) + Gap + description);

    // As in restart <site> [level=info].
    private static string DescribeUsage(CommandSummary command)
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
