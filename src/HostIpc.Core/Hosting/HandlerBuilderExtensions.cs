using System.Diagnostics.CodeAnalysis;
using HostIpc.Execution;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HostIpc.Hosting;

/// <summary>
/// Defines commands in C# that use services of the application. Each command has a scope of services of its own, which is disposed when the handler has returned and before the client has the result; what
/// the disposal throws makes the command fail.
/// </summary>
public static class HandlerBuilderExtensions
{
    /// <summary>Defines a command that a class handles. It is added as a scoped service unless it is one, so that its constructor gets services, scoped ones too.</summary>
    /// <typeparam name="THandler">The class.</typeparam>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="configure">Says who may, with which arguments and limits. Default null: user 0, any arguments.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or what <paramref name="configure"/> said does not fit together.</exception>
    /// <remarks>Registered as a singleton by the application, it is shared by all commands and must be safe for several threads.</remarks>
    public static IHostIpcBuilder AddCommand<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IHostIpcBuilder builder, string name, Action<CommandOptions>? configure = null)
        where THandler : class, ICommandHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddScoped<THandler>();
        return builder.AddScoped(name, static (services, invocation, cancellationToken) => services.GetRequiredService<THandler>().HandleAsync(invocation, cancellationToken), configure);
    }

    /// <summary>Defines a command that a function with a service handles. For several, or for one that may be missing, ask for <see cref="IServiceProvider"/>: it is that of the command's scope.</summary>
    /// <typeparam name="TService">The service, which must be registered.</typeparam>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="handler">Gets the service, the request's words and the peer, writes output, returns the exit code. Called on the thread pool, by several requests at the same time.</param>
    /// <param name="configure">Says who may, with which arguments and limits. Default null: user 0, any arguments.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or what <paramref name="configure"/> said does not fit together.</exception>
    /// <remarks>A service that is not registered makes each command fail, with a message that names it.</remarks>
    public static IHostIpcBuilder AddCommand<TService>(
        this IHostIpcBuilder builder, string name, Func<TService, CommandContext, CancellationToken, ValueTask<int>> handler, Action<CommandOptions>? configure = null)
        where TService : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddScoped(name, (services, invocation, cancellationToken) => handler(services.GetRequiredService<TService>(), invocation, cancellationToken), configure);
    }

    /// <summary>Defines a command that a function with two services handles.</summary>
    /// <typeparam name="TFirst">A service, which must be registered.</typeparam>
    /// <typeparam name="TSecond">Another.</typeparam>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="handler">Gets the services, the request's words and the peer, writes output, returns the exit code. Called on the thread pool, by several requests at the same time.</param>
    /// <param name="configure">Says who may, with which arguments and limits. Default null: user 0, any arguments.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or what <paramref name="configure"/> said does not fit together.</exception>
    /// <remarks>A service that is not registered makes each command fail, with a message that names it.</remarks>
    public static IHostIpcBuilder AddCommand<TFirst, TSecond>(
        this IHostIpcBuilder builder, string name, Func<TFirst, TSecond, CommandContext, CancellationToken, ValueTask<int>> handler, Action<CommandOptions>? configure = null)
        where TFirst : notnull
        where TSecond : notnull
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddScoped(
            name,
            (services, invocation, cancellationToken) => handler(services.GetRequiredService<TFirst>(), services.GetRequiredService<TSecond>(), invocation, cancellationToken),
            configure);
    }

    private static IHostIpcBuilder AddScoped(
        this IHostIpcBuilder builder, string name, Func<IServiceProvider, CommandContext, CancellationToken, ValueTask<int>> handler, Action<CommandOptions>? configure)
    {
        return builder.AddCommand(name, HandleAsync, configure);

        async ValueTask<int> HandleAsync(CommandContext invocation, CancellationToken cancellationToken)
        {
            IServiceScopeFactory scopes = invocation.Scopes ?? throw new InvalidOperationException("The application's services make no scopes.");
            AsyncServiceScope scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                return await handler(scope.ServiceProvider, invocation, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
