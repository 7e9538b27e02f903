using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Hosting;

/// <summary>Loggers of the application, made without its registration of <c>ILogger&lt;T&gt;</c>: the closed type of an open one is made at run time, which slows the start of a native program.</summary>
internal static class Loggers
{
    /// <summary>Makes a logger of the application's factory, or one that logs nothing where it has none.</summary>
    public static ILogger<T> Of<T>(IServiceProvider services) => services.GetService<ILoggerFactory>() is { } factory ? new Logger<T>(factory) : NullLogger<T>.Instance;
}
