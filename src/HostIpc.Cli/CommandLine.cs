using System.CommandLine;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Verbs;
using HostIpc.Client;

namespace HostIpc.Cli;

/// <summary>
/// Tells System.CommandLine what <c>hostipc</c> takes. Only its parser is used: its help and its invocation would make the binary a fifth larger, and one handles
/// signals that are to go to the command.
/// </summary>
internal sealed class CommandLine
{
    // A word that begins with @ is no file to read, and -cx is no -c.
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly EndpointOption _endpoint = new();
    private readonly Option<bool> _help = new("--help", "-h") { Recursive = true };
    private readonly Option<bool> _version = new("--version");
    private readonly Verb[] _verbs = VerbList.Create();
    private readonly Command _root;

    public CommandLine()
    {
        _root = new Command("hostipc") { _endpoint, _help, _version };
        foreach (Verb verb in _verbs)
        {
            _root.Add(verb);
        }
    }

    public Invocation Parse(string[] args)
    {
        if (ArgumentBytes.FindFault(args) is { } fault)
        {
            return Invocation.Wrong(fault);
        }

        CommandWords words = CommandWords.Cut(args, _root, static command => command is Verb { TakesCommand: true });
        ParseResult result = _root.Parse(words.Own, Configuration);
        var verb = result.CommandResult.Command as Verb;
        return result.GetValue(_help) ? Invocation.Of(() => Task.FromResult(verb is null ? HelpText.PrintOverview(_verbs) : HelpText.Print(verb)))
            : result.GetValue(_version) ? Invocation.Of(static () => Task.FromResult(HelpText.PrintVersion()))
            : FindFault(result) is { } wrong ? Invocation.Wrong(wrong)
            : verb!.Read(new VerbArguments(result, words, result.GetValue(_endpoint) ?? new HostIpcClientOptions().Endpoint));
    }

    private string? FindFault(ParseResult result) =>
        result.UnmatchedTokens is [{ } unknown, ..] ? $"{unknown} is not known here"
        : result.CommandResult.Command == _root && !result.Errors.Any(error => error.SymbolResult != result.CommandResult) ? $"a verb is missing: {ListVerbs()}"
        : result.Errors is [{ } error, ..] ? error.Message.TrimEnd('.')
        : null;

    // As in "run, send or list".
    private string ListVerbs()
    {
        string[] names = Array.ConvertAll(_verbs, static verb => verb.Name);
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }
}
