using HostIpc.Execution.Linux;

namespace HostIpc.Core.Tests.Execution;

public sealed class RunAsUserTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public RunAsUserTests()
    {
        Directory.CreateDirectory(_root.File("etc"));
        Passwd("""
            root:x:0:0:root:/root:/bin/bash
            deploy:x:1001:1001:,,,:/srv/deploy:/bin/sh
            homeless:x:1002:1002:::/bin/sh
            highest:x:4294967295:1003::/:/bin/sh
            grouped:x:1004:4294967295::/:/bin/sh
            broken:x:abc:1005::/:/bin/sh
            short:x:1006
            six:x:1007:1007::/srv/six
            """);
        Group("""
            deploy:x:1001:
            docker:x:999:deploy,other
            web:x:33:other,deploy
            undeployed:x:44:undeploy
            again:x:33:deploy
            highest:x:4294967295:deploy
            bare:x:77
            seven:x:70:7
            """);
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("deploy", 1001, 1001, "1001 999 33", "deploy", "/srv/deploy")]
    [InlineData("1001", 1001, 1001, "1001 999 33", "deploy", "/srv/deploy")]
    [InlineData("deploy:web", 1001, 33, "33 999", "deploy", "/srv/deploy")]
    [InlineData("deploy:500", 1001, 500, "500 999 33", "deploy", "/srv/deploy")]
    [InlineData("7:web", 7, 33, "33", "7", "/")]
    [InlineData("7:8", 7, 8, "8", "7", "/")]
    [InlineData("homeless", 1002, 1002, "1002", "homeless", "/")]
    [InlineData("six", 1007, 1007, "1007", "six", "/srv/six")]
    [InlineData("7:bare", 7, 77, "77", "7", "/")]
    [InlineData("root:docker", 0, 999, "999", "root", "/root")]
    public void Find_WhenTheTargetKnowsIt_ThenItIsWhatTheFilesSay(string runAs, uint user, uint group, string groups, string name, string home)
    {
        RunAsUser found = RunAsUser.Find(new AccountDatabase(_root.Path), runAs, out string? problem).ShouldNotBeNull(problem);
        (found.UserId, found.GroupId).ShouldBe((user, group));
        found.Groups.ShouldBe(groups.Split(' ').Select(uint.Parse));
        found.Account.ShouldBe(new TargetAccount(name, home));
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("nosuchuser", "user nosuchuser, who is not in the target's /etc/passwd$")]
    [InlineData("7", "7:GROUP is wanted")]
    [InlineData("deploy:nosuchgroup", "group nosuchgroup, which is not in the target's /etc/group")]
    [InlineData("", "user or user:group is wanted")]
    [InlineData(":", "user or user:group is wanted")]
    [InlineData("deploy:", "user or user:group is wanted")]
    [InlineData(":web", "user or user:group is wanted")]
    [InlineData("deploy:web:more", "user or user:group is wanted")]
    [InlineData("broken", "broken in the target's /etc/passwd")]
    [InlineData("short", "not in the target's /etc/passwd")]
    [InlineData("-1", "not in the target's /etc/passwd")]
    [InlineData("-1:-1", "not in the target's /etc/passwd")]
    [InlineData("deploy\n", "not in the target's /etc/passwd")]
    public void Find_WhenTheTargetDoesNotKnowIt_ThenItSaysWhatIsWrong(string runAs, string expected)
    {
        RunAsUser.Find(new AccountDatabase(_root.Path), runAs, out string? problem).ShouldBeNull();
        $"{problem}$".ShouldContain(expected); // a dollar is the end
    }

    // To the kernel that number leaves an id as it is: root's.
    [Theory]
    [InlineData("4294967295")]
    [InlineData("4294967295:33")]
    [InlineData("7:4294967295")]
    [InlineData("deploy:4294967295")]
    [InlineData("deploy:highest")]
    [InlineData("highest")]
    [InlineData("highest:33")]
    [InlineData("grouped")]
    [InlineData("18446744073709551615:33")]
    public void Find_WhenAnIdIsTheOneThatChangesNothing_ThenThereIsNoSuchUser(string runAs)
    {
        RunAsUser.Find(new AccountDatabase(_root.Path), runAs, out string? problem).ShouldBeNull();
        problem.ShouldNotBeNull();
    }

    [Fact]
    public void Find_WhenTheFilesChange_ThenTheNextLookSeesIt()
    {
        RunAsUser.Find(new AccountDatabase(_root.Path), "late", out _).ShouldBeNull();
        Passwd("late:x:1010:1010::/:/bin/sh");
        RunAsUser.Find(new AccountDatabase(_root.Path), "late", out _).ShouldNotBeNull().UserId.ShouldBe(1010u);
        File.Delete(_root.File("etc/passwd"));
        RunAsUser.Find(new AccountDatabase(_root.Path), "late", out _).ShouldBeNull();
    }

    [Fact]
    public void Find_WhenThereAreMoreGroupsThanTheKernelTakes_ThenItSaysSo()
    {
        Group(string.Concat(Enumerable.Range(2000, 65535).Select(id => $"g{id}:x:{id}:deploy\n")));
        RunAsUser.Find(new AccountDatabase(_root.Path), "deploy", out string? problem).ShouldNotBeNull(problem).Groups.Length.ShouldBe(65536);
        Group(string.Concat(Enumerable.Range(2000, 65536).Select(id => $"g{id}:x:{id}:deploy\n")));
        RunAsUser.Find(new AccountDatabase(_root.Path), "deploy", out problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("more than 65536 groups");
    }

    private void Passwd(string text) => File.WriteAllText(_root.File("etc/passwd"), text);

    private void Group(string text) => File.WriteAllText(_root.File("etc/group"), text);
}
