using System.CommandLine;
using HostIpc.Client;

namespace HostIpc.Cli.Arguments;

/// <summary>
/// Tells System.CommandLine what <c>hostipc</c> takes. Only its parser is used: its help and its invocation would make the binary a fifth larger, and one handles
/// signals that are to go to the command.
/// </summary>
internal sealed class CommandLine
{
    public const string Run = "run";
    public const string Send = "send";
    public const string List = "list";
    public const string Ping = "ping";
    public const string Notify = "notify";
    public const string Help = "--help";
    public const string Version = "--version";

    // A word that begins with @ is no file to read, and -cx is no -c.
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly Option<string?> _endpoint = new("--endpoint") { Recursive = true };
    private readonly Option<bool> _help = new(Help, "-h") { Recursive = true };
    private readonly Option<bool> _version = new(Version);
    private readonly Option<bool> _json = new("--json");
    private readonly Argument<string> _line = new("LINE");
    private readonly Argument<string?> _host = new("HOST") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _port = new("PORT") { Arity = ArgumentArity.ZeroOrOne };
    private readonly RunOptions _runOptions = new();
    private readonly Command _root;
    private readonly Command _run = new(Run);

    public CommandLine()
    {
        _runOptions.AddTo(_run);
        _root = new Command("hostipc")
        {
            _endpoint, _help, _version, _run, new Command(Send) { _line }, new Command(List) { _json }, new Command(Ping) { _json }, new Command(Notify) { _host, _port },
        };
    }

    public Invocation Parse(string[] args)
    {
        if (ArgumentBytes.FindFault(args) is { } fault)
        {
            return new Invocation { Fault = fault };
        }

        CommandWords words = CommandWords.Cut(args, _root, _run);
        ParseResult result = _root.Parse(words.Own, Configuration);
        return result.GetValue(_help) ? new Invocation { Verb = Help, HelpOn = result.CommandResult.Command == _root ? null : result.CommandResult.Command.Name }
            : result.GetValue(_version) ? new Invocation { Verb = Version }
            : FindFault(result, words) is { } wrong ? new Invocation { Fault = wrong }
            : Complete(new Invocation { Verb = result.CommandResult.Command.Name, Json = result.GetValue(_json) }, result, words);
    }

    private string? FindFault(ParseResult result, CommandWords words)
    {
        Command command = result.CommandResult.Command;
        return result.UnmatchedTokens is [{ } unknown, ..] ? $"{unknown} is not known here"
            : command == _root && !result.Errors.Any(error => error.SymbolResult != result.CommandResult) ? "a verb is missing: run, send, list, ping or notify"
            : result.Errors is [{ } error, ..] ? error.Message.TrimEnd('.')
            : result.GetResult(_line) is { Tokens: [{ Value: ['-', _, ..] } line] } && !words.Own.Contains("--") ? $"{line.Value} is not known here; a line that begins with - goes after --"
            : command.Name == Notify ? Verbs.Notify.FindFault(result.GetValue(_host), result.GetValue(_port))
            : null;
    }

    private Invocation Complete(Invocation invocation, ParseResult result, CommandWords words)
    {
        if (result.GetValue(_endpoint) is { } endpoint)
        {
            invocation = invocation with { Endpoint = endpoint };
        }

        return invocation.Verb switch
        {
            Run => _runOptions.Complete(invocation, result, words.Command),
            Send => invocation with { Line = result.GetValue(_line), Fault = HostIpcClient.FindLineFault(result.GetValue(_line)!) is { } fault ? $"the line cannot be sent: {fault}" : null },
            Notify => invocation with { Host = result.GetValue(_host), Port = result.GetValue(_port) is { } port ? Verbs.Notify.ParsePort(port)!.Value : Verbs.Notify.DefaultPort },
            _ => invocation,
        };
    }
}
