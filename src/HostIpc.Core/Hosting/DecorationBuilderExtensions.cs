using HostIpc.Execution;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Puts a policy or an executor of the application around the one that is there, which goes on doing what the other passes on.</summary>
public static class DecorationBuilderExtensions
{
    /// <summary>Puts a policy around the one that is registered by now: the built-in one, or one of the application's. The last one added is asked first.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="decorate">Makes the policy of the one that it is around. Called once, when the server starts. Derive from <see cref="DelegatingPolicy"/>, so that nothing is lost that is not overridden.</param>
    /// <remarks>Commands go on being defined by <c>AddCommand</c>, and the settings go on being read again.</remarks>
    public static IHostIpcBuilder DecoratePolicy(this IHostIpcBuilder builder, Func<ICommandPolicy, ICommandPolicy> decorate)
    {
        ArgumentNullException.ThrowIfNull(decorate);
        return builder.DecoratePolicy((inner, _) => decorate(inner));
    }

    /// <summary>Puts a policy with services of the application around the one that is registered by now.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="decorate">Makes the policy of the one that it is around and of the application's services. Called once, when the server starts.</param>
    public static IHostIpcBuilder DecoratePolicy(this IHostIpcBuilder builder, Func<ICommandPolicy, IServiceProvider, ICommandPolicy> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        Decorate(builder.Services, decorate);
        return builder;
    }

    /// <summary>Puts an executor of processes around the one that is registered by now: to change a plan, to wrap a program, to measure. Handlers in C# and Docker commands do not pass through it.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="decorate">
    /// Makes the executor of the one that it is around. Called once, when the server starts. It disposes that one with itself, and passes on its <see cref="ICommandExecutor.RunsScriptDirectories"/> where
    /// directories of scripts are to pass through it.
    /// </param>
    public static IHostIpcBuilder DecorateExecutor(this IHostIpcBuilder builder, Func<ICommandExecutor, ICommandExecutor> decorate)
    {
        ArgumentNullException.ThrowIfNull(decorate);
        return builder.DecorateExecutor((inner, _) => decorate(inner));
    }

    /// <summary>Puts an executor of processes with services of the application around the one that is registered by now.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="decorate">Makes the executor of the one that it is around, which it disposes with itself, and of the application's services. Called once, when the server starts.</param>
    public static IHostIpcBuilder DecorateExecutor(this IHostIpcBuilder builder, Func<ICommandExecutor, IServiceProvider, ICommandExecutor> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        Decorate(builder.Services, decorate);
        return builder;
    }

    // Puts a service around the one that is registered last.
    private static void Decorate<T>(IServiceCollection services, Func<T, IServiceProvider, T> decorate)
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
