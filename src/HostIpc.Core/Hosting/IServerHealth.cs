namespace HostIpc.Hosting;

/// <summary>Tells whether the server serves, for health checks and dashboards. Injected where it is needed. Its members may be called at any time, by any thread.</summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface IServerHealth
{
    /// <summary>Where the server is in its life.</summary>
    ServerPhase Phase { get; }

    /// <summary>The endpoints of all transports, in the order in which they were added. Empty before the server has started.</summary>
    IReadOnlyList<EndpointHealth> Endpoints { get; }
}
