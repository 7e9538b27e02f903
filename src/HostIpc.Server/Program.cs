using HostIpc.Configuration;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Server;

/// <summary><c>hostipcd</c>: serves until it is told to stop, or does what its verb says.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        StandardStreams.Occupy();
        if (SupportedArchitecture.Fault is { } fault)
        {
            return StandardStreams.Report(fault);
        }

        try
        {
            return args switch
            {
                [] => Serve(HostIpcSettings.Load()),
                ["--version"] => OperatorVerbs.PrintVersion(),
                ["--help" or "-h" or "help"] => OperatorVerbs.PrintUsage(Console.Out, ServerExitCode.Success),
                [var name, .. var words] => OperatorVerbs.Run(name, words) ?? OperatorVerbs.PrintUsage(Console.Error, ServerExitCode.WrongUsage),
            };
        }
        catch (SettingsException e)
        {
            return StandardStreams.Report(e.Message);
        }
    }

    private static int Serve(HostIpcSettings settings)
    {
        try
        {
            ShareHeap();
            ServerStart.Prepare();
            bool isFirstProcess = Libc.GetPid() == 1;
            if (isFirstProcess)
            {
                OrphanReaper.Prepare();
            }

            IHost host = ServerHost.Create(settings);
            using var end = new ServerEnd(host, settings);
            using var rescue = new SignalRescue(host);
            if (!TryStart(host))
            {
                return ServerExitCode.Success;
            }

            ServerStart.Complete(settings, "hostipcd", OperatorVerbs.Version, StandardStreams.WriteLine);
            if (isFirstProcess)
            {
                OrphanReaper.RunUntil(end.WaitAsync());
            }
            else
            {
                end.WaitAsync().GetAwaiter().GetResult();
            }

            return ServerExitCode.Success;
        }
        catch (Exception e) when (e is EndpointException or ExecutionTargetException or LogFileException)
        {
            return StandardStreams.Report(e.Message);
        }
    }

    // One heap of the C library for all threads. One for each costs the start of a thread four system calls, and memory; few calls need any.
    private static void ShareHeap()
    {
        try
        {
            _ = Libc.MallOpt(Libc.ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has but one.
        }
    }

    // False where it was told to stop meanwhile.
    private static bool TryStart(IHost host)
    {
        try
        {
            host.Start();
            return true;
        }
        catch (OperationCanceledException) when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Stops the server in order where a command has used up the processes of its container. The runtime starts a thread for each SIGTERM, SIGINT and SIGQUIT; where it cannot, it ends the
    /// program by an exception that nobody can catch. Before that it says so, on the thread that reads signals, and whoever hears it may take as long as he likes.
    /// </summary>
    private sealed class SignalRescue : IDisposable
    {
        private const string SignalThread = ".NET SigHandler";

        private readonly IHostApplicationLifetime _lifetime;

        public SignalRescue(IHost host)
        {
            _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
            AppDomain.CurrentDomain.UnhandledException += Rescue;
        }

        public void Dispose() => AppDomain.CurrentDomain.UnhandledException -= Rescue;

        private void Rescue(object sender, UnhandledExceptionEventArgs e)
        {
            if (e.ExceptionObject is OutOfMemoryException && IsSignalThread())
            {
                _lifetime.StopApplication();
                Thread.Sleep(Timeout.Infinite); // the process ends meanwhile
            }
        }

        private static bool IsSignalThread()
        {
            try
            {
                return File.ReadAllText("/proc/thread-self/comm").TrimEnd() == SignalThread;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
