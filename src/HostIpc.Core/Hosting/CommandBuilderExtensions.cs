using HostIpc.Execution;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Defines commands. With the first one, the shell is no longer open to requests unless <see cref="HostIpcOptions.AllowShell"/> says so.</summary>
public static class CommandBuilderExtensions
{
    /// <summary>Defines a command that runs a program, without a shell and without arguments of the request.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="run">The program, absolute or on the target's <c>PATH</c>, and its arguments, as <see cref="CommandOptions.Run"/> has them.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or <paramref name="run"/> is empty or contains a NUL.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, string name, params string[] run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Add(builder, name, handler: null, options => options.Run = [.. run]);
    }

    /// <summary>Defines a command.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="configure">Says what it runs, who may, with which arguments and limits.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or what <paramref name="configure"/> said does not fit together.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, string name, Action<CommandOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, name, handler: null, configure);
    }

    /// <summary>Defines a command that a function of this application handles.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="handler">Gets the request's words and the peer, writes output, returns the exit code. Called on the thread pool, by several requests at the same time.</param>
    /// <param name="configure">Says who may, with which arguments and limits. What it would run, as whom and where is the handler's own.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or what <paramref name="configure"/> said does not fit together.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, string name, CommandHandler handler, Action<CommandOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(builder, name, handler, configure);
    }

    /// <summary>Defines a command that is made already: one of a kind that a package brings.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="command">The command, with its name.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or something of it does not fit together.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, CommandOptions command)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(command);
        if (builder.Services.Any(service => service.ImplementationInstance is CommandOptions other && other.Name == command.Name))
        {
            throw new ArgumentException($"The command {command.Name} is defined twice");
        }

        if (CommandOptionsCheck.FindFault(command) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        builder.Services.AddSingleton(command);
        return builder;
    }

    private static IHostIpcBuilder Add(IHostIpcBuilder builder, string name, CommandHandler? handler, Action<CommandOptions>? configure)
    {
        var options = new CommandOptions();
        configure?.Invoke(options);
        options.Name = name;
        options.Handler = handler ?? options.Handler;
        return builder.AddCommand(options);
    }
}
