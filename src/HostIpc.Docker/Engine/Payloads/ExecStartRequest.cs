namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The content of <c>POST /exec/ID/start</c>.</summary>
internal sealed class ExecStartRequest
{
    public bool Detach { get; init; }

    public bool Tty { get; init; }
}
