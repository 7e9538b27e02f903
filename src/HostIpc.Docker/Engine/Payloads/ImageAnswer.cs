namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /images/ID/json</c>: the members that are used.</summary>
internal sealed class ImageAnswer
{
    public ImageConfig? Config { get; set; }

    /// <summary>Where there is no <see cref="Config"/>.</summary>
    public Dictionary<string, string?>? Labels { get; set; }
}
