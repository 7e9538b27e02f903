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
internal static partial class Program
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
}
