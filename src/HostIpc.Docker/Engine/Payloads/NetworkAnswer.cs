namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /networks/ID</c>.</summary>
internal sealed class NetworkAnswer
{
    public Dictionary<string, AttachedContainer?>? Containers { get; set; }
}
