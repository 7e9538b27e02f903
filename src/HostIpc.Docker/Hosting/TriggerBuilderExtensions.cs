using HostIpc.Docker.Triggers;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Docker;

/// <summary>Has a server run commands of its policy because of what happens to a Docker Engine.</summary>
public static class TriggerBuilderExtensions
{
    /// <summary>Runs commands when events of an engine match, until the server stops. What happens while the connection to the engine is lost is made up for, as far as the engine remembers it: its last 256 events.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="triggers">Which events run which commands. An event is for each that it matches.</param>
    /// <param name="client">The engine; null for the one of <c>DOCKER_HOST</c>, else of <c>/var/run/docker.sock</c>.</param>
    /// <remarks>Checked when the server starts: what is wrong, or names no command, is an <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that says so.</remarks>
    public static IHostIpcBuilder AddDockerTriggers(this IHostIpcBuilder builder, IReadOnlyList<TriggerOptions> triggers, DockerClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(triggers);
        builder.Services.AddSingleton<IHostedService>(services => new TriggerService(
            triggers,
            client ?? new DockerClient(),
            services.GetServices<CommandOptions>(),
            services.GetRequiredService<ICommandDispatcher>(),
            services.GetRequiredService<ICommandPolicy>(),
            services.GetRequiredService<ICommandLog>(),
            services.GetRequiredService<TimeProvider>(),
            Loggers.Of<TriggerService>(services)));
        return builder;
    }
}
