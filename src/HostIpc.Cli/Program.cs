using HostIpc.Cli;
using HostIpc.Cli.Arguments;
using HostIpc.Cli.Streams;
using HostIpc.Interop;

if (SupportedArchitecture.Fault is { } unsupported)
{
    Console.Error.WriteLine($"hostipc: {unsupported}");
    return ExitCode.Failure;
}

StandardDescriptors.Occupy();
try
{
    Invocation invocation = new CommandLine().Parse(args);
    return invocation.Fault is { } fault
        ? ErrorOutput.Print($"{fault} (hostipc --help says what there is)", ExitCode.BadUsage)
        : invocation.RunAsync().GetAwaiter().GetResult();
}
catch (Exception e)
{
    // A defect. Its exit code has to be HostIpc's and not one that a command might have, and an abort would leave a core file.
    return ErrorOutput.Print($"an error in hostipc itself: {e.GetType().Name}: {e.Message}", ExitCode.Failure);
}
