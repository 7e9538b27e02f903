// Packed once for all that is built from packages.
[assembly: AssemblyFixture(typeof(HostIpc.Samples.Tests.PackageFeed))]
