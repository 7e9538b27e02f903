using HostIpc.Docker;
using HostIpc.Logging;
using HostIpc.Network;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads where the Docker Engine is.</summary>
internal static class DockerReader
{
    public const string SocketKey = "Docker:Socket";

    // The usual socket is taken where it is; one that is set may come later.
    public static DockerOptions Read(SettingsReader reader)
    {
        var docker = new DockerOptions();
        if (!SocketFailure.IsSocket(docker.Socket))
        {
            docker.Socket = "";
        }

        DockerOptions.Settings.Read(reader, docker);
        docker.Socket = FindPath(docker.Socket);
        if (docker.Socket.Length > 0 && DockerProbe.FindEndpointFault(docker.Socket) is { } fault)
        {
            reader.AddError(SocketKey, LogEscaping.EscapeExcerpt(fault, maxLength: 1000));
        }

        return docker;
    }

    /// <summary>Where it is, as it is set: a path also where it was written as <c>unix:///path</c>. What is wrong with it is for <see cref="Read"/> to say.</summary>
    public static string ReadEndpoint(SettingsReader reader, string defaultValue) => FindPath(reader.Text(SocketKey) ?? defaultValue);

    /// <summary>What commands and triggers ask. Where no engine is known, the usual one, which may come later; so, too, where what is set was found wrong.</summary>
    public static DockerClient Connect(DockerOptions docker) => new(new DockerClientOptions
    {
        Endpoint = DockerProbe.FindEndpointFault(docker.Socket) is null ? docker.Socket : DockerOptions.DefaultSocket,
    });

    private static string FindPath(string endpoint) => DockerProbe.FindSocketPath(endpoint) is ['/', ..] and var path ? path : endpoint;
}
