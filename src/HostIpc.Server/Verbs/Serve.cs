using HostIpc.Docker;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Server.Audit;
using HostIpc.Server.Client;
using HostIpc.Server.Processes;
using HostIpc.Server.Reload;
using HostIpc.Server.Settings;
using HostIpc.Transports;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd</c>: serves until it is told to stop.</summary>
internal static class Serve
{
    private const uint CommandUmask = 0x12; // 022

    public static int Run(ServerSettings settings)
    {
        try
        {
            // Commands inherit it; what the server makes gets its mode whatever this is.
            _ = Libc.UMask(CommandUmask);
            CoreLimit.Clear();
            PoolBound.Set();
            bool isFirstProcess = Libc.GetPid() == 1;
            if (isFirstProcess)
            {
                OrphanReaper.Prepare();
            }

            IHost host = Build(settings);
            using var end = new BoundedEnd(host, settings.Server.StopTimeout);
            using var rescue = new SignalRescue(host);
            if (!TryStart(host))
            {
                return ExitCode.Success;
            }

            if (settings.InstallsClient && settings.UnixSocket.Path.Length > 0)
            {
                ClientProgram.InstallBeside(settings.UnixSocket.Path);
            }

            Greeting.Print(settings);
            foreach (string warning in settings.Warnings.Concat(PolicyAudit.Find(settings.Policy, settings)))
            {
                StandardError.WriteLine($"hostipcd: warning: {warning}");
            }

            HeapTrim.After(settings.Policy);
            if (isFirstProcess)
            {
                OrphanReaper.RunUntil(end.WaitAsync());
            }
            else
            {
                end.WaitAsync().GetAwaiter().GetResult();
            }

            return ExitCode.Success;
        }
        catch (Exception e) when (e is EndpointException or ExecutionTargetException or LogFileException)
        {
            return Complaint.Print(e.Message);
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

    private static IHost Build(ServerSettings settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        // The log of commands has all of it.
        builder.Logging.AddFilter(RequestEvents.Category, LogLevel.None);

        // What fails at the start is said once, by Complaint.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Standard output is the log of commands; what the server has to say of itself goes to standard error.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);

        // The staged stop has bounds of its own, all of which lie below this one.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Server.StopTimeout + TimeSpan.FromSeconds(30));

        builder.Services.AddSingleton(Options.Create(settings.Server));
        builder.Services.AddSingleton(settings);
        builder.Services.AddHostedService<PolicyReloader>();
        IHostIpcBuilder ipc = builder.Services.AddHostIpc();
        if (settings.Log is { } log)
        {
            ipc.AddFileLog(options => (options.Path, options.MaxLines, options.MaxBytes, options.WriteTimeout, options.Format) = (log.Path, log.MaxLines, log.MaxBytes, log.WriteTimeout, log.Format));
        }

        // After the file, which is not to wait for a console that nobody reads.
        builder.Services.AddSingleton<ICommandLogSink>(services => new ConsoleLogSink(
            settings.LogFormat, services.GetRequiredService<ILogger<ConsoleLogSink>>(), patience: settings.LogWriteTimeout));
        if (settings.Fifo.Path.Length > 0)
        {
            ipc.AddFifo(options => (options.Path, options.Mode, options.Concurrency, options.RequireLineFeed) =
                (settings.Fifo.Path, settings.Fifo.Mode, settings.Fifo.Concurrency, settings.Fifo.RequireLineFeed));
        }

        if (settings.UnixSocket.Path.Length > 0)
        {
            ipc.AddUnixSocket(options => (options.Path, options.Mode) = (settings.UnixSocket.Path, settings.UnixSocket.Mode));
        }

        ipc.AddTcp(options => (options.Listen, options.AllowFrom, options.IdentifyContainers, options.Lines) = (settings.Tcp.Listen, settings.Tcp.AllowFrom, settings.Tcp.IdentifyContainers, settings.Tcp.Lines));
        if (settings.Docker.Socket.Length > 0)
        {
            ipc.AddDockerContainers(options => options.Socket = settings.Docker.Socket);
        }

        ipc.AddDockerLifecycle(settings.Lifecycle);
        foreach (CommandDefinition command in settings.Policy.Commands)
        {
            builder.Services.AddSingleton(command);
        }

        if (settings.Triggers.Count > 0)
        {
            ipc.AddDockerTriggers(settings.Triggers, settings.Engine);
        }

        return builder.Build();
    }
}
