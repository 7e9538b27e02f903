using HostIpc.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client of HostIpc.</summary>
public static class HostIpcClientServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="HostIpcClient"/> for the whole program, also as <see cref="IHostIpcClient"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the settings; without it they are the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// <c>services.Configure&lt;HostIpcClientOptions&gt;</c> changes the settings as well. A host checks them when it starts: one out of range is an <see cref="OptionsValidationException"/>. The client is made when
    /// it is first asked for. It takes the clock from a registered <see cref="TimeProvider"/>.
    /// </remarks>
    public static IServiceCollection AddHostIpcClient(this IServiceCollection services, Action<HostIpcClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<HostIpcClientOptions> options = services.AddOptions<HostIpcClientOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostIpcClientOptions>, OptionsValidator>());
        services.TryAddSingleton(static provider => new HostIpcClient(provider.GetRequiredService<IOptions<HostIpcClientOptions>>().Value, provider.GetService<TimeProvider>()));
        services.TryAddSingleton<IHostIpcClient>(static provider => provider.GetRequiredService<HostIpcClient>());
        return services;
    }

    // Checks the settings when the application starts.
    private sealed class OptionsValidator : IValidateOptions<HostIpcClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, HostIpcClientOptions options)
        {
            try
            {
                options.Validate();
                _ = ServerEndpoint.Of(options);
                return ValidateOptionsResult.Success;
            }
            catch (Exception e) when (e is ArgumentException or HostIpcConnectionException)
            {
                return ValidateOptionsResult.Fail(e.Message);
            }
        }
    }
}
