using HostIpc.Docker;
using HostIpc.Interop;

namespace HostIpc.Server.Settings;

/// <summary>Reads where the Docker Engine is.</summary>
internal static class DockerReader
{
    public const string SocketKey = "Docker:Socket";

    // The usual socket is taken where it is; one that is set may come later.
    public static DockerOptions Read(SettingsReader reader)
    {
        var docker = new DockerOptions();
        docker.Socket = ServerSettings.FilePath(reader, SocketKey, IsSocket(docker.Socket) ? docker.Socket : "");
        if (UnixAddress.SizeOf(docker.Socket) is var size and > UnixAddress.MaxPathBytes)
        {
            reader.Complain(SocketKey, $"has {size} bytes; a path of at most {UnixAddress.MaxPathBytes} is wanted");
        }

        return docker;
    }

    /// <summary>Whether there is a socket at a path.</summary>
    public static bool IsSocket(string path)
    {
        using FileDescriptor? found = FileDescriptor.TryOpen(path, OpenFlags.Path);
        return found?.Status().Type == FileType.Socket;
    }

    /// <summary>What commands and triggers ask. Where no socket is known, the usual one, which may come later; so, too, where what is set was found wrong.</summary>
    public static DockerClient Connect(DockerOptions docker) => new(new DockerClientOptions
    {
        Endpoint = docker.Socket.StartsWith('/') && UnixAddress.SizeOf(docker.Socket) <= UnixAddress.MaxPathBytes ? docker.Socket : DockerOptions.DefaultSocket,
    });
}
