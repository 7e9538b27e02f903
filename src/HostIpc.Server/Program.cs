using HostIpc.Configuration;
using HostIpc.Interop;
using HostIpc.Server;
using HostIpc.Server.Processes;

StandardDescriptors.Occupy();
if (SupportedArchitecture.Fault is { } fault)
{
    return StandardError.Report(fault);
}

try
{
    return args switch
    {
        [] => Serve.Run(HostIpcSettings.Load()),
        ["check"] => OperatorVerbs.Check(HostIpcSettings.Load()),
        ["health"] => OperatorVerbs.Health(HostIpcSettings.Load()),
        ["ps"] => OperatorVerbs.List(HostIpcSettings.Load(), asJson: false),
        ["ps", "--json"] => OperatorVerbs.List(HostIpcSettings.Load(), asJson: true),
        ["kill", var id] => OperatorVerbs.Kill(HostIpcSettings.Load(), id),
        ["schema"] => OperatorVerbs.PrintSchema(),
        ["notify", ..] => ClientExecution.Become(args),
        ["--version"] => Usage.PrintVersion(),
        ["--help" or "-h" or "help"] => Usage.Print(Console.Out, ExitCode.Success),
        _ => Usage.Print(Console.Error, ExitCode.Usage),
    };
}
catch (SettingsException e)
{
    return StandardError.Report(e.Message);
}
