namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>What <c>eng/pack</c> makes, made once for the tests that use it, and nothing else of the repository.</summary>
public sealed class Packages : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The folder with all of it.</summary>
    internal string Folder => $"{_directory.Path}/packages";

    /// <summary>What it printed.</summary>
    internal string Printed { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Requirement.IsRequired)
        {
            Printed = (await Programs.RunAsync($"{RepositoryRoot.Path}/eng/pack", [Folder], bound: TimeSpan.FromMinutes(10))).Text;
        }
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }
}
