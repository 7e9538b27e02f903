using System.Text;
using HostIpc.Core.Tests.Execution;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

/// <summary>An executor of the application's takes the place of the built-in one for processes, and for nothing else.</summary>
public sealed class CustomExecutorTests
{
    [Fact]
    public async Task Process_WhenTheExecutorIsReplacedAfterwards_ThenItRunsIt()
    {
        await using TestServer server = await StartAsync(builder => builder.Services.AddSingleton<ICommandExecutor, EchoExecutor>());
        (await server.RunAsync("disk\n")).ShouldBe(["1 $ disk", "1 > mine: df -h", "1 = 3"]);
    }

    [Fact]
    public async Task Process_WhenAnExecutorWasRegisteredBefore_ThenItRunsIt()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ICommandExecutor, EchoExecutor>();
        services.AddHostIpc().AddCommand("disk", "df", "-h");
        await using ServiceProvider provider = services.BuildServiceProvider();

        var output = new CapturedOutput();
        ExecutionResult result = await provider.GetRequiredService<ICommandDispatcher>().RunAsync(Identity.Peer.Own("test"), new CommandRequest(["disk"]), output);

        output.Text.ShouldBe("mine: df -h\n");
        result.Result!.ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task ShellLine_WhenTheExecutorIsReplaced_ThenItRunsIt()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.Services.AddSingleton<ICommandExecutor, EchoExecutor>());
        (await server.RunAsync("echo a | cat\n")).ShouldBe(["1 $ echo a | cat", "1 > mine: echo a | cat", "1 = 3"]);
    }

    [Fact]
    public async Task Handler_WhenTheExecutorIsReplaced_ThenItStillRuns()
    {
        await using TestServer server = await StartAsync(builder => builder.Services.AddSingleton<ICommandExecutor, EchoExecutor>());
        (await server.RunAsync("greet\n")).ShouldBe(["1 $ greet", "1 > hello", "1 = 0"]);
    }

    [Fact]
    public async Task Scripts_WhenTheExecutorDoesNotTakeThem_ThenTheBuiltInOneRunsThem()
    {
        using var house = new ScriptHouse();
        house.Add("one", "echo it ran");
        await using TestServer server = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<ICommandExecutor, EchoExecutor>();
            builder.AddCommand("all", options => options.Scripts = house.Scripts);
        });
        (await server.RunAsync("all\n")).ShouldContain("1 > it ran");
    }

    [Fact]
    public async Task Scripts_WhenTheExecutorTakesThem_ThenItGetsThem()
    {
        using var house = new ScriptHouse();
        house.Add("one", "echo it ran");
        var executor = new WrappingExecutor(null);
        await using TestServer server = await StartAsync(builder => builder
            .DecorateExecutor(inner => executor = new WrappingExecutor(inner))
            .AddCommand("all", options => options.Scripts = house.Scripts));
        (await server.RunAsync("all\ndisk\ngreet\n")).ShouldContain("1 > IT RAN");
        executor.Count.ShouldBe(2);
        executor.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Output_WhenADecoratedCommandWritesTooMuch_ThenItIsStillEnded()
    {
        await using TestServer server = await StartAsync(builder => builder
            .DecorateExecutor(inner => new WrappingExecutor(inner))
            .AddCommand("flood", options => (options.Run, options.MaxOutput) = (["yes"], 4)));
        (await server.RunAsync("flood\n")).ShouldBe(
            ["1 $ flood", "1 > Y", "1 > Y", "1 x the command wrote more than 4 bytes and was ended (MaxOutput)", "1 = signal 15"], ignoreOrder: false);
    }

    [Fact]
    public void Context_WhenItsOutputIsReplaced_ThenItStillKnowsWhyTheCommandIsEnded()
    {
        bool isOver = false;
        var context = new CommandExecution(Identity.Peer.Fifo, new CapturedOutput()) { Id = 7, HasExceededOutput = () => isOver };
        CommandExecution view = context.WithOutput(new CapturedOutput());
        view.Id.ShouldBe(7);
        view.IsOverOutput.ShouldBeFalse();
        isOver = true;
        view.IsOverOutput.ShouldBeTrue();
    }

    [Fact]
    public async Task Server_WhenItStops_ThenTheExecutorIsDisposed()
    {
        var executor = new EchoExecutor();
        await using TestServer server = await StartAsync(builder => builder.Services.AddSingleton<ICommandExecutor>(executor));
        await server.StopAsync();
        executor.IsDisposed.ShouldBeTrue();
    }

    private static Task<TestServer> StartAsync(Action<IHostIpcBuilder> build) => TestServer.StartAsync(build: builder =>
    {
        builder.AddCommand("disk", "df", "-h");
        builder.AddCommand("greet", async (invocation, cancellationToken) =>
        {
            await invocation.WriteLineAsync("hello", cancellationToken);
            return 0;
        });
        build(builder);
    });

    private sealed class WrappingExecutor(ICommandExecutor? inner) : ICommandExecutor
    {
        public int Count { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool RunsScriptDirectories => inner!.RunsScriptDirectories;

        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
        {
            Count++;
            return inner!.ExecuteAsync(plan, context.WithOutput(new LoudOutput(context.Output)), cancellationToken);
        }

        public void Dispose()
        {
            IsDisposed = true;
            inner?.Dispose();
        }
    }

    private sealed class LoudOutput(IOutputSink output) : IOutputSink
    {
        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
            output.WriteAsync(kind, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data.Span).ToUpperInvariant()), cancellationToken);
    }
}
