using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>Adds logs of lines: on the console, or to where the application wants them.</summary>
public static class LineLogBuilderExtensions
{
    /// <summary>Writes everything that happens to a request to standard output, for <c>docker logs</c> or the journal. A reader that takes nothing loses lines, and is told how many.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="configure">Changes the settings from their defaults.</param>
    /// <remarks>
    /// Command lines and output are written, secrets included. The application's own console logging writes to the same place: each line is whole, and they mix. When the server starts, a setting out of
    /// range is an <see cref="OptionsValidationException"/> that names it. <c>services.Configure&lt;ConsoleLogOptions&gt;</c> changes the settings as well.
    /// </remarks>
    public static IHostIpcBuilder AddConsoleLog(this IHostIpcBuilder builder, Action<ConsoleLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<ICommandLogSink>(provider =>
        {
            ConsoleLogOptions options = OptionsRegistration.Create<ConsoleLogOptions>(provider, name);
            LogOptionsCheck.Check(options);
            ILogger logger = Loggers.Of<ConsoleLogSink>(provider);
            return new ConsoleLogSink(options.Format, logger, patience: options.WriteTimeout, createFormatter: options.CreateFormatter);
        });
        return builder;
    }

    /// <summary>Writes everything that happens to a request, as lines, to an output of the application's: a socket, a database. Its thread, its memory (1 MiB) and its escaping are the log's.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="create">Makes the output of the application's services. Called once. It is disposed with the log.</param>
    /// <param name="configure">Changes the settings from their defaults.</param>
    /// <remarks>Command lines and output are written, secrets included. When the server starts, a setting out of range is an <see cref="OptionsValidationException"/> that names it. For records in place of lines, register an <see cref="ICommandLogSink"/>.</remarks>
    public static IHostIpcBuilder AddLineLog(this IHostIpcBuilder builder, Func<IServiceProvider, ILogOutput> create, Action<LineLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        string name = OptionsRegistration.AddUse(builder.Services, configure);
        builder.Services.AddSingleton<ICommandLogSink>(provider =>
        {
            LineLogOptions options = OptionsRegistration.Create<LineLogOptions>(provider, name);
            ILogger logger = Loggers.Of<LineLogSink>(provider);
            return new LineLogSink(create(provider), options, logger);
        });
        return builder;
    }
}
