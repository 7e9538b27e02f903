using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Adds the log file.</summary>
public static class FileLogBuilderExtensions
{
    /// <summary>Keeps a record of everything that happens to a request in a file of bounded length.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="configure">Changes the settings. <see cref="FileLogOptions.Path"/> has no default: set it here, or by <c>services.Configure&lt;FileLogOptions&gt;</c>.</param>
    /// <remarks>
    /// When the server starts, a path or a bound out of range is an <see cref="OptionsValidationException"/> that names it, and a file that must not be
    /// written to, such as a link, is a <see cref="LogFileException"/>. One that only cannot be written to is reported to the
    /// application's logging and tried again.
    /// </remarks>
    public static IHostIpcBuilder AddFileLog(this IHostIpcBuilder builder, Action<FileLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<ICommandLogSink>(provider =>
        {
            FileLogOptions options = OptionsRegistration.Create<FileLogOptions>(provider, name);
            ILogger logger = Loggers.Of<FileLogSink>(provider);
            return new FileLogSink(options, logger, provider.GetRequiredService<TimeProvider>(), opensLater: true);
        });
        return builder;
    }
}
