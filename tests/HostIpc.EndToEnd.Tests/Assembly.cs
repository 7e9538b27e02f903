using HostIpc.EndToEnd.Tests.TestSupport;

[assembly: AssemblyFixture(typeof(DockerEngine))]

// Each test has containers of its own, and mostly waits for the engine: twice as many at a time as a small machine has processors. What measures time is Alone, or of the kind Performance.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
