using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>What transports, commands and log sinks are added to. Their packages extend it.</summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface IHostIpcBuilder
{
    /// <summary>The services of the hosting application.</summary>
    IServiceCollection Services { get; }
}
