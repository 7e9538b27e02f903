using HostIpc.EndToEnd.Tests.TestSupport;

[assembly: AssemblyFixture(typeof(DockerEngine))]

// Each test has containers of its own, but some measure memory and time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
