using System.Buffers;
using System.CommandLine;
using System.Globalization;
using HostIpc.Cli.Arguments;
using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc run</c>: a command on the host, as if it were local.</summary>
internal sealed partial class RunVerb : Verb
{
    private static readonly (string Suffix, TimeSpan Unit)[] TimeUnits =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), // before s and m, which it ends and begins with
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("", TimeSpan.FromSeconds(1)),
    ];

    // A word with one of these is hardly a program's name.
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create(" \t\n|&;<>$`*?");

    private readonly Option<string?> _directory = new("--cwd");
    private readonly Option<string[]> _environment = new("--env");
    private readonly Option<string?> _timeout = new("--timeout");
    private readonly Option<string?> _line = new("-c");
    private readonly Option<bool> _noInput = new("-n");

    public RunVerb()
        : base("run")
    {
        Add(_directory);
        Add(_environment);
        Add(_timeout);
        Add(_line);
        Add(_noInput);
    }

    public override UsageLine[] Usage =>
    [
        new("[OPTIONS] [--] COMMAND [ARG…]", "run a program or a command of the server, as if it were local"),
        new("[OPTIONS] -c LINE", "run a shell line"),
    ];

    public override string Details =>
        EndpointOption.Help +
        """
        --cwd D          the directory to run in, an absolute path on the host
        --env NAME=VALUE a variable for the command; may be given several times
        --env NAME       the same with the caller's value, where the caller has that variable
        --timeout T      end the command after T: seconds, or a number with ms, s, m or h (1.5, 500ms, 10m)
        -n               read nothing from standard input: the command has /dev/null. For loops such as while read
        -c LINE          a line for the host's shell, in place of a command

        From the first word on that is no option everything belongs to the command. stdin, stdout and stderr are the caller's own.
        A command of the server that takes no input leaves stdin unread. Where stdout and stderr are one file, as after 2>&1, the
        command writes both into one pipe, and their order is kept.

        SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM and SIGWINCH go to the command. SIGTSTP stops both, SIGCONT
        continues both. Where the command is ended by a signal that hostipc got, hostipc ends by that signal as well.

        The exit code is the command's, or 128+N when signal N ended it; 124 its time was up, 125 HostIpc failed (no server,
        a broken connection, a server that is busy or stops), 126 denied or not executable, 127 no such program, 2 wrong usage, or
        arguments that the command does not take.

        """;

    public override bool TakesCommand => true;

    public override Invocation Read(VerbArguments arguments)
    {
        if (ReadCommand(arguments.Parsed, arguments.Words.Command, out string? fault) is not { } command)
        {
            return Invocation.Wrong(fault!);
        }

        bool takesInput = !arguments.Parsed.GetValue(_noInput);
        string? suggestion = Suggest(arguments.Words.Command);
        return Invocation.Of(() => Conversation.HoldAsync(arguments.Endpoint, client => RunAsync(client, command, takesInput, suggestion)));
    }

    // Null with the reason.
    private HostCommand? ReadCommand(ParseResult result, string[] words, out string? fault)
    {
        string? line = result.GetValue(_line);
        string? directory = result.GetValue(_directory);
        string? timeout = result.GetValue(_timeout);
        TimeSpan time = default;
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        fault = line is null && words.Length == 0 ? "a command is missing, or -c with a line"
            : line is not null && words.Length > 0 ? $"-c takes one line; {words[0]} after it is not known here"
            : line is null && words[0].Length == 0 ? "the command is empty"
            : directory is not null and not ['/', ..] ? $"--cwd wants an absolute path of the host, not '{directory}'"
            : timeout is not null && !TryParseDuration(timeout, out time) ? $"--timeout wants seconds, or a number with ms, s, m or h, from 1ms to 49 days, not '{timeout}'"
            : result.GetResult(_environment) is not null ? AddVariables(environment, result.GetValue(_environment)!) : null;
        if (fault is not null)
        {
            return null;
        }

        HostCommand command = line is null ? HostCommand.FromArguments(words) : HostCommand.Shell(line);
        return command with { Directory = directory, Environment = environment, Timeout = timeout is null ? null : time };
    }

    // As 90, 1.5, 500ms, 10m. False where it is none, or not from a millisecond to 49 days, which is what a request can carry.
    private static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        (string suffix, TimeSpan unit) = TimeUnits.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || number * unit.TotalDays > CommandSettings.LongestTimeout.TotalDays)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(Math.Floor(number * unit.TotalMilliseconds));
        return duration > TimeSpan.Zero;
    }

    // What was perhaps meant, for a command that is not found; null where nothing suggests itself.
    private static string? Suggest(string[] words) => words is [{ } word] && word.AsSpan().ContainsAny(ShellCharacters) ? $"for a line of words: hostipc run -c {Quote(word)}" : null;

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? AddVariables(Dictionary<string, string> environment, string[] variables)
    {
        foreach (string variable in variables)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || variable.Length == 0)
            {
                return $"--env wants NAME=VALUE, or NAME for the caller's value, not '{variable}'";
            }

            if (equals > 0)
            {
                environment[variable[..equals]] = variable[(equals + 1)..];
            }
            else if (Environment.GetEnvironmentVariable(variable) is { } value)
            {
                if (OriginalText.FindVariableFault(variable, value) is { } fault)
                {
                    return fault;
                }

                environment[variable] = value;
            }
        }

        return environment.Count <= CommandSettings.MaxVariables ? null : $"--env can be given {CommandSettings.MaxVariables} times, not more";
    }
}
