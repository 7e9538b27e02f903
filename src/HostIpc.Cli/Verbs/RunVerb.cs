using HostIpc.Cli.Arguments;

namespace HostIpc.Cli.Verbs;

/// <summary><c>hostipc run</c>: a command on the host, as if it were local.</summary>
internal sealed class RunVerb : Verb
{
    private readonly RunOptions _options = new();

    public RunVerb()
        : base("run") => _options.AddTo(this);

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
        if (_options.Read(arguments.Parsed, arguments.Words.Command, out string? fault) is not { } command)
        {
            return Invocation.Wrong(fault!);
        }

        bool takesInput = _options.TakesInput(arguments.Parsed);
        string? suggestion = RunOptions.Suggest(arguments.Words.Command);
        return Invocation.Of(() => Conversation.HoldAsync(arguments.Endpoint, client => RemoteCommand.RunAsync(client, command, takesInput, suggestion)));
    }
}
