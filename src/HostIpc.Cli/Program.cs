using System.CommandLine;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Cli.Verbs;
using HostIpc.Client;
using HostIpc.Interop;
using HostIpc.Text;

namespace HostIpc.Cli;

/// <summary>
/// <c>hostipc</c>: reads its command line and does what that says. Of System.CommandLine only the parser is used: its help and its invocation would make the binary a fifth larger, and one handles
/// signals that are to go to the command.
/// </summary>
internal sealed class Program
{
    // A word that begins with @ is no file to read, and -cx is no -c.
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly EndpointOption _endpoint = new();
    private readonly Option<bool> _help = new("--help", "-h") { Recursive = true };
    private readonly Option<bool> _version = new("--version");
    private readonly Verb[] _verbs = CreateVerbs();
    private readonly Command _root;

    private Program()
    {
        _root = new Command("hostipc") { _endpoint, _help, _version };
        foreach (Verb verb in _verbs)
        {
            _root.Add(verb);
        }
    }

    public static int Main(string[] args)
    {
        if (SupportedArchitecture.Fault is { } unsupported)
        {
            Console.Error.WriteLine($"hostipc: {unsupported}");
            return ExitCode.Failure;
        }

        StandardDescriptors.Occupy();
        try
        {
            Invocation invocation = new Program().Parse(args);
            return invocation.Fault is { } fault
                ? ErrorOutput.Print($"{fault} (hostipc --help says what there is)", ExitCode.BadUsage)
                : invocation.RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            // A defect. Its exit code has to be HostIpc's and not one that a command might have, and an abort would leave a core file.
            return ErrorOutput.Print($"an error in hostipc itself: {e.GetType().Name}: {e.Message}", ExitCode.Failure);
        }
    }

    /// <summary>Makes all verbs, in the order of the help. A new one is a class of its own and a line here.</summary>
    public static Verb[] CreateVerbs() =>
    [
        new RunVerb(),
        new SendVerb(),
        new ListVerb(),
        new PingVerb(),
        new NotifyVerb(),
    ];

    private Invocation Parse(string[] args)
    {
        if (OriginalText.FindArgumentFault(args) is { } fault)
        {
            return Invocation.Wrong(fault);
        }

        CommandWords words = CommandWords.Cut(args, _root, static command => command is Verb { TakesCommand: true });
        ParseResult result = _root.Parse(words.Own, Configuration);
        var verb = result.CommandResult.Command as Verb;
        return result.GetValue(_help) ? Invocation.Of(() => Task.FromResult(verb?.PrintHelp() ?? PrintOverview()))
            : result.GetValue(_version) ? Invocation.Of(static () => Task.FromResult(PrintVersion()))
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

    private int PrintOverview()
    {
        var help = new UsageText();
        foreach (Verb verb in _verbs)
        {
            help.AddVerb(verb.Name, verb.Usage);
        }

        help.Add("--version | --help", null);
        help.Add("VERB --help", "more about one of them");
        return help.Print(EndpointOption.Help);
    }

    private static int PrintVersion()
    {
        var text = new PlainText();
        text.AddLine($"hostipc {ProductVersion.Of(typeof(Program).Assembly)}");
        return Answer.Print(text);
    }
}
