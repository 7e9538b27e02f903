using System.Runtime.InteropServices;
using HostIpc.Configuration;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace HostIpc.Server;

/// <summary><c>hostipcd</c>: serves until it is told to stop, or does what its verb says.</summary>
internal static class Program
{
    private const string RequestCategory = "HostIpc.Requests";

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
            ServerStart.Prepare();
            bool isFirstProcess = Libc.GetPid() == 1;
            if (isFirstProcess)
            {
                OrphanReaper.Prepare();
            }

            IHost host = Build(settings);
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

    private static IHost Build(HostIpcSettings settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // The log of commands has all of it.
        builder.Logging.AddFilter(RequestCategory, LogLevel.None);

        // What fails at the start is said once, on standard error.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Standard output is the log of commands; what the server has to say of itself goes to standard error.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);

        // The staged stop has bounds of its own, all of which lie below this one.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopTimeout + TimeSpan.FromSeconds(30));

        // The console comes after the file, which is not to wait for a console that nobody reads.
        builder.Services.AddHostIpc(settings).AddConsoleLog(settings);
        return builder.Build();
    }

    /// <summary>
    /// Reaps what is nobody's child any more, as process 1 of a container must: the kernel hands it every orphan.
    /// </summary>
    /// <remarks>
    /// Orphans become children of the main thread, commands are children of the threads that spawned them, and __WNOTHREAD (wait(2))
    /// keeps the two apart. So this has to run on the main thread, and nothing may be spawned there. The framework's own handler of SIGCHLD
    /// knows no such difference: in process 1 it waits for every child, takes the exit status of commands too, and must not be there.
    /// </remarks>
    private static class OrphanReaper
    {
        private const int AnyChild = -1;
        private const int NoHang = 1; // WNOHANG
        private const int OwnThread = 0x20000000; // __WNOTHREAD

        private static readonly TimeSpan Lookout = TimeSpan.FromSeconds(1);

        /// <summary>Takes the framework's handler of SIGCHLD away. To be called before anything is spawned.</summary>
        public static void Prepare()
        {
            // The framework installs it once, with the first registration for any signal.
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, static _ => { }).Dispose();
            _ = Libc.Signal(Signals.Child, Libc.DefaultDisposition);
        }

        /// <summary>Reaps, once a second, until the task is done. To be called on the main thread.</summary>
        public static void RunUntil(Task stopped)
        {
            while (Task.WaitAny([stopped], Lookout) < 0)
            {
                Reap();
            }

            stopped.GetAwaiter().GetResult();
        }

        private static unsafe void Reap()
        {
            int status;
            ResourceUsage usage;
            while (Libc.Wait4(AnyChild, &status, NoHang | OwnThread, &usage) > 0)
            {
            }
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
