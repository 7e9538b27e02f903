using HostIpc.Configuration.Reload;
using HostIpc.Configuration.Startup;
using HostIpc.Interop;

namespace HostIpc.Configuration;

/// <summary>What a server program does before its host starts, and once it has.</summary>
public static class ServerStart
{
    private const uint CommandUmask = 0x12; // 022

    /// <summary>
    /// Prepares a process that serves and does nothing else: commands inherit the umask 022 and no core files, and the thread pool has a bound, so that commands which use up the processes of a container do not end the
    /// server. Signals that whoever starts the process has blocked are unblocked, an ignored SIGCHLD or SIGTERM is reset, and SIGXFSZ, SIGUSR1 and SIGUSR2 are ignored. Call it before anything else.
    /// </summary>
    public static void Prepare()
    {
        // What the server makes gets its mode whatever this is.
        _ = Libc.UMask(CommandUmask);
        InheritedSignals.Reset();
        CoreLimit.Clear();
        PoolBound.Set();
    }

    /// <summary>
    /// Puts the client program beside the socket (<c>Client:Install</c>), says what is served and what to try, and what <see cref="ServerCheck.FindWarnings"/> finds. Then it returns the memory that only the start needed.
    /// </summary>
    /// <param name="settings">The settings of the server.</param>
    /// <param name="program">The program's name, which messages begin with.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="report">Gets each line; standard error, say.</param>
    public static void Complete(HostIpcSettings settings, string program, string version, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        if (settings.InstallsClient && settings.UnixSocket.Path.Length > 0 && ClientProgram.InstallBeside(settings.UnixSocket.Path) is { } problem)
        {
            report($"{program}: {problem}");
        }

        new StartupBanner(settings, report).Print(program, version);
        foreach (string warning in ServerCheck.FindWarnings(settings))
        {
            report($"{program}: warning: {warning}");
        }

        HeapTrim.Now();
    }
}
