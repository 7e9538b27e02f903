using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

internal sealed class HostIpcBuilder(IServiceCollection services) : IHostIpcBuilder
{
    public IServiceCollection Services { get; } = services;
}
