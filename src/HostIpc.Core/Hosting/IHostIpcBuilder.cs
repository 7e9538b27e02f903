using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Assembles a HostIpc server: transports, commands and log sinks are added to it by extension methods.</summary>
public interface IHostIpcBuilder
{
    /// <summary>The services of the application that the server is part of.</summary>
    IServiceCollection Services { get; }
}
