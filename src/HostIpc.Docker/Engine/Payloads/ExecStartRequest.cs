namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What an exec is started with.</summary>
internal sealed class ExecStartRequest
{
    public bool Detach { get; init; }

    public bool Tty { get; init; }
}
