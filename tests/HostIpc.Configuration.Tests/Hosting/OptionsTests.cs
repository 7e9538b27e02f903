using HostIpc.Admission;
using HostIpc.Docker;
using HostIpc.Docker.Lifecycle;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Logging;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Configuration.Hosting;

/// <summary>Each part has its options as those of any other part of an application: <c>Configure</c>, <c>PostConfigure</c>, checked at the start. In code alone and beside settings.</summary>
public sealed class OptionsTests : IDisposable
{
    // A wrong value for each part, with what the start fails with: the key, what was found and what is allowed.
    private static readonly Dictionary<string, (Action<IServiceCollection, bool> Configure, string Expected)> Wrong = new()
    {
        ["Fifo"] = (Set<FifoOptions>(options => options.Concurrency = 0), "Fifo:Concurrency is 0; 1 to 1024 is wanted"),
        ["UnixSocket"] = (Set<UnixSocketOptions>(options => options.Backlog = 5000), "UnixSocket:Backlog is 5000; 1 to 4096 is wanted"),
        ["Tcp"] = (Set<TcpOptions>(options => options.Backlog = 0), "Tcp:Backlog is 0; 1 to 4096 is wanted"),
        ["Docker"] = (Set<DockerOptions>(options => options.Timeout = TimeSpan.Zero), "Docker:Timeout is 00:00:00: it has to be 00:00:00.0100000 to 00:00:10"),
        ["Lifecycle"] = (Set<LifecycleOptions>(options => (options.ScriptDirectory, options.Timeout) = ("/srv", TimeSpan.Zero)), "Lifecycle:Timeout is 00:00:00; "),
        ["FileLog"] = (Set<FileLogOptions>(options => options.MaxLines = 0), "Log:MaxLines is 0; 1 to 100000000 is wanted"),
        ["ConsoleLog"] = (Set<ConsoleLogOptions>(options => options.WriteTimeout = TimeSpan.FromHours(2)), "Log:WriteTimeout is 02:00:00; 00:00:00.0010000 to 01:00:00 is wanted"),
        ["HostIpc"] = (Set<HostIpcOptions>(options => options.StopTimeout = TimeSpan.FromHours(2)), "StopTimeout is 02:00:00; 00:00:00 to 01:00:00 is wanted"),
        ["Limits"] = (Set<LimitOptions>(options => options.MaxConnections = 0), "Limits:MaxConnections is 0; 1 to 65536 is wanted"),
        ["Execution"] = (Set<ExecutionOptions>(options => options.KillGrace = TimeSpan.FromHours(2)), "Execution:KillGrace is 02:00:00; 00:00:00 to 01:00:00 is wanted"),
    };

    private readonly string _directory = TemporaryDirectories.Create("hostipc-options-").FullName;

    public static TheoryData<string, bool, bool> Parts => [.. from part in Wrong.Keys from hasSettings in (bool[])[false, true] from isLate in (bool[])[false, true] select (part, hasSettings, isLate)];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Start_WhenAValueIsOutOfRange_ThenItFailsAndNamesIt(string part, bool hasSettings, bool isLate)
    {
        using IHost host = Build(hasSettings, services => Wrong[part].Configure(services, isLate));

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldStartWith(Wrong[part].Expected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Configure_WhenTheApplicationDoesIt_ThenEachPartHasItsOptions(bool hasSettings)
    {
        bool isFormatted = false;
        using IHost host = Build(hasSettings, services => services
            .Configure<FifoOptions>(options => options.Path += ".new")
            .PostConfigure<UnixSocketOptions>(options => options.Path += ".new")
            .PostConfigure<TcpOptions>(options => options.Listen = ["127.0.0.2:0"])
            .Configure<FileLogOptions>(options => options.Path += ".new")
            .Configure<ConsoleLogOptions>(options => options.CreateFormatter = () =>
            {
                isFormatted = true;
                return LogFormatters.Create(LogFormat.Text);
            })
            .Configure<HostIpcOptions>(options => options.StopTimeout = TimeSpan.FromSeconds(3))
            .PostConfigure<LimitOptions>(options => options.MaxConnections += 1)
            .Configure<ExecutionOptions>(options => options.KillGrace = TimeSpan.FromSeconds(1)));
        await host.StartAsync(TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<IServerHealth>().Endpoints.Select(static endpoint => endpoint.Endpoint).Order(StringComparer.Ordinal)
            .ShouldBe([$"fifo:{_directory}/channel.new", host.Services.GetRequiredService<IServerHealth>().Endpoints.Single(static endpoint => endpoint.Endpoint.StartsWith("tcp:127.0.0.2:", StringComparison.Ordinal)).Endpoint, $"unix:{_directory}/hostipc.sock.new"]);
        File.Exists($"{_directory}.log.new").ShouldBeTrue();
        File.Delete($"{_directory}.log.new");
        isFormatted.ShouldBeTrue();
        HostIpcOptions all = host.Services.GetRequiredService<IOptions<HostIpcOptions>>().Value;
        (all.StopTimeout, all.Limits.MaxConnections, all.Execution.KillGrace).ShouldBe((TimeSpan.FromSeconds(3), 8, TimeSpan.FromSeconds(1)));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false, 7, 1.5, 2)]
    [InlineData(true, 3, 3, 3)]
    public void Configure_BesideSettings_ThenTheLaterWins(bool isLate, int connections, double grace, double stop)
    {
        var services = new ServiceCollection();
        if (!isLate)
        {
            Configure();
        }

        services.AddHostIpc(new ConfigurationBuilder().AddInMemoryCollection([new("Limits:MaxConnections", "7"), new("Execution:KillGrace", "00:00:01.5"), new("StopTimeout", "00:00:02")]).Build());
        if (isLate)
        {
            Configure();
        }

        using ServiceProvider provider = services.BuildServiceProvider();
        HostIpcOptions all = provider.GetRequiredService<IOptions<HostIpcOptions>>().Value;
        (all.Limits.MaxConnections, all.Execution.KillGrace, all.StopTimeout).ShouldBe((connections, TimeSpan.FromSeconds(grace), TimeSpan.FromSeconds(stop)));
        all.Limits.MaxConcurrentCommands.ShouldBe(5); // of no setting

        void Configure() => services
            .Configure<LimitOptions>(static options => (options.MaxConnections, options.MaxConcurrentCommands) = (3, 5))
            .Configure<ExecutionOptions>(static options => options.KillGrace = TimeSpan.FromSeconds(3))
            .Configure<HostIpcOptions>(static options => options.StopTimeout = TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 3)]
    public void Configure_OfTheWholeBesideSettings_ThenTheLaterWins(bool isLate, int connections)
    {
        var services = new ServiceCollection();
        IServiceCollection Configure() => services.Configure<HostIpcOptions>(static options => options.Limits.MaxConnections = 3);
        _ = isLate ? services : Configure();
        services.AddHostIpc(new ConfigurationBuilder().AddInMemoryCollection([new("Limits:MaxConnections", "7")]).Build());
        _ = isLate ? Configure() : services;

        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptions<HostIpcOptions>>().Value.Limits.MaxConnections.ShouldBe(connections);
    }

    [Fact]
    public async Task Start_WhenAValidatorOfTheApplicationRejectsAPart_ThenItFailsWithItsMessage()
    {
        using IHost host = Build(hasSettings: false, static services => services.AddOptions<LimitOptions>().Validate(static limits => limits.MaxConnections > 100, "too few connections"));

        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe("too few connections");
    }

    private static Action<IServiceCollection, bool> Set<T>(Action<T> set)
        where T : class => (services, isLate) => _ = isLate ? services.PostConfigure(set) : services.Configure(set);

    private IHost Build(bool hasSettings, Action<IServiceCollection> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        if (hasSettings)
        {
            AddFromSettings(builder);
        }
        else
        {
            AddInCode(builder.Services);
        }

        configure(builder.Services);
        return builder.Build();
    }

    private void AddFromSettings(HostApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(
        [
            new("Fifo:Path", $"{_directory}/channel"), new("UnixSocket:Path", $"{_directory}/hostipc.sock"), new("Tcp:Listen", "127.0.0.1:0"), new("Log:Path", $"{_directory}.log"),
            new("Docker:Socket", $"{_directory}/docker.sock"), new("Limits:MaxConnections", "7"),
        ]);
        var settings = HostIpcSettings.Read(builder.Configuration);
        builder.Services.AddHostIpc(settings).AddConsoleLog(settings);
    }

    private void AddInCode(IServiceCollection services) => services
        .AddHostIpc(options => options.Limits.MaxConnections = 7)
        .AddFifo(options => options.Path = $"{_directory}/channel")
        .AddUnixSocket(options => options.Path = $"{_directory}/hostipc.sock")
        .AddTcp(options => options.Listen = ["127.0.0.1:0"])
        .AddDockerContainers(options => options.Socket = $"{_directory}/docker.sock")
        .AddDockerLifecycle()
        .AddFileLog(options => options.Path = $"{_directory}.log")
        .AddConsoleLog();
}
