using HostIpc.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Adds the Unix socket transport to a server.</summary>
public static class UnixSocketBuilderExtensions
{
    /// <summary>
    /// Serves a Unix socket: every connection to it is a conversation in lines or frames, is answered, and has a peer that the kernel vouches for.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the settings; without it the socket is <c>/ipc/hostipc.sock</c> with mode 0600.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <c>services.Configure&lt;UnixSocketOptions&gt;</c> changes the settings as well; of several sockets it changes the first. They are checked when the server starts: one out of range is an
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that names it.
    /// </remarks>
    public static IHostIpcBuilder AddUnixSocket(this IHostIpcBuilder builder, Action<UnixSocketOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<IConnectionListener>(services => new UnixSocketListener(
            OptionsRegistration.Create<UnixSocketOptions>(services, name),
            Loggers.Of<UnixSocketListener>(services),
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
