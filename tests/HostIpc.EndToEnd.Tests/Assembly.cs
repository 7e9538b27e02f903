using HostIpc.EndToEnd.Tests.TestSupport;

[assembly: AssemblyFixture(typeof(DockerEngine))]
