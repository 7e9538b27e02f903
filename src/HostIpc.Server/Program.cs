using HostIpc.Configuration;
using HostIpc.Interop;
using HostIpc.Server;

StandardStreams.Occupy();
if (SupportedArchitecture.Fault is { } fault)
{
    return StandardStreams.Report(fault);
}

try
{
    return args switch
    {
        [] => Serve.Run(HostIpcSettings.Load()),
        ["--version"] => Usage.PrintVersion(),
        ["--help" or "-h" or "help"] => Usage.Print(Console.Out, ServerExitCode.Success),
        [var name, .. var words] => OperatorVerbs.Run(name, words) ?? Usage.Print(Console.Error, ServerExitCode.WrongUsage),
    };
}
catch (SettingsException e)
{
    return StandardStreams.Report(e.Message);
}
