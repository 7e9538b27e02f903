namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Why a wait failed.</summary>
internal sealed class WaitError
{
    public string? Message { get; set; }
}
