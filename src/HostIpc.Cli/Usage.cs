using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Cli.Verbs;
using HostIpc.Text;

namespace HostIpc.Cli;

/// <summary>What <c>hostipc</c> takes.</summary>
internal static class Usage
{
    private static ReadOnlySpan<byte> Verbs =>
        """
        usage: hostipc run [OPTIONS] [--] COMMAND [ARG…]   run a program or a command of the server, as if it were local
               hostipc run [OPTIONS] -c LINE               run a shell line
               hostipc send LINE                           put a line into the server's FIFO and do not wait
               hostipc list [--json]                       the commands that may be run
               hostipc ping [--json]                       whether the server answers
               hostipc notify [HOST [PORT]]                tell the host that Docker has started, and when ended, that it stops
               hostipc --version | --help
               hostipc VERB --help                         more about one of them

        """u8;

    private static ReadOnlySpan<byte> Endpoint =>
        """
        --endpoint E     where the server is: unix:/path; fifo:/path for send; tcp:host:port, or tcp:port for the host of this
                         container (host.docker.internal, else the default gateway).
                         Default: the variable HOSTIPC_ENDPOINT, else unix:/ipc/hostipc.sock

        """u8;

    private static ReadOnlySpan<byte> Run =>
        """
        usage: hostipc run [OPTIONS] [--] COMMAND [ARG…]   run a program or a command of the server, as if it were local
               hostipc run [OPTIONS] -c LINE               run a shell line

        """u8;

    private static ReadOnlySpan<byte> RunOptions =>
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

        """u8;

    private static ReadOnlySpan<byte> Send =>
        """
        usage: hostipc send LINE                           put a line into the server's FIFO and do not wait

        The FIFO is that of an endpoint fifo:/path; for unix:/d/x.sock it is /d/channel. With its line feed the line has at most
        4096 bytes. A line that begins with - goes after --. Exit code: 0 when the line is in the FIFO, 125 when it is not.

        """u8;

    private static ReadOnlySpan<byte> List =>
        """
        usage: hostipc list [--json]                       the commands that may be run

        --json           an object of JSON on one line, as in docs/protocol.md

        """u8;

    private static ReadOnlySpan<byte> Ping =>
        """
        usage: hostipc ping [--json]                       whether the server answers

        --json           an object of JSON on one line: endpoint, roundTripMs, version, uptimeMs, connections, running, peer

        Exit code: 0 when it answers, 125 when it does not.

        """u8;

    private static ReadOnlySpan<byte> Notify =>
        """
        usage: hostipc notify [HOST [PORT]]                tell the host that Docker has started, and when ended, that it stops

        It tells start, every second until it is heard, and waits; on SIGTERM, SIGINT and SIGHUP it tells stop and exits 0. HOST is
        host.docker.internal where that name resolves, else the default gateway; PORT is 47200.

        """u8;

    public static int PrintVersion()
    {
        var text = new PlainText();
        text.AddLine($"hostipc {ProductVersion.Of(typeof(Usage).Assembly)}");
        return Answer.Print(text);
    }

    /// <summary>Prints the help.</summary>
    /// <param name="verb">Of which verb; null for all of them in short.</param>
    public static int Print(string? verb)
    {
        var text = new PlainText();
        text.Add(verb switch
        {
            CommandLine.Run => Run,
            CommandLine.Send => Send,
            CommandLine.List => List,
            CommandLine.Ping => Ping,
            CommandLine.Notify => Notify,
            _ => Verbs,
        });
        if (verb != CommandLine.Notify)
        {
            text.Add("\n"u8);
            text.Add(Endpoint);
        }

        if (verb == CommandLine.Run)
        {
            text.Add(RunOptions);
        }

        return Answer.Print(text);
    }
}
