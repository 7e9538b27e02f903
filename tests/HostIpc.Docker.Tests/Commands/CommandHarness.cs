using System.Text;
using HostIpc.Docker.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Docker.Commands;

/// <summary>A command of a policy that an engine on a socket carries out, asked for by a peer.</summary>
internal sealed class CommandHarness(FakeEngine engine, DockerCommandOptions docker, Action<CommandOptions>? configure = null)
{
    public static Peer Root { get; } = new("unix") { UserId = 0 };

    public RecordedOutput Output { get; } = new();

    /// <summary>The parameter <c>name</c>, whatever its value.</summary>
    public static Action<CommandOptions> Named(string? pattern = null) => command => command.Parameters = [new ParameterOptions { Name = "name", Pattern = pattern }];

    /// <summary>Asks as the policy has it.</summary>
    /// <returns>The exit code; null with the rejection as output where it is refused.</returns>
    public async Task<int?> RunAsync(Peer peer, string? input, CancellationToken cancellationToken, params string[] words)
    {
        var command = new DockerCommand(docker, new DockerClient(new DockerClientOptions { Endpoint = engine.Path })) { Name = "it" };
        configure?.Invoke(command);
        CommandOptionsCheck.FindFaults(command).ShouldBeEmpty();
        var services = new ServiceCollection();
        services.AddHostIpc();
        services.AddSingleton<CommandOptions>(command);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var policy = provider.GetRequiredService<ICommandPolicy>();
        if (policy.Decide(new CommandRequest(["it", .. words]), peer, out ExecutionPlan plan) is { } rejection)
        {
            await Output.WriteAsync(OutputKind.Stderr, Encoding.UTF8.GetBytes(rejection.ToString()), cancellationToken);
            return null;
        }

        Stream? stream = input is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(input));
        return await plan.Command!.Handler!(new CommandContext("it", plan.Arguments!, peer, Output, stream), cancellationToken);
    }

    public Task<int?> RunAsync(params string[] words) => RunAsync(Root, input: null, TestContext.Current.CancellationToken, words);
}
