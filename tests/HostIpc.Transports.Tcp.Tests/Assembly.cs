using Xunit;

// Several tests count descriptors of the process, and the timing of others is their point.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
