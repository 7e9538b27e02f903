using HostIpc.Docker.Identity;
using HostIpc.Hosting;
using HostIpc.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Docker;

/// <summary>Adds what a Docker Engine knows to a server.</summary>
public static class DockerBuilderExtensions
{
    /// <summary>
    /// Has peers named by their containers: name, image and labels, which rules can ask for and the log shows. A peer whose container the engine does
    /// not know, or cannot be asked for, has none.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the settings; without it the engine is the one of <c>/var/run/docker.sock</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// A container's name is at most five seconds old when a connection begins, and stays that of the connection. The settings are checked when the
    /// server starts: one out of range is an <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that names it.
    /// </remarks>
    public static IHostIpcBuilder AddDockerContainers(this IHostIpcBuilder builder, Action<DockerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<IContainerDirectory>(services => new ContainerDirectory(OptionsRegistration.Create<DockerOptions>(services, name), Loggers.Of<ContainerDirectory>(services), Time(services)));
        builder.Services.AddSingleton<IAddressDirectory>(services => new AddressDirectory(OptionsRegistration.Create<DockerOptions>(services, name), Loggers.Of<AddressDirectory>(services), Time(services)));
        return builder;
    }

    private static TimeProvider Time(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
