using HostIpc.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a HostIpc server to the health checks of an application.</summary>
public static partial class HostIpcHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the server that <c>AddHostIpc</c> added. Healthy: it runs and serves all its endpoints. Degraded: some of them, or there are none. Otherwise <paramref name="failureStatus"/>: it has not
    /// started, stops, or serves none of its endpoints. The description names each endpoint with its problem.
    /// </summary>
    /// <param name="builder">The builder of <c>AddHealthChecks</c>.</param>
    /// <param name="name">The name of the check. Default <c>hostipc</c>. Unique.</param>
    /// <param name="failureStatus">What is reported where nothing is served. Default null: unhealthy.</param>
    /// <param name="tags">Tags to filter by. Default null: none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// It looks at what the server knows and connects to nothing, so it is cheap and can be asked often. The description shows the paths and addresses of endpoints: do not publish it to peers. Without <c>AddHostIpc</c>
    /// the check fails with an exception.
    /// </remarks>
    public static IHealthChecksBuilder AddHostIpc(
        this IHealthChecksBuilder builder, string name = "hostipc", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, static services => new ServerHealthCheck(services.GetRequiredService<IServerHealth>()), failureStatus, tags));
    }
}
