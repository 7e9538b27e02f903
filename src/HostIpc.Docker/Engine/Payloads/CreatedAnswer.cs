namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to what makes a container or an exec.</summary>
internal sealed class CreatedAnswer
{
    public string? Id { get; set; }
}
