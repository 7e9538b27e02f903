using HostIpc.Cli.Streams;
using HostIpc.Cli.Verbs;
using HostIpc.Hosting;

namespace HostIpc.Cli;

/// <summary>What <c>hostipc</c> takes.</summary>
internal static class Usage
{
    public static int PrintVersion()
    {
        var text = new PlainText();
        text.AddLine($"hostipc {ProductVersion.Of(typeof(Usage).Assembly)}");
        return Answer.Print(text);
    }

    public static int Print()
    {
        var text = new PlainText();
        text.Add(
            """
            usage: hostipc run [OPTIONS] [--] COMMAND [ARG…]   run a program or a command of the server, as if it were local
                   hostipc run [OPTIONS] -c LINE               run a shell line
                   hostipc send LINE                           put a line into the server's FIFO and do not wait
                   hostipc list [--json]                       the commands that may be run
                   hostipc ping [--json]                       whether the server answers
                   hostipc notify [HOST [PORT]]                tell the host that Docker has started, and when ended, that it stops
                   hostipc --version | --help

            --endpoint E     where the server is: unix:/path; fifo:/path for send; tcp:host:port, or tcp:port for the host of this
                             container (host.docker.internal, else the default gateway).
                             Default: the variable HOSTIPC_ENDPOINT, else unix:/ipc/hostipc.sock

            run takes, before the command:
            --cwd D          the directory to run in, an absolute path on the host
            --env NAME=VALUE a variable for the command; may be given several times
            --timeout T      end the command after T: seconds, or a number with ms, s, m or h (1.5, 500ms, 10m)
            -c LINE          a line for the host's shell, in place of a command

            notify tells start, every second until it is heard, and waits; on SIGTERM, SIGINT and SIGHUP it tells stop and exits 0. HOST is
            host.docker.internal where that name resolves, else the default gateway; PORT is 47200.

            From the first word on that is no option everything belongs to the command. stdin, stdout and stderr are the caller's own;
            SIGINT, SIGTERM, SIGHUP and SIGQUIT go to the command.

            The exit code of run is the command's, or 128+N when signal N ended it; 124 its time was up, 125 HostIpc failed (no server,
            a broken connection, a server that is busy or stops), 126 denied or not executable, 127 no such program, 2 wrong usage, or
            arguments that the command does not take.

            """u8);
        return Answer.Print(text);
    }
}
