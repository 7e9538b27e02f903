using HostIpc.Hosting;
using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Transports.Fifo;

/// <summary>Adds the FIFO transport to a server.</summary>
public static class FifoBuilderExtensions
{
    /// <summary>
    /// Serves a FIFO: every line that is written to it is a request. Nobody is answered on it, and who wrote is not known.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Changes the settings; without it the FIFO is <c>/ipc/channel</c> with mode 0600.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <c>services.Configure&lt;FifoOptions&gt;</c> changes the settings as well; of several FIFOs it changes the first. They are checked when the server starts: one out of range is an
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> that names it.
    /// </remarks>
    public static IHostIpcBuilder AddFifo(this IHostIpcBuilder builder, Action<FifoOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<IConnectionListener>(services =>
        {
            FifoOptions options = OptionsRegistration.Create<FifoOptions>(services, name);
            return new FifoListener(options, new FifoReports(Loggers.Of<FifoListener>(services), services.GetService<ICommandLog>()));
        });
        return builder;
    }
}
