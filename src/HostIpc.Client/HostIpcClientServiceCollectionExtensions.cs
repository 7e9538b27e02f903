using HostIpc.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of HostIpc.</summary>
public static class HostIpcClientServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="HostIpcClient"/> for the whole program.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings; without it they are the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The client is made when it is first asked for; settings that are wrong are found then. It takes the clock from a registered <see cref="TimeProvider"/>.</remarks>
    public static IServiceCollection AddHostIpcClient(this IServiceCollection services, Action<HostIpcClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton(provider =>
        {
            var options = new HostIpcClientOptions();
            configure?.Invoke(options);
            return new HostIpcClient(options, provider.GetService<TimeProvider>());
        });
    }
}
