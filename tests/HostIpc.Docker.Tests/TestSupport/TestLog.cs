using HostIpc.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Docker.TestSupport;

/// <summary>The log of commands of a server, without the server.</summary>
internal static class TestLog
{
    public static ICommandLog Of(ICommandLogSink sink, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(sink);
        services.AddHostIpc();
        return services.BuildServiceProvider().GetRequiredService<ICommandLog>();
    }
}
