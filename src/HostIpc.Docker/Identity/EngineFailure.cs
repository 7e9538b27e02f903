using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>Tells an engine that does not answer in time from one that cannot be asked.</summary>
internal static class EngineFailure
{
    public static Exception Of(DockerException exception) => exception.IsTimeout ? new TimeoutException(exception.Message) : new PeerLookupException(exception.Message);
}
