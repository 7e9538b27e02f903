using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

public sealed class PolicyUpdaterTests : IDisposable
{
    private readonly ServiceProvider _services;

    public PolicyUpdaterTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHostIpc().AddCommand("one", "/bin/true");
        _services = services.BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Replace_WhenThePolicyIsRight_ThenItIsInForce()
    {
        Decide("one").ShouldBeNull();
        Updater.Replace(new PolicySettings { Commands = [Command("two", options => options.Run = ["/bin/true"])] });
        Decide("two").ShouldBeNull();
        Decide("one").ShouldBe(RejectionReason.Denied);
    }

    [Theory]
    [InlineData("t w o", "\"t w o\" is no command name")]
    [InlineData("two", "The command two cannot be defined: Run is missing or empty")]
    public void Replace_WhenACommandIsWrong_ThenThePolicyStays(string name, string message)
    {
        Should.Throw<ArgumentException>(() => Updater.Replace(new PolicySettings { Commands = [Command(name, _ => { })] })).Message.ShouldStartWith(message);
        Decide("one").ShouldBeNull();
    }

    [Fact]
    public void Replace_WhenARuleOfTheShellIsWrong_ThenThePolicyStays()
    {
        Should.Throw<ArgumentException>(() => Updater.Replace(new PolicySettings { Commands = [], ShellAllow = [new AllowRuleOptions()] })).Message.ShouldStartWith("ShellAllow names nothing");
        Decide("one").ShouldBeNull();
    }

    private IPolicyUpdater Updater => _services.GetRequiredService<IPolicyUpdater>();

    private static CommandOptions Command(string name, Action<CommandOptions> configure)
    {
        var options = new CommandOptions { Name = name };
        configure(options);
        return options;
    }

    private RejectionReason? Decide(string name) => _services.GetRequiredService<ICommandPolicy>().Decide(new CommandRequest([name]), Peer.Fifo, out _)?.Reason;
}
