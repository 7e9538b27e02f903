using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using HostIpc.Admission;
using HostIpc.Identity;

namespace HostIpc.Benchmarks;

/// <summary>A place for a command, taken and left: by the framework's limiter for each peer, and by what the server has. See docs/decisions.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmarks
{
    private const int Places = 8;

    private readonly PeerKey _peer = PeerKey.Of(new Peer("unix") { UserId = 0, ProcessId = 1 }, containerId: null);
    private readonly ConcurrencyLimiter<PeerKey> _places = new(Places, reserved: 2, static peer => peer.IsManyAtWill);
    private PartitionedRateLimiter<PeerKey> _limiter = null!;

    [GlobalSetup]
    public void Setup() => _limiter = PartitionedRateLimiter.Create<PeerKey, PeerKey>(
        static peer => RateLimitPartition.GetConcurrencyLimiter(peer, static _ => new ConcurrencyLimiterOptions { PermitLimit = Places, QueueLimit = 256 }));

    [GlobalCleanup]
    public void Cleanup() => _limiter.Dispose();

    [Benchmark(Baseline = true, Description = "System.Threading.RateLimiting, a limiter for each peer")]
    public bool Framework()
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(_peer);
        return lease.IsAcquired;
    }

    [Benchmark(Description = "ConcurrencyLimiter")]
    public bool Own()
    {
        bool isTaken = _places.TryAcquire(_peer);
        _places.Release(_peer);
        return isTaken;
    }
}
