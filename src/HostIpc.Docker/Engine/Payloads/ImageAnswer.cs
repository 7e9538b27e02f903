namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /images/ID/json</c>: the members that are used.</summary>
internal sealed class ImageAnswer
{
    public ImageConfig? Config { get; set; }

    /// <summary>Where there is no <see cref="Config"/>.</summary>
    public Dictionary<string, string?>? Labels { get; set; }

    /// <summary>The labels of the image.</summary>
    public static Dictionary<string, string> ToLabels(ImageAnswer answer) => (answer.Config is { } config ? config.Labels : answer.Labels).OrEmpty();

    /// <summary>The <c>Config</c>.</summary>
    internal sealed class ImageConfig
    {
        public Dictionary<string, string?>? Labels { get; set; }
    }
}
