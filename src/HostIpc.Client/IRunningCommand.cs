using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>A command that runs, or has ended: what <see cref="RunningCommand"/> does, for tests to do it otherwise.</summary>
public interface IRunningCommand : IAsyncDisposable
{
    /// <inheritdoc cref="RunningCommand.Id"/>
    long Id { get; }

    /// <inheritdoc cref="RunningCommand.TakesInput"/>
    bool TakesInput { get; }

    /// <inheritdoc cref="RunningCommand.ReadOutputAsync"/>
    IAsyncEnumerable<OutputChunk> ReadOutputAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunningCommand.WriteInputAsync"/>
    ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunningCommand.CompleteInputAsync"/>
    ValueTask CompleteInputAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunningCommand.SignalAsync"/>
    ValueTask SignalAsync(int signal, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunningCommand.WaitAsync"/>
    Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default);
}
