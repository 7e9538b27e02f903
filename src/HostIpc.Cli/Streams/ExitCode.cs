using HostIpc.Client;
using HostIpc.Protocol;

namespace HostIpc.Cli.Streams;

/// <summary>The exit codes of <c>hostipc</c>, those of timeout(1) and of a shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Wrong usage, or arguments that the command does not take.</summary>
    public const int BadUsage = 2;

    /// <summary>The command's time was up.</summary>
    public const int TimedOut = 124;

    /// <summary>HostIpc failed: no server, a broken connection, or a server that could not.</summary>
    public const int Failure = 125;

    /// <summary>Denied, or not executable.</summary>
    public const int Denied = 126;

    /// <summary>No such program.</summary>
    public const int NotFound = 127;

    private const int SignalBase = 128;

    public static int OfSignal(int signal) => SignalBase + signal;

    public static int Of(HostIpcException exception) => exception is HostIpcRejectedException rejected ? Of(rejected.Reason) : Failure;

    public static int Of(CommandResult result) =>
        result.TimedOut ? TimedOut
        : result.Signal is { } signal ? OfSignal(signal)

        // What there is of its output is not all of it, whatever the command made of its end.
        : result is { OutputExceeded: true, ExitCode: Success } ? Failure
        : result.ExitCode ?? Failure;

    private static int Of(RejectionReason reason) => reason switch
    {
        RejectionReason.Denied or RejectionReason.NotExecutable => Denied,
        RejectionReason.NotFound => NotFound,
        RejectionReason.BadArguments => BadUsage,
        _ => Failure,
    };
}
