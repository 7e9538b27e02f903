using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>Handlers in C# with services of the application, in a scope for each command.</summary>
public sealed class HandlerServicesTests
{
    [Fact]
    public async Task Handler_WhenItIsAClass_ThenEachCommandHasOneWithServicesOfItsOwn()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand<NumberHandler>("number"));
        (await server.RunAsync("number a\nnumber b\n")).ShouldBe(
            ["1 $ number a", "1 > scope 1: a, shared True", "1 = 4", "2 $ number b", "2 > scope 2: b, shared True", "2 = 4"]);
    }

    [Fact]
    public async Task Handler_WhenItWritesBytes_ThenTheyGoToTheStreamThatItSays()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("write", async (invocation, cancellationToken) =>
        {
            await invocation.WriteAsync(OutputKind.Stderr, "bad\n"u8.ToArray(), cancellationToken);
            await invocation.WriteAsync(OutputKind.Stdout, "good\n"u8.ToArray(), cancellationToken);
            return 0;
        }));
        (await server.RunAsync("write\n")).ShouldBe(["1 $ write", "1 ! bad", "1 > good", "1 = 0"]);
    }

    [Fact]
    public async Task Handler_WhenItIsAFunctionWithAService_ThenItGetsIt()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand("number", async (Scoped own, CommandContext invocation, CancellationToken cancellationToken) =>
        {
            await invocation.WriteLineAsync($"scope {own.Number}", cancellationToken);
            return 0;
        }));
        (await server.RunAsync("number\n")).ShouldBe(["1 $ number", "1 > scope 1", "1 = 0"]);
    }

    [Fact]
    public async Task Handler_WhenItIsAFunctionWithTwoServices_ThenItGetsBoth()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand<Scoped, IServiceProvider>("number", async (own, services, invocation, cancellationToken) =>
        {
            await invocation.WriteLineAsync($"the same: {ReferenceEquals(own, services.GetRequiredService<Scoped>())}", cancellationToken);
            return 0;
        }));
        (await server.RunAsync("number\n")).ShouldBe(["1 $ number", "1 > the same: True", "1 = 0"]);
    }

    [Fact]
    public async Task Scope_WhenTheHandlerHasReturned_ThenItIsDisposedBeforeTheResultIsThere()
    {
        var shared = new Shared();
        await using TestServer server = await StartAsync(builder => builder.AddCommand<NumberHandler>("number"), shared);
        await server.Dispatcher.RunAsync(Identity.Peer.Own("test"), ["number"]);
        shared.Disposed.ShouldBe(1);
    }

    [Fact]
    public async Task Scope_WhenTheHandlerThrows_ThenItIsDisposedAndTheCommandHasFailed()
    {
        var shared = new Shared();
        await using TestServer server = await StartAsync(
            builder => builder.AddCommand<Scoped>("bad", (_, _, _) => throw new InvalidOperationException("no luck")), shared);
        (await server.RunAsync("bad\n")).ShouldBe(["1 $ bad", "1 x failed: the handler threw InvalidOperationException: no luck"]);
        shared.Disposed.ShouldBe(1);
    }

    [Fact]
    public async Task Handler_WhenAServiceIsMissing_ThenTheCommandHasFailedAndNamesIt()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand<string>("bad", (_, _, _) => ValueTask.FromResult(0)));
        (await server.RunAsync("bad\n"))[^1].ShouldContain("System.String");
    }

    [Fact]
    public async Task Handler_WhenItsRightsAreConfigured_ThenTheyHold()
    {
        await using TestServer server = await StartAsync(builder => builder.AddCommand<NumberHandler>("number", options => options.Allow = [new() { Users = ["4711"] }]));
        (await server.RunAsync("number\n"))[^1].ShouldStartWith("1 x denied");
    }

    private static Task<TestServer> StartAsync(Action<IHostIpcBuilder> build, Shared? shared = null) => TestServer.StartAsync(build: builder =>
    {
        builder.Services.AddSingleton(shared ?? new Shared());
        builder.Services.AddScoped<Scoped>();
        build(builder);
    });

    private sealed class Shared
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class Scoped(Shared shared) : IDisposable
    {
        public int Number { get; } = ++shared.Made;

        public Shared Shared => shared;

        public void Dispose() => shared.Disposed++;
    }

    private sealed class NumberHandler(Scoped scoped, Shared shared) : ICommandHandler
    {
        public async ValueTask<int> HandleAsync(CommandContext invocation, CancellationToken cancellationToken)
        {
            await invocation.WriteLineAsync($"scope {scoped.Number}: {string.Join(' ', invocation.Words)}, shared {ReferenceEquals(scoped.Shared, shared)}", cancellationToken);
            return 4;
        }
    }
}
