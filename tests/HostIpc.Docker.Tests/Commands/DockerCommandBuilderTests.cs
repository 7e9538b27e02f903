using HostIpc.Docker.TestSupport;
using HostIpc.Docker.Triggers;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Docker.Commands;

/// <summary>Commands of the engine in an application that hosts the server itself.</summary>
public sealed class DockerCommandBuilderTests
{
    [Fact]
    public async Task Command_WhenItIsDefinedInCode_ThenEventsCanRunItToo()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddDockerCommand(
                "revive",
                new DockerCommandOptions { Action = DockerAction.Start, Container = "{name}" },
                options => options.Parameters = [new ParameterOptions { Name = "name", Pattern = "[a-z]+" }],
                new DockerClient(new DockerClientOptions { Endpoint = engine.Path })),
            new TriggerOptions { On = new EventCondition { Action = ["die"] }, Run = "revive", With = new Dictionary<string, string> { ["name"] = "{Actor.Attributes.name}" } });
        server.Events.Happen("die", "name=web");
        await server.UntilEndedAsync(1);
        server.Log.Records.ShouldBe(["$ [docker event container die web] revive web", "= 0"]);
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('a')}/start"]);
    }

    [Fact]
    public async Task Command_WhenTheExecutorOfProcessesIsReplaced_ThenItIsCarriedOutAllTheSame()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc =>
            {
                ipc.Services.AddSingleton<ICommandExecutor, RefusingExecutor>();
                ipc.AddDockerCommand("revive", new DockerCommandOptions { Action = DockerAction.Start, Container = "web" }, client: new DockerClient(new DockerClientOptions { Endpoint = engine.Path }));
            },
            new TriggerOptions { On = new EventCondition { Action = ["die"] }, Run = "revive" });
        server.Events.Happen("die", "name=web");
        await server.UntilEndedAsync(1);
        server.Log.Records[^1].ShouldBe("= 0");
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('a')}/start"]);
    }

    [Fact]
    public async Task Engine_WhenItCannotBeAsked_ThenTheLogHasTheReason()
    {
        await using FakeEngine engine = FakeEngine.Create((_, _, _) => Task.CompletedTask);
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddDockerCommand("stop", new DockerCommandOptions { Action = DockerAction.Stop, Container = "web" }, client: new DockerClient(new DockerClientOptions { Endpoint = engine.Path })),
            new TriggerOptions { On = new EventCondition { Action = ["die"] }, Run = "stop" });
        server.Events.Happen("die", "name=web");
        await server.UntilLoggedAsync("x failed: the handler threw DockerException: ");
    }

    [Fact]
    public async Task Command_WhenItDoesNotFitTogether_ThenItIsNotDefined() =>
        (await Should.ThrowAsync<ArgumentException>(() => TriggerServer.StartAsync(
            ipc => ipc.AddDockerCommand("x", new DockerCommandOptions { Action = DockerAction.Stop, Container = "web" }, options => options.As = "www"))))
        .Message.ShouldBe("The command x cannot be defined: As is set beside Docker, where nothing runs on the target; Docker:User is the user in the container");

    private sealed class RefusingExecutor : ICommandExecutor
    {
        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ExecutionResult.Rejected(RejectionReason.Failed, "it runs nothing"));

        public void Dispose()
        {
        }
    }
}
