using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

/// <summary>
/// Ends this process by the signal that has ended the command. A shell goes on with a loop after a program that exits with 130, and stops after one that SIGINT has ended.
/// </summary>
internal static class EndBySignal
{
    /// <summary>Ends this process. Returns only where the kernel spares it, as process 1 of a container.</summary>
    /// <returns>The exit code in place of it.</returns>
    public static int OrExit(int signal)
    {
        // It is the command that may have something to look into.
        _ = Libc.ProcessControl(Libc.SetDumpable, 0, 0, 0, 0);
        _ = Libc.Signal(signal, Libc.DefaultDisposition);
        _ = Libc.Kill(Libc.GetPid(), signal);
        return ExitCode.OfSignal(signal);
    }
}
