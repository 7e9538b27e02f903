using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

public sealed class SearchPathTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Program_WhenExecutionPathIsSet_ThenItIsFoundThereAndTheShellHasTheSame()
    {
        string place = Make("one", "hello");
        using var executor = new ProcessExecutor(new ExecutionOptions { Path = $"{place}:/usr/bin:/bin" }, TimeProvider.System);
        (await RecordedRun.PlanAsync(executor, new ExecutionPlan { Arguments = ["hello"] })).Lines.ShouldBe(["one"]);
        (await RecordedRun.ShellAsync(executor, null, "hello; echo $PATH")).Lines.ShouldBe(["one", $"{place}:/usr/bin:/bin"]);
    }

    [Fact]
    public async Task Program_WhenTheCommandHasAPathOfItsOwn_ThenItIsFoundThereAndNowhereElse()
    {
        string one = Make("one", "hello");
        string two = Make("two", "hello");
        using var executor = new ProcessExecutor(new ExecutionOptions { Path = $"{one}:/usr/bin:/bin" }, TimeProvider.System);
        var settings = new CommandSettings { Environment = new Dictionary<string, string> { ["PATH"] = two } };
        (await RecordedRun.PlanAsync(executor, new ExecutionPlan { Arguments = ["hello"], Settings = settings })).Lines.ShouldBe(["two"]);
        RecordedRun missing = await RecordedRun.PlanAsync(executor, new ExecutionPlan { Arguments = ["env"], Settings = settings });
        missing.Rejection!.Reason.ShouldBe(RejectionReason.NotFound);
        missing.Rejection.Message.ShouldBe($"env: not on the PATH {two}");
    }

    [Theory]
    [InlineData("/usr/bin", null)]
    [InlineData("/usr/bin:/bin", null)]
    [InlineData("", "is \"\"; absolute directories with colons between them are wanted")]
    [InlineData("bin", "is \"bin\"; absolute directories ")]
    [InlineData("/usr/bin:", "is \"/usr/bin:\"; absolute directories ")]
    [InlineData("/usr/bin:.:/bin", "is \"/usr/bin:.:/bin\"; absolute directories ")]
    public void Path_WhenItIsNotOfAbsoluteDirectories_ThenItIsRefused(string path, string? expected)
    {
        SearchPath.FindFault(path)?.ShouldStartWith(expected!);
        (SearchPath.FindFault(path) is null).ShouldBe(expected is null);
        var options = new CommandOptions { Run = ["true"], Environment = { ["PATH"] = path } };
        CommandOptionsCheck.FindFaults(options).Select(fault => fault.Key).ShouldBe(expected is null ? [] : ["Environment:PATH"]);
    }

    [Fact]
    public void Path_WhenItIsTooLong_ThenItIsRefused()
    {
        SearchPath.FindFault($"/{new string('a', 4096)}").ShouldBe("has 4097 characters; at most 4096 are wanted");
        SearchPath.FindFault($"/{new string('a', 4095)}").ShouldBeNull();
        SearchPath.FindFault(string.Join(':', Enumerable.Repeat("/a", 64))).ShouldBeNull();
        SearchPath.FindFault("/a\0").ShouldBe("is \"/a\0\"; absolute directories with colons between them are wanted");
        SearchPath.FindFault(string.Join(':', Enumerable.Repeat("/a", 65))).ShouldBe("has 65 directories; at most 64 are wanted");
    }

    private string Make(string name, string program)
    {
        string place = Directory.CreateDirectory($"{_directory.Path}/{name}").FullName;
        File.WriteAllText($"{place}/{program}", $"#!/bin/sh\necho {name}\n");
        File.SetUnixFileMode($"{place}/{program}", (UnixFileMode)0x1ed);
        return place;
    }
}
