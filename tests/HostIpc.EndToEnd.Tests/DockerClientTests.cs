using System.Text.Json;
using HostIpc.Docker;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Every call of the client of the Engine API that is no stream, on a real engine.</summary>
public sealed class DockerClientTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const string Forever = "trap 'exit 7' TERM; while :; do sleep 0.1; done";

    [Fact]
    public async Task Engine_AskedForItself_SaysWhatItIs()
    {
        await using EngineClient engine = Open();
        await engine.Client.PingAsync();
        DockerVersion version = await engine.Client.GetVersionAsync();
        version.Version.ShouldBe(await Engine.Docker.GetAsync("version", "--format", "{{.Server.Version}}"));
        version.ApiVersion.ShouldBe(await Engine.Docker.GetAsync("version", "--format", "{{.Server.APIVersion}}"));
        version.OperatingSystem.ShouldBe("linux");

        DockerInfo info = await engine.Client.GetInfoAsync();
        info.ServerVersion.ShouldBe(version.Version);
        info.Id.ShouldBe(await Engine.Docker.GetAsync("info", "--format", "{{.ID}}"));
        info.SystemTime.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        JsonDocument.Parse(info.Json).RootElement.GetProperty("KernelVersion").GetString().ShouldBe(version.KernelVersion);
    }

    [Fact]
    public async Task Container_ThroughItsWholeLife_IsAsItWasTold()
    {
        await using EngineClient engine = Open();
        string name = await engine.CreateAsync(Forever);
        ContainerDescription made = await engine.Containers.InspectAsync(name);
        (made.State, made.IsRunning, made.ProcessId, made.StartedAt, made.FinishedAt).ShouldBe(("created", false, 0, null, null));

        (await engine.Containers.StartAsync(name)).ShouldBeTrue();
        (await engine.Containers.StartAsync(name)).ShouldBeFalse();
        ContainerDescription running = await engine.Containers.InspectAsync(made.Id[..12]);
        (running.State, running.IsRunning, running.IsPaused, running.Name).ShouldBe(("running", true, false, name));
        running.ProcessId.ShouldBeGreaterThan(1);
        running.StartedAt.ShouldNotBeNull().ShouldBeGreaterThan(made.CreatedAt);

        await engine.Containers.PauseAsync(name);
        (await engine.Containers.InspectAsync(name)).IsPaused.ShouldBeTrue();
        await engine.Containers.UnpauseAsync(name);
        (await engine.Containers.InspectAsync(name)).IsPaused.ShouldBeFalse();

        string other = name + "-renamed";
        await engine.Containers.RenameAsync(name, other);
        (await engine.Containers.InspectAsync(other)).Id.ShouldBe(made.Id);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.InspectAsync(name))).Status.ShouldBe(404);
        await engine.Containers.RenameAsync(other, name);

        await engine.Containers.RestartAsync(name, TimeSpan.FromSeconds(20));
        ContainerDescription restarted = await engine.Containers.InspectAsync(name);
        restarted.IsRunning.ShouldBeTrue();
        restarted.StartedAt.ShouldNotBeNull().ShouldBeGreaterThan(running.StartedAt!.Value);

        Task<int> ended = engine.Containers.WaitAsync(name);
        (await engine.Containers.StopAsync(name, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await engine.Containers.StopAsync(name)).ShouldBeFalse();
        (await ended.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(7);
        (await engine.Containers.WaitAsync(name)).ShouldBe(7);
        ContainerDescription exited = await engine.Containers.InspectAsync(name);
        (exited.State, exited.IsRunning, exited.ExitCode, exited.ProcessId).ShouldBe(("exited", false, 7, 0));
        exited.FinishedAt.ShouldNotBeNull().ShouldBeGreaterThan(restarted.StartedAt!.Value);

        await engine.Containers.StartAsync(name);
        await engine.Containers.KillAsync(name);
        (await engine.Containers.WaitAsync(name)).ShouldBe(137);
        await engine.Containers.RemoveAsync(name, volumes: true);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.InspectAsync(name))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Container_MadeWithEverything_HasIt()
    {
        await using EngineClient engine = Open();
        string host = TemporaryDirectories.Create("hostipc-bind-").FullName;
        File.SetUnixFileMode(host, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string name = await engine.CreateAsync("", creation =>
        {
            creation.EntryPoint = ["/bin/sh", "-c"];
            creation.Command = ["echo $A-$B-$(pwd)-$(id -u)-$(hostname); cat /bound/file; tty; exit 3"];
            creation.Environment["A"] = "1";
            creation.Environment["B"] = "ä \"quoted\"";
            creation.Labels["com.example.role"] = "wëb";
            creation.Labels["empty"] = "";
            creation.WorkingDirectory = "/tmp";
            creation.User = "1234:1";
            creation.HostName = "thehost";
            creation.HasTerminal = true;
            creation.HasInput = true;
            creation.StopSignal = "SIGINT";
            creation.Binds.Add($"{host}:/bound:ro");
            creation.RestartPolicy = RestartPolicy.OnFailure;
            creation.MaximumRetryCount = 2;
            creation.ProcessMode = "host";
            creation.MemoryLimit = 64 << 20;
            creation.AddedCapabilities.Add("SYS_PTRACE");
            creation.DroppedCapabilities.Add("MKNOD");
            creation.SecurityOptions.Add("no-new-privileges");
            creation.IsReadOnly = true;
        });
        await File.WriteAllTextAsync($"{host}/file", "bound\n", TestContext.Current.CancellationToken);
        ContainerDescription made = await engine.Containers.InspectAsync(name);
        (made.Image, made.HasTerminal).ShouldBe((Engine.BusyboxImage, true));
        made.ImageId.ShouldStartWith("sha256:");
        made.Labels["com.example.role"].ShouldBe("wëb");
        made.Labels["empty"].ShouldBe("");
        JsonElement config = JsonDocument.Parse(made.Json).RootElement.GetProperty("HostConfig");
        config.GetProperty("RestartPolicy").GetProperty("Name").GetString().ShouldBe("on-failure");
        config.GetProperty("RestartPolicy").GetProperty("MaximumRetryCount").GetInt32().ShouldBe(2);
        config.GetProperty("PidMode").GetString().ShouldBe("host");
        config.GetProperty("NetworkMode").GetString().ShouldBe("none");
        config.GetProperty("Memory").GetInt64().ShouldBe(64 << 20);
        config.GetProperty("CapAdd")[0].GetString()!.ShouldEndWith("SYS_PTRACE");
        config.GetProperty("CapDrop")[0].GetString()!.ShouldEndWith("MKNOD");
        config.GetProperty("SecurityOpt")[0].GetString().ShouldBe("no-new-privileges");
        config.GetProperty("ReadonlyRootfs").GetBoolean().ShouldBeTrue();

        await engine.Containers.StartAsync(name);
        await Eventually.Finds(() => engine.Containers.InspectAsync(name), found => found is { State: "exited", ExitCode: 3 });
        (string output, string error) = await EngineClient.ReadAsync(await engine.Containers.ReadLogsAsync(name, new LogsOptions { Tail = 3 }));
        output.ShouldBe("1-ä \"quoted\"-/tmp-1234-thehost\r\nbound\r\n/dev/pts/0\r\n");
        error.ShouldBeEmpty();
        Directory.Delete(host, recursive: true);
    }

    [Fact]
    public async Task Containers_ListedWithFilters_AreThoseThatMeetThem()
    {
        await using EngineClient engine = Open();
        string mark = Unique.Name("mark");
        string running = await engine.RunAsync(Forever, creation => creation.Labels[mark] = "a");
        string made = await engine.CreateAsync(Forever, creation => creation.Labels[mark] = "b");

        DockerFilter Marked() => new DockerFilter().Add("label", mark);
        ContainerSummary found = (await engine.Containers.ListAsync(filter: Marked())).ShouldHaveSingleItem();
        found.Id.ShouldBe((await engine.Containers.InspectAsync(running)).Id);
        found.Names.ShouldBe([running]);
        (found.Image, found.State).ShouldBe((Engine.BusyboxImage, "running"));
        found.Status.ShouldStartWith("Up ");
        found.Labels[mark].ShouldBe("a");
        found.Networks.ShouldHaveSingleItem().Name.ShouldBe("none");
        found.CreatedAt.ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(1));

        (await NamesAsync(true, Marked())).ShouldBe([running, made], ignoreOrder: true);
        (await NamesAsync(true, Marked().Add("label", $"{mark}=b"))).ShouldBe([made]);
        (await NamesAsync(true, Marked().Add("name", running).Add("name", made))).ShouldBe([running, made], ignoreOrder: true);
        (await NamesAsync(false, Marked().Add("status", "created"))).ShouldBe([made]);
        (await NamesAsync(true, new DockerFilter().Add("name", "/" + Unique.Name("nobody")))).ShouldBeEmpty();
        DockerException refused = await Should.ThrowAsync<DockerException>(() => engine.Containers.ListAsync(filter: new DockerFilter().Add("colour", "red")));
        refused.Status.ShouldBe(400);

        async Task<string[]> NamesAsync(bool all, DockerFilter filter) => [.. (await engine.Containers.ListAsync(all, filter)).Select(container => container.Names[0])];
    }

    [Fact]
    public async Task Engine_WhenItRefuses_SaysWhy()
    {
        await using EngineClient engine = Open();
        string nobody = Unique.Name("nobody");
        DockerException missing = await Should.ThrowAsync<DockerException>(() => engine.Containers.StartAsync(nobody));
        (missing.Status, missing.EngineMessage).ShouldBe((404, $"No such container: {nobody}"));
        missing.Message.ShouldBe($"the answer is 404: No such container: {nobody}");

        string made = await engine.CreateAsync(Forever);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.KillAsync(made))).Status.ShouldBe(409);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.PauseAsync(made))).Status.ShouldBe(409);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.ExecAsync(made, new ExecOptions("true")))).Status.ShouldBe(409);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.RenameAsync(made, "no/name"))).Status.ShouldBeOneOf(400, 500);
        DockerException image = await Should.ThrowAsync<DockerException>(() => engine.Containers.CreateAsync(new ContainerCreation("hostipc-e2e-no-such-image")));
        image.Status.ShouldBe(404);
        image.EngineMessage.ShouldNotBeNull().ShouldContain("hostipc-e2e-no-such-image");

        await engine.Containers.StartAsync(made);
        (await Should.ThrowAsync<DockerException>(() => engine.Containers.RemoveAsync(made))).Status.ShouldBe(409);
        await engine.Containers.RemoveAsync(made, force: true);
    }

    [Fact]
    public async Task Wait_WhenItIsCancelled_EndsAtOnce()
    {
        await using EngineClient engine = Open();
        string name = await engine.RunAsync(Forever);
        using var cancelling = new CancellationTokenSource();
        Task<int> wait = engine.Containers.WaitAsync(name, cancelling.Token);
        await Never.Within(TimeSpan.FromMilliseconds(200), () => wait.IsCompleted, "The engine tells nobody that it was asked to wait.");
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(wait.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Containers_OnNetworks_HaveTheirAddressesThere()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Docker.GetAsync("network", "create", "--subnet", "10.91.7.0/24", "mine");
        await using var engine = new EngineClient($"unix://{host.Daemon.Socket}", BridgedHost.BusyboxImage);
        string name = await engine.RunAsync(Forever, creation =>
        {
            creation.NetworkMode = "bridge";
            creation.ExtraHosts.Add("host.docker.internal:host-gateway");
            creation.Ports.Add("127.0.0.1:8080:80");
        });
        await host.Docker.GetAsync("network", "connect", "mine", name);
        string[] expected =
        [
            $"bridge {await host.Docker.GetAsync("inspect", "--format", "{{.NetworkSettings.Networks.bridge.IPAddress}}", name)} ",
            $"mine {await host.Docker.GetAsync("inspect", "--format", "{{.NetworkSettings.Networks.mine.IPAddress}}", name)} ",
        ];
        expected[1].ShouldStartWith("mine 10.91.7.");

        Texts((await engine.Containers.ListAsync()).ShouldHaveSingleItem().Networks).ShouldBe(expected, ignoreOrder: true);
        Texts((await engine.Containers.InspectAsync(name)).Networks).ShouldBe(expected, ignoreOrder: true);
        await using ExecProcess hosts = await engine.Containers.ExecAsync(name, new ExecOptions("cat", "/etc/hosts"));
        (await EngineClient.ReadAsync(hosts.Output)).Output.ShouldContain($"{PrivateDaemon.BridgeAddress}\thost.docker.internal");
        (await host.Docker.GetAsync("port", name)).ShouldBe("80/tcp -> 127.0.0.1:8080");
        await engine.Containers.RemoveAsync(name, force: true);

        static string[] Texts(IReadOnlyList<ContainerNetwork> networks) => [.. networks.Select(network => $"{network.Name} {network.Address} {network.Address6}")];
    }

    [Fact]
    public async Task Engine_OverTcp_IsAskedAsOverItsSocket()
    {
        const string scheme = "unix://";
        Engine.Demand(Engine.Docker.Host.StartsWith(scheme, StringComparison.Ordinal) ? null : "The engine has no socket here.");
        await using var relay = new TcpRelay(Engine.Docker.Host[scheme.Length..]);
        await using var engine = new EngineClient(relay.Endpoint, Engine.BusyboxImage);
        string name = await engine.CreateAsync("cat; echo err >&2", creation => creation.HasInput = true);
        ContainerStreams attached = await engine.Containers.AttachAsync(name, new AttachOptions { Input = true });
        await engine.Containers.StartAsync(name);
        await attached.WriteInputAsync("input\n"u8.ToArray());
        attached.CompleteInput();
        (await EngineClient.ReadAsync(attached)).ShouldBe(("input\n", "err\n"));
        engine.Client.Endpoint.ShouldBe(relay.Endpoint);
    }

    [Fact]
    public async Task Process_InAContainer_KnowsInWhich()
    {
        await using EngineClient engine = Open();
        ContainerDescription container = await engine.Containers.InspectAsync(await engine.RunAsync(Forever));
        DockerProbe.FindContainer($"/proc/{container.ProcessId}").ShouldBe(container.Id);
        string mounts = TemporaryDirectories.Create("hostipc-own-").FullName;
        File.Copy($"/proc/{container.ProcessId}/mountinfo", $"{mounts}/mountinfo");
        DockerProbe.FindContainer(mounts).ShouldBe(container.Id);
        Directory.Delete(mounts, recursive: true);
        string? own = DockerProbe.FindContainer();
        (await engine.Client.FindOwnContainerAsync())?.Id.ShouldBe(own);
    }

    private EngineClient Open() => new(Engine.Docker.Host, Engine.BusyboxImage);
}
