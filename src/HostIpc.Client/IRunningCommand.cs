using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>A command that runs, or has ended: what <see cref="RunningCommand"/> does, for tests to do it otherwise.</summary>
/// <remarks>Members may be added; implement it only in tests. A fake has to implement <see cref="ReadOutputAsync"/> and <see cref="WaitAsync"/>. The others have the bodies of a command that has ended and takes no input.</remarks>
public interface IRunningCommand : IAsyncDisposable
{
    /// <inheritdoc cref="RunningCommand.Id"/>
    long Id => 0;

    /// <inheritdoc cref="RunningCommand.TakesInput"/>
    bool TakesInput => false;

    /// <inheritdoc cref="RunningCommand.ReadOutputAsync"/>
    IAsyncEnumerable<OutputChunk> ReadOutputAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RunningCommand.WriteInputAsync"/>
    ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc cref="RunningCommand.CompleteInputAsync"/>
    ValueTask CompleteInputAsync(CancellationToken cancellationToken = default) => default;

    /// <inheritdoc cref="RunningCommand.SignalAsync"/>
    ValueTask SignalAsync(int signal, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc cref="RunningCommand.WaitAsync"/>
    Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends the command where it still runs, as <see cref="RunningCommand.DisposeAsync"/> does.</summary>
    ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
