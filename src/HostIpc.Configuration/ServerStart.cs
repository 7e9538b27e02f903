using HostIpc.Configuration.Reload;
using HostIpc.Configuration.Settings;
using HostIpc.Configuration.Startup;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Interop;
using HostIpc.Modules;

namespace HostIpc.Configuration;

/// <summary>What a server program does before its host starts, and once it has.</summary>
public static class ServerStart
{
    private const uint CommandUmask = 0x12; // 022

    // Threads of the pool beside one for each processor: those that something blocks for a while, a console that nobody reads say.
    private const int SpareThreads = 14;
    private const int MaxThreads = 48;

    // What an interactive shell and nohup(1) have ignored on purpose is not among them.
    private static readonly int[] NeededSignals = [Signals.Child, Signals.Terminate];

    // Each would end the server: a log that meets a limit (ulimit -f), and what scripts that rotate logs send to daemons by habit.
    private static readonly int[] IgnoredSignals = [Signals.FileSize, Signals.User1, Signals.User2];

    /// <summary>
    /// Prepares a process that serves and does nothing else: commands inherit the umask 022 and no core files, and the thread pool has a bound, so that commands which use up the processes of a container do not end the
    /// server. Signals that whoever starts the process has blocked are unblocked, an ignored SIGCHLD or SIGTERM is reset, and SIGXFSZ, SIGUSR1 and SIGUSR2 are ignored. Call it before anything else.
    /// </summary>
    public static void Prepare()
    {
        // What the server makes gets its mode whatever this is.
        _ = Libc.UMask(CommandUmask);
        ResetSignals();
        ClearCoreLimit();
        BoundPool();
        RuntimeThreads.Begin();
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

        Announce(settings, program, version, report);
        foreach (string warning in ServerCheck.FindWarnings(settings))
        {
            report($"{program}: warning: {warning}");
        }

        HeapTrim.Soon();
    }

    /// <summary>Says what is served, with something to try.</summary>
    internal static void Announce(HostIpcSettings settings, string program, string version, Action<string> report)
    {
        string where = settings.Server.Execution.Target == ExecutionTarget.Host ? "on the host" : "where this server runs";
        report($"{program} {version}: commands run {where} as {ServerUser.Name}");
        if (!settings.Transports.Served.Any())
        {
            report($"{DescribeKeys(settings)}: nothing is served");
            return;
        }

        foreach (string note in settings.Transports.ByPrecedence.SelectMany(static transport => transport.FindNotes()))
        {
            report(note);
        }

        PrintExamples(settings, report);
    }

    // With the shell closed, what anybody may run is not for all to read here: one line that lists it is enough.
    private static void PrintExamples(HostIpcSettings settings, Action<string> report)
    {
        (string client, string? showLog) = ClientFile.FindInvocation();
        var trial = new StartupTrial(client, settings.Policy.OpensShell, showLog, settings.Log?.Path);
        string[][] examples = [.. settings.Transports.ByPrecedence.Select(transport => transport.FindExamples(trial).ToArray()).Where(static lines => lines.Length > 0)];
        if (examples.Length == 0)
        {
            return;
        }

        report("In another terminal:");
        foreach (string line in examples.Take(settings.Policy.OpensShell ? examples.Length : 1).SelectMany(static lines => lines))
        {
            report(line);
        }
    }

    private static string DescribeKeys(HostIpcSettings settings)
    {
        string[] empty = [.. FindKeys(settings, isServedByDefault: true)];
        string[] unset = [.. FindKeys(settings, isServedByDefault: false)];
        return $"{string.Join(" and ", empty)} are empty, and {string.Join(" and ", unset)} {(unset.Length == 1 ? "is" : "are")} not set";
    }

    private static IEnumerable<string> FindKeys(HostIpcSettings settings, bool isServedByDefault) => settings.Transports.All.Select(static transport => transport.Info)
        .Where(info => info.IsServedByDefault == isServedByDefault).Select(static info => $"{info.Section}:{info.EndpointKey}");

    // Whoever starts the server may leave blocked signals to it, with which it does not stop, and an ignored SIGCHLD, with which the kernel keeps no exit status. Commands get none of it.
    private static unsafe void ResetSignals()
    {
        ulong ignored = ProcessStatusFile.TryRead("self")?.FindMask("SigIgn") ?? 0;
        foreach (int number in NeededSignals.Where(number => (ignored >> (number - 1) & 1) != 0))
        {
            _ = Libc.Signal(number, Libc.DefaultDisposition);
        }

        foreach (int number in IgnoredSignals)
        {
            _ = Libc.Signal(number, Libc.IgnoreDisposition);
        }

        SignalSet all;
        _ = Libc.SigFillSet(&all);
        _ = Libc.ThreadSigMask(Libc.Unblock, &all, null);
    }

    // A command may raise its own limit up to the hard one, which stays (ulimit -c).
    private static unsafe void ClearCoreLimit()
    {
        ResourceLimit limit;
        if (Libc.PrLimit(0, ResourceLimit.Core, null, &limit) == 0)
        {
            limit.Soft = 0;
            _ = Libc.PrLimit(0, ResourceLimit.Core, &limit, null);
        }
    }

    // All of them are started before anything is served. The pool starts a thread wherever something is queued, and one that cannot be started, where a command has used up the processes of the container (pids.max),
    // ends the program.
    private static void BoundPool()
    {
        ThreadPool.GetMaxThreads(out _, out int waiting);
        ThreadPool.GetMinThreads(out int least, out _);
        ThreadPool.SetMaxThreads(Math.Max(least, Math.Min(Environment.ProcessorCount + SpareThreads, MaxThreads)), waiting);
    }
}
