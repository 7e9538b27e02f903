using Xunit;

// Several tests count descriptors of the process or set its umask, and the timing of others is their point.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
