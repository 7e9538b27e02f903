using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Puts a service around the one that is registered last.</summary>
internal static class ServiceDecoration
{
    /// <exception cref="InvalidOperationException">None is registered.</exception>
    public static void Decorate<T>(IServiceCollection services, Func<T, IServiceProvider, T> decorate)
        where T : class
    {
        ServiceDescriptor last = services.LastOrDefault(static service => service.ServiceType == typeof(T) && !service.IsKeyedService)
            ?? throw new InvalidOperationException($"There is no {typeof(T).Name} yet. Call AddHostIpc first.");
        services.Remove(last);

        // The container knows the inner one by a key of its own, and so disposes it.
        object key = new();
        services.Add(
            last.ImplementationInstance is { } instance ? new ServiceDescriptor(typeof(T), key, instance)
            : last.ImplementationFactory is { } factory ? new ServiceDescriptor(typeof(T), key, (provider, _) => factory(provider), last.Lifetime)
            : new ServiceDescriptor(typeof(T), key, last.ImplementationType!, last.Lifetime));
        services.Add(ServiceDescriptor.Singleton(provider => decorate(provider.GetRequiredKeyedService<T>(key), provider)));
    }
}
