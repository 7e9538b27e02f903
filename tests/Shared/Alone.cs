
namespace HostIpc;

/// <summary>Tests that measure the whole process (descriptors, threads, allocation) run one at a time, after all others.</summary>
[Xunit.CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
