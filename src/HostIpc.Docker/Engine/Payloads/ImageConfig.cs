namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>Config</c> of an image.</summary>
internal sealed class ImageConfig
{
    public Dictionary<string, string?>? Labels { get; set; }
}
