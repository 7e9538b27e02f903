using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc list</c>: the commands that this caller may run.</summary>
internal static class List
{
    private const string Name = "NAME";
    private const string Gap = "  ";
    private const int WidestUsage = 48;

    public static async Task<int> ExecuteAsync(HostIpcClient client, Invocation invocation)
    {
        CommandListing listing = await client.GetCommandsAsync();
        return invocation.Json ? Answer.Print(CommandListing.Write(listing)) : Answer.Print(Describe(listing));
    }

    private static PlainText Describe(CommandListing listing)
    {
        var text = new PlainText();
        if (listing.Commands.Count > 0)
        {
            string[] usages = [.. listing.Commands.Select(CommandUsage.Of)];
            int width = Math.Min(WidestUsage, usages.Max(static usage => usage.Length));
            AddRow(text, Name, "DESCRIPTION", width);
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
        text.AddLine(description is null ? name : name.PadRight(Math.Max(width, Name.Length)) + Gap + description);
}
