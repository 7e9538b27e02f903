namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// What hosts of pages are made from: the image of a host's files, and the data of an engine that has pulled the images that pages name. None can be pulled here, so each but
/// hostipc is a stand-in from StandIns/images, or busybox. Made once; each host gets a copy.
/// </summary>
public sealed class PageImages(DockerEngine engine) : IAsyncLifetime
{
    private const string Saved = "images.tar";

    // By the name that pages use; the folder of StandIns/images, or none for busybox alone.
    private static readonly (string Name, string? Folder)[] StandIns =
    [
        ("busybox", null), ("alpine", null), ("debian", null), ("nginx", "nginx"), ("certbot/certbot", "certbot"), ("postgres", "postgres"),
    ];

    private static readonly string Sources = $"{RepositoryRoot.Path}/tests/HostIpc.EndToEnd.Tests/StandIns";

    // What the reader's clone has of the repository, as far as pages name it.
    private static readonly string[] Cloned = ["compose.yaml", "samples", "eng"];

    private readonly string _id = Unique.Name("pages");
    private readonly string _directory = TemporaryDirectories.Create("hostipc-e2e-pages-").FullName;
    private readonly List<string> _built = [];
    private int _hosts;

    public async ValueTask InitializeAsync()
    {
        if (Requirement.IsRequired && PageHost.FindMissing() is null)
        {
            await BuildAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_built.Count > 0)
        {
            await engine.Docker.RunAsync(["image", "rm", "--force", .. _built]);
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts a fresh host.</summary>
    internal async Task<PageHost> StartHostAsync()
    {
        string directory = $"{_directory}/{Interlocked.Increment(ref _hosts)}";
        Directory.CreateDirectory(directory);
        Programs.MustRun("cp", "-a", $"{_directory}/docker", directory);
        return await PageHost.StartAsync(engine.Docker, HostImage, engine.Native, directory);
    }

    private string HostImage => $"hostipc-e2e-host:{_id}";

    private async Task BuildAsync()
    {
        string context = $"{_directory}/context";
        Programs.MustRun("cp", "-a", $"{Sources}/host", context);
        Directory.CreateDirectory($"{context}{PageHost.Clone}");
        foreach (string name in Cloned)
        {
            Programs.MustRun("cp", "-a", $"{RepositoryRoot.Path}/{name}", $"{context}{PageHost.Clone}/{name}");
        }

        File.Copy(Programs.Find("busybox")!, $"{context}/busybox");
        await BuildAsync(HostImage, context);

        var tags = new Dictionary<string, string> { [engine.ServerImage] = "hostipc" };
        foreach ((string name, string? folder) in StandIns)
        {
            string tag = $"hostipc-e2e-{name.Replace('/', '-')}:{_id}";
            if (folder is null)
            {
                await engine.Docker.GetAsync("tag", engine.BusyboxImage, tag);
                _built.Add(tag);
            }
            else
            {
                await BuildAsync(tag, $"{Sources}/images/{folder}", "--build-arg", $"BASE={engine.BusyboxImage}");
            }

            tags[tag] = name;
        }

        string directory = $"{_directory}/0";
        Directory.CreateDirectory(directory);
        await engine.Docker.GetAsync(["save", "--output", $"{directory}/{Saved}", .. tags.Keys]);
        await using PageHost host = await PageHost.StartAsync(engine.Docker, HostImage, engine.Native, directory);
        await host.LoadAsync(Saved, tags);
        await host.StopEngineAsync();
        Programs.MustRun("cp", "-a", $"{directory}/docker", _directory);
    }

    private async Task BuildAsync(string tag, string context, params string[] arguments)
    {
        await engine.Docker.GetAsync(["build", "--quiet", "--network", "none", "--tag", tag, .. arguments, context]);
        _built.Add(tag);
    }
}
