using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Defines commands. With the first one, the shell is no longer open to requests unless <see cref="HostIpcOptions.AllowShell"/> says so.</summary>
public static class CommandBuilderExtensions
{
    /// <summary>Defines a command that runs a program, without a shell and without arguments of the request.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="run">The program, absolute or on the target's <c>PATH</c>, and its arguments.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken, or <paramref name="run"/> is empty or contains a NUL.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, string name, params string[] run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Length == 0 || run[0].Length == 0 || run.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The command {name} runs nothing: a program and its arguments, free of NUL, are wanted", nameof(run));
        }

        return Add(builder, new CommandDefinition { Profile = new CommandProfile { Name = name }, Run = [.. run] });
    }

    /// <summary>Defines a command that a function of this application handles.</summary>
    /// <param name="builder">The builder of <c>AddHostIpc</c>.</param>
    /// <param name="name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique.</param>
    /// <param name="handler">Gets the request's words and the peer, writes output, returns the exit code. Called on the thread pool, by several requests at the same time.</param>
    /// <exception cref="ArgumentException">The name is not a valid one or is taken.</exception>
    public static IHostIpcBuilder AddCommand(this IHostIpcBuilder builder, string name, CommandHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(builder, new CommandDefinition { Profile = new CommandProfile { Name = name, Handler = handler } });
    }

    private static IHostIpcBuilder Add(IHostIpcBuilder builder, CommandDefinition command)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string name = command.Profile.Name;
        if (!CommandName.IsValid(name))
        {
            throw new ArgumentException($"\"{name}\" is no command name: 1 to {CommandName.MaxLength} letters, digits, '.', '_', '-' are wanted");
        }

        if (builder.Services.Any(service => service.ImplementationInstance is CommandDefinition other && other.Profile.Name == name))
        {
            throw new ArgumentException($"The command {name} is defined twice");
        }

        builder.Services.AddSingleton(command);
        return builder;
    }
}
