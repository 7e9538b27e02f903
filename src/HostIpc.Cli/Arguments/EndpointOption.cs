using System.CommandLine;

namespace HostIpc.Cli.Arguments;

/// <summary><c>--endpoint</c>, which every verb takes.</summary>
internal sealed class EndpointOption : Option<string?>
{
    public const string Help =
        """
        --endpoint E     where the server is: unix:/path; fifo:/path for send; tcp:host:port, or tcp:port for the host of this
                         container (host.docker.internal, else the default gateway).
                         Default: the variable HOSTIPC_ENDPOINT, else unix:/ipc/hostipc.sock

        """;

    public EndpointOption()
        : base("--endpoint") => Recursive = true;
}
