using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace HostIpc.HealthChecks;

public sealed class ServerHealthCheckTests : IAsyncDisposable
{
    private readonly EmptyListener _one = new("memory:one");
    private readonly EmptyListener _two = new("memory:two");

    [Fact]
    public async Task Health_WhenTheServerStartsAndStops_ThenItFollows()
    {
        using IHost host = Build(_one, _two);
        (await AskAsync(host)).ShouldBe((HealthStatus.Unhealthy, "the server has not started"));

        await host.StartAsync(TestContext.Current.CancellationToken);
        (await AskAsync(host)).ShouldBe((HealthStatus.Healthy, "serving memory:one, memory:two"));

        await host.StopAsync(TestContext.Current.CancellationToken);
        (await AskAsync(host)).ShouldBe((HealthStatus.Unhealthy, "the server has stopped"));
    }

    [Fact]
    public async Task Health_WhenAListenerFails_ThenItIsDegradedAndSaysWhy()
    {
        using IHost host = Build(_one, _two);
        await host.StartAsync(TestContext.Current.CancellationToken);

        _one.Fail("no descriptors");
        await UntilAsync(host, (HealthStatus.Degraded, "memory:one: no descriptors"));

        _two.Fail("none either");
        await UntilAsync(host, (HealthStatus.Unhealthy, "memory:one: no descriptors; memory:two: none either"));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Health_WhenThereIsNoTransport_ThenItIsDegraded()
    {
        using IHost host = Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        (await AskAsync(host)).ShouldBe((HealthStatus.Degraded, "no transport is added"));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Health_WhenTheFailureStatusIsSet_ThenItIsReported()
    {
        using IHost host = Build(builder => builder.AddHostIpc("ipc", HealthStatus.Degraded, ["live"]), _one);
        (await AskAsync(host, "ipc")).ShouldBe((HealthStatus.Degraded, "the server has not started"));
    }

    [Fact]
    public async Task Health_WhenItIsAsked_ThenItsDataHasEachEndpoint()
    {
        using IHost host = Build(_one, _two);
        await host.StartAsync(TestContext.Current.CancellationToken);
        _one.Fail("no descriptors");
        await UntilAsync(host, (HealthStatus.Degraded, "memory:one: no descriptors"));
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        report.Entries["hostipc"].Data.ShouldBe(new Dictionary<string, object> { ["memory:one"] = "no descriptors", ["memory:two"] = "serving" });
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    private static IHost Build(params EmptyListener[] listeners) => Build(static builder => builder.AddHostIpc(), listeners);

    private static IHost Build(Action<IHealthChecksBuilder> add, params EmptyListener[] listeners)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLogging();
        foreach (EmptyListener listener in listeners)
        {
            builder.Services.AddSingleton<IConnectionListener>(listener);
        }

        builder.Services.AddHostIpc(options => options.AllowShell = false);
        add(builder.Services.AddHealthChecks());
        return builder.Build();
    }

    private static async Task<(HealthStatus Status, string? Description)> AskAsync(IHost host, string name = "hostipc")
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return (report.Entries[name].Status, report.Entries[name].Description);
    }

    private static async Task UntilAsync(IHost host, (HealthStatus, string?) expected) => await Eventually.Finds(() => AskAsync(host), found => found == expected, seconds: 60);
}
