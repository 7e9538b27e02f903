using HostIpc.Interop;
using HostIpc.Server;
using HostIpc.Server.Client;
using HostIpc.Server.Settings;
using HostIpc.Server.Verbs;

if (SupportedArchitecture.Fault is { } fault)
{
    return Complaint.Print(fault);
}

try
{
    return args switch
    {
        [] => Serve.Run(ServerSettings.Load()),
        ["check"] => Check.Run(ServerSettings.Load()),
        ["health"] => Health.Run(ServerSettings.Load()),
        ["ps"] => Ps.Run(ServerSettings.Load(), asJson: false),
        ["ps", "--json"] => Ps.Run(ServerSettings.Load(), asJson: true),
        ["kill", var id] => Kill.Run(ServerSettings.Load(), id),
        ["schema"] => Schema.Print(),
        ["notify", ..] => ClientExecution.Become(args),
        ["--version"] => Usage.PrintVersion(),
        ["--help" or "-h" or "help"] => Usage.Print(Console.Out, ExitCode.Success),
        _ => Usage.Print(Console.Error, ExitCode.Usage),
    };
}
catch (SettingsException e)
{
    return Complaint.Print(e.Message);
}
