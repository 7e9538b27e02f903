using HostIpc.Identity;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A directory of containers that answers what a test wants, and counts.</summary>
internal sealed class FakeDirectory(Func<string, CancellationToken, ValueTask<PeerContainer?>> answer) : IContainerDirectory
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return answer(id, cancellationToken);
    }
}
