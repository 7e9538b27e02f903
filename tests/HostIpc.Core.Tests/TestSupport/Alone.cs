namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Tests that look at the whole process run one by one, when all others are done.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
