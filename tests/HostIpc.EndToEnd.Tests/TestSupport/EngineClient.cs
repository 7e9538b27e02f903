using System.Collections.Concurrent;
using System.Text;
using HostIpc.Docker;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>The library's client of an engine, and the containers that a test makes with it.</summary>
internal sealed class EngineClient : IAsyncDisposable
{
    private readonly string _image;
    private readonly ConcurrentBag<string> _made = [];

    public EngineClient(string host, string image)
    {
        _image = image;
        Client = new DockerClient(new DockerClientOptions { Endpoint = host });
    }

    public DockerClient Client { get; }

    public ContainerOperations Containers => Client.Containers;

    /// <summary>Makes a container of busybox that runs a script, and answers its name.</summary>
    public async Task<string> CreateAsync(string script, Action<ContainerCreation>? configure = null)
    {
        var creation = new ContainerCreation(_image) { Name = Unique.Name("client"), Command = ["sh", "-c", script], NetworkMode = "none" };
        configure?.Invoke(creation);
        _made.Add(creation.Name!);
        await Containers.CreateAsync(creation);
        return creation.Name!;
    }

    /// <summary>As <see cref="CreateAsync"/>, and starts it.</summary>
    public async Task<string> RunAsync(string script, Action<ContainerCreation>? configure = null)
    {
        string name = await CreateAsync(script, configure);
        (await Containers.StartAsync(name)).ShouldBeTrue();
        return name;
    }

    /// <summary>Reads both streams to their end.</summary>
    public static async Task<(string Output, string Error)> ReadAsync(ContainerStreams streams)
    {
        using var bound = new CancellationTokenSource(Programs.DefaultBound);
        await using (streams)
        {
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            await streams.CopyToAsync(output, error, bound.Token);
            return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string name in _made)
        {
            try
            {
                await Containers.RemoveAsync(name, force: true, volumes: true);
            }
            catch (DockerException e) when (e.Status is 404 or 409)
            {
                // It is gone, or going.
            }
        }
    }
}
