namespace HostIpc.Docker.Identity;

internal sealed partial class AddressDirectory
{
    /// <summary>The questions for one address: one at a time, and what the last one was answered.</summary>
    private sealed class AddressTurn : IDisposable
    {
        /// <summary>How many addresses are kept while nobody asks for them.</summary>
        public const int MaxKept = 256;

        private static readonly TimeSpan Keep = TimeSpan.FromSeconds(1);

        private readonly SemaphoreSlim _gate = new(1);
        private ContainerDescription? _found;
        private long? _asked;

        /// <summary>How many have joined and not left. Changed by <see cref="AddressTurns"/> alone.</summary>
        public int Users { get; set; }

        public Task WaitAsync(CancellationToken cancellationToken) => _gate.WaitAsync(cancellationToken);

        public void Release() => _gate.Release();

        /// <summary>Whether there is an answer that may still be told.</summary>
        public bool IsFresh(TimeProvider time) => _asked is { } asked && time.GetElapsedTime(asked) < Keep;

        /// <summary>The container of the last answer; null for none, or where it is too old. To be called while having the turn.</summary>
        public ContainerDescription? Recall(TimeProvider time) => IsFresh(time) ? _found : null;

        /// <summary>Keeps an answer. To be called while having the turn.</summary>
        public void Remember(ContainerDescription? found, TimeProvider time) => (_found, _asked) = (found, time.GetTimestamp());

        public void Dispose() => _gate.Dispose();
    }
}
