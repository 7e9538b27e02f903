using HostIpc.Client;
using HostIpc.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Configuration.Hosting;

/// <summary>An application with nothing but its <c>appsettings.json</c>, which a test can change.</summary>
internal sealed class ConfiguredHost : IAsyncDisposable
{
    private readonly LogLines _lines = new();
    private IHost? _host;

    public string Path { get; } = TemporaryDirectories.Create("hostipc-configured-").FullName;

    public string Socket => $"{Path}/hostipc.sock";

    /// <summary>All that the application has logged.</summary>
    public IReadOnlyList<string> Lines => _lines.All;

    /// <summary>Settings with a socket and commands of these names, each of which says its own.</summary>
    public string Commands(params string[] names) =>
        $$"""{"UnixSocket":{"Path":"{{Socket}}"},"Execution":{"Target":"local"},"Commands":{""" + string.Join(',', names.Select(name => $"\"{name}\":{{\"Run\":[\"/bin/echo\",\"this is {name}\"]}}")) + "}}";

    /// <summary>Writes the file, with the settings as the section <c>HostIpc</c>, as editors do: another is renamed over it.</summary>
    public void Write(string settings) => WriteFile($$"""{"HostIpc":{{settings}}}""");

    public void WriteFile(string text)
    {
        File.WriteAllText($"{Path}/appsettings.json.new", text);
        File.Move($"{Path}/appsettings.json.new", $"{Path}/appsettings.json", overwrite: true);
    }

    /// <summary>The options in force.</summary>
    public HostIpcOptions Options => _host!.Services.GetRequiredService<IOptions<HostIpcOptions>>().Value;

    public async Task StartAsync(Action<IHostIpcBuilder>? configure = null, Action<IServiceCollection>? before = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path });
        builder.Logging.ClearProviders().AddProvider(_lines);
        before?.Invoke(builder.Services);
        IHostIpcBuilder ipc = builder.Services.AddHostIpc(builder.Configuration.GetSection("HostIpc"));
        configure?.Invoke(ipc);
        _host = builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a command over the socket; what it says, or why it was not run.</summary>
    public async Task<string> RunAsync(string name)
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:{Socket}" });
        try
        {
            return (await client.RunAsync(HostCommand.Program(name), cancellationToken: TestContext.Current.CancellationToken)).OutputText.Trim();
        }
        catch (HostIpcRejectedException e)
        {
            return $"{e.Reason}";
        }
    }

    /// <summary>Waits until a line of the log has the text.</summary>
    public Task<string> LoggedAsync(string text, int count = 1) =>
        Eventually.Finds(() => Lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Skip(count - 1).FirstOrDefault(), seconds: 60, text: text);

    /// <summary>Waits until the application's configuration is so.</summary>
    public Task UntilAsync(Func<IConfiguration, bool> condition) => Eventually.BecomesTrue(() => condition(_host!.Services.GetRequiredService<IConfiguration>()), seconds: 60);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }
}
