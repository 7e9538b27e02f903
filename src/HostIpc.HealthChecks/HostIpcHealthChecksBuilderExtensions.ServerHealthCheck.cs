using HostIpc.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class HostIpcHealthChecksBuilderExtensions
{
    private sealed class ServerHealthCheck(IServerHealth server) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            IReadOnlyList<EndpointHealth> endpoints = server.Endpoints;
            string[] problems = [.. endpoints.Where(static endpoint => !endpoint.IsServing).Select(static endpoint => $"{endpoint.Endpoint}: {endpoint.Problem ?? "it is not served"}")];
            var data = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (EndpointHealth endpoint in endpoints)
            {
                data[endpoint.Endpoint] = endpoint.Problem ?? (endpoint.IsServing ? "serving" : "not served");
            }

            (HealthStatus status, string description) = server.Phase switch
            {
                ServerPhase.NotStarted => (context.Registration.FailureStatus, "the server has not started"),
                ServerPhase.Stopping => (context.Registration.FailureStatus, "the server stops"),
                ServerPhase.Stopped => (context.Registration.FailureStatus, "the server has stopped"),
                _ when endpoints.Count == 0 => (HealthStatus.Degraded, "no transport is added"),
                _ when problems.Length == endpoints.Count => (context.Registration.FailureStatus, string.Join("; ", problems)),
                _ when problems.Length > 0 => (HealthStatus.Degraded, string.Join("; ", problems)),
                _ => (HealthStatus.Healthy, $"serving {string.Join(", ", endpoints.Select(static endpoint => endpoint.Endpoint))}"),
            };
            return Task.FromResult(new HealthCheckResult(status, description, exception: null, data));
        }
    }
}
