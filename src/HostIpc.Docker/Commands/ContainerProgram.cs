using HostIpc.Execution;
using HostIpc.Policy;

namespace HostIpc.Docker.Commands;

/// <summary>Runs a program in a container, as <c>docker exec</c> does, and ends it where nobody waits for it any more.</summary>
internal sealed class ContainerProgram
{
    // Within the default of Execution:KillGrace, after which a handler is left behind.
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(2);

    // The engine passes on the last output a moment after the end of the program.
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(1);

    private readonly DockerCommandOptions _options;
    private readonly ArgumentTemplate[] _command;
    private readonly bool _takesInput;
    private readonly ContainerOperations _containers;

    /// <param name="options">What is run.</param>
    /// <param name="parameters">The names of the parameters, in order.</param>
    /// <param name="takesInput">Whether it gets the client's input.</param>
    /// <param name="containers">The engine.</param>
    public ContainerProgram(DockerCommandOptions options, IReadOnlyList<string> parameters, bool takesInput, ContainerOperations containers)
    {
        _options = options;
        _command = [.. options.Command.Select(element => ArgumentTemplate.Parse(element, parameters, out _))];
        _takesInput = takesInput;
        _containers = containers;
    }

    /// <returns>Its exit code.</returns>
    public async Task<int> RunAsync(string container, CommandContext context, CancellationToken cancellationToken)
    {
        // Not to be cancelled, and not for long: what was started then would go on, and nobody know of it.
        ExecProcess process = await _containers.ExecAsync(container, Describe(context.Words), CancellationToken.None).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            // Its output is passed on while it ends, too: what it writes last is often the reason.
            using var over = new CancellationTokenSource();
            Task input = _takesInput ? ContainerRelay.PumpAsync(context.Input, process.Output, over.Token) : Task.CompletedTask;
            Task output = ContainerRelay.RunAsync(process.Output, context, over.Token);
            Task signals = context.Signals is { } sent ? ForwardAsync(sent, process, over.Token) : Task.CompletedTask;
            try
            {
                await output.WaitAsync(cancellationToken).ConfigureAwait(false);
                return await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await EndAsync(process, context).ConfigureAwait(false);
                await output.WaitAsync(LastOutput, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(input, output, signals).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A program that cannot be reached is given up as by a cancellation: the client waits for its end no longer, and reads why.
    private static async Task ForwardAsync(CommandSignals sent, ExecProcess process, CancellationToken cancellationToken)
    {
        await foreach (int signal in sent.Forwarded.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            bool isForwarded = false;
            try
            {
                isForwarded = await process.SignalAsync(signal).ConfigureAwait(false);
            }
            catch (DockerException)
            {
                // The engine cannot be asked. Another signal may find it again.
            }

            if (!isForwarded)
            {
                sent.End(signal);
            }
        }
    }

    private ExecOptions Describe(IReadOnlyList<string> words)
    {
        var options = new ExecOptions([.. _command.Select(element => element.Fill(words)).OfType<string>()])
        {
            User = _options.User,
            WorkingDirectory = _options.Directory,
            HasInput = _takesInput,
        };
        foreach ((string name, string value) in _options.Environment)
        {
            options.Environment[name] = value;
        }

        return options;
    }

    // The engine itself has no way to end what it executes.
    private async Task EndAsync(ExecProcess process, CommandContext context)
    {
        string? problem;
        try
        {
            problem = await process.EndAsync(_options.Grace ?? DefaultGrace).ConfigureAwait(false) ? null : "the engine gives no way to it";
        }
        catch (DockerException e)
        {
            problem = e.Message;
        }

        if (problem is not null)
        {
            await context.WriteErrorLineAsync($"hostipc: what was executed in the container may run on there: {problem}", CancellationToken.None).ConfigureAwait(false);
        }
    }
}
