namespace HostIpc.Hosting;

/// <summary>Whether an endpoint is served.</summary>
/// <param name="Endpoint">The endpoint, as clients name it: <c>unix:/ipc/hostipc.sock</c>.</param>
/// <param name="IsServing">Whether connections are accepted there.</param>
/// <param name="Problem">Why it is not served, for the operator; null where it is, or where the server does not run.</param>
public sealed record EndpointHealth(string Endpoint, bool IsServing, string? Problem = null);
