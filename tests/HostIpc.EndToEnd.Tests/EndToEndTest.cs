using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>A test that needs the engine; without one it is skipped.</summary>
public abstract class EndToEndTest
{
    protected EndToEndTest(DockerEngine engine)
    {
        engine.Demand();
        Engine = engine;
    }

    /// <summary>The engine that all tests share.</summary>
    protected DockerEngine Engine { get; }
}
