using HostIpc.Hosting;
using HostIpc.Network;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Transports.Tcp;

/// <summary>Adds the TCP transport to a server.</summary>
public static class TcpBuilderExtensions
{
    /// <summary>
    /// Serves TCP: every connection is a conversation in lines or frames, is answered, and has a peer that is known by its address. Such a peer runs only commands with a rule that names
    /// it, and never the shell.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the settings. Without it nothing is listened on: where to has to be said.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <c>services.Configure&lt;TcpOptions&gt;</c> changes the settings as well. They are checked when the server starts: one out of range is an
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that names it.
    /// </remarks>
    public static IHostIpcBuilder AddTcp(this IHostIpcBuilder builder, Action<TcpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<IConnectionListenerSource>(services => new ListenerSource(
            OptionsRegistration.Create<TcpOptions>(services, name),
            Loggers.Of<TcpListener>(services),
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }

    // Each address of the settings is listened on by a listener of its own.
    private sealed class ListenerSource(TcpOptions options, ILogger logger, TimeProvider time) : IConnectionListenerSource
    {
        public IReadOnlyList<IConnectionListener> Create()
        {
            options.Validate();
            return [.. options.Listen.Select(listen => new TcpListener(ListenAddress.Parse(listen)!, options, logger, time))];
        }
    }
}
