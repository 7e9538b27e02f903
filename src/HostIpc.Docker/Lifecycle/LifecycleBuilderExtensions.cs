using HostIpc.Hosting;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Adds to a server what happens when the Docker daemon starts and stops.</summary>
public static class LifecycleBuilderExtensions
{
    /// <summary>
    /// Has the scripts in <c>on_start</c> run when the Docker daemon starts, or is up when the server starts, and those in <c>on_stop</c> when it stops. The daemon's socket tells, and notifiers
    /// over TCP do.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the settings. <see cref="LifecycleOptions.ScriptDirectory"/> has no default: where it is not set, here or by <c>services.Configure&lt;LifecycleOptions&gt;</c>, nothing is done.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// The settings are checked when the server starts: one out of range is an <see cref="OptionsValidationException"/> that names it, and an address that cannot be listened on a
    /// <see cref="Transports.EndpointException"/>.
    /// </remarks>
    public static IHostIpcBuilder AddDockerLifecycle(this IHostIpcBuilder builder, Action<LifecycleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<IHostedService>(services => new LifecycleService(
            OptionsRegistration.Create<LifecycleOptions>(services, name),
            services.GetRequiredService<IOptions<HostIpcOptions>>().Value.Execution.Target,
            services.GetRequiredService<ICommandDispatcher>(),
            services.GetRequiredService<ICommandLog>(),
            Loggers.Of<LifecycleService>(services),
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
