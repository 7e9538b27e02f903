using HostIpc.Hosting;
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
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is out of range; the message names it.</exception>
    public static IHostIpcBuilder AddTcp(this IHostIpcBuilder builder, Action<TcpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TcpOptions();
        configure?.Invoke(options);
        TcpOptionsValidator.Validate(options);
        foreach (string listen in options.Listen)
        {
            builder.Services.AddSingleton<IConnectionListener>(services => new TcpListener(
                ListenAddress.Parse(listen)!,
                options,
                services.GetService<ILogger<TcpListener>>() ?? NullLogger<TcpListener>.Instance,
                services.GetService<TimeProvider>() ?? TimeProvider.System));
        }

        return builder;
    }
}
