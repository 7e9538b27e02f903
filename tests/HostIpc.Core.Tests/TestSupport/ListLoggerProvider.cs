using Microsoft.Extensions.Logging;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Keeps what all of a server's loggers are told.</summary>
internal sealed class ListLoggerProvider : ILoggerProvider
{
    public ListLogger Log { get; } = new();

    public ILogger CreateLogger(string categoryName) => Log;

    public void Dispose()
    {
    }
}
