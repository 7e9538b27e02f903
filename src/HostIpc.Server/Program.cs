using HostIpc.Configuration;
using HostIpc.Execution;
using HostIpc.Interop;
using HostIpc.Logging;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HostIpc.Server;

/// <summary><c>hostipcd</c>: serves until it is told to stop, or does what its verb says.</summary>
internal static partial class Program
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
}
