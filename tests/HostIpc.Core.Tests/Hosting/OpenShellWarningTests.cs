using HostIpc.Core.Tests.TestSupport;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HostIpc.Hosting;

/// <summary>A shell that is open because nobody said anything is warned of at the start.</summary>
public sealed class OpenShellWarningTests
{
    private static readonly Action<IHostIpcBuilder> None = static _ => { };

    [Fact]
    public async Task Start_WhenNothingSaysWhetherTheShellIsOpen_ThenItIsWarnedOfOnce()
    {
        IReadOnlyList<string> messages = await StartAsync(allowShell: null, None);

        messages.Where(IsOfTheShell).ShouldHaveSingleItem()
            .ShouldBe("6 Warning: The shell is open: no command is defined, and HostIpcOptions.AllowShell is not set. Set it to true to confirm this, or to false to close the shell");
    }

    [Fact]
    public async Task Start_WhenTheBuiltInPolicyIsDecorated_ThenItIsWarnedOfAllTheSame() =>
        (await StartAsync(allowShell: null, static builder => builder.DecoratePolicy(static inner => inner))).ShouldContain(static message => IsOfTheShell(message));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WhenAllowShellIsSet_ThenNothingIsWarnedOf(bool allowShell) =>
        (await StartAsync(allowShell, None)).ShouldNotContain(static message => IsOfTheShell(message));

    [Fact]
    public async Task Start_WhenACommandClosesTheShell_ThenNothingIsWarnedOf() =>
        (await StartAsync(allowShell: null, static builder => builder.AddCommand("fine", static command => command.Run = ["true"]))).ShouldNotContain(static message => IsOfTheShell(message));

    [Fact]
    public async Task Start_WhenTheApplicationHasAPolicyOfItsOwn_ThenNothingIsWarnedOf() =>
        (await StartAsync(allowShell: null, static builder => builder.Services.Replace(ServiceDescriptor.Singleton<ICommandPolicy, ProfilePolicy>(static _ => new ProfilePolicy()))))
            .ShouldNotContain(static message => IsOfTheShell(message));

    private static bool IsOfTheShell(string message) => message.StartsWith("6 ", StringComparison.Ordinal) || message.Contains("shell", StringComparison.OrdinalIgnoreCase);

    // What is logged from the start to the stop.
    private static async Task<IReadOnlyList<string>> StartAsync(bool? allowShell, Action<IHostIpcBuilder> build)
    {
        using var provider = new ListLoggerProvider();
        await using TestServer server = await TestServer.StartAsync(
            options => options.AllowShell = allowShell,
            builder =>
            {
                builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(provider));
                build(builder);
            });
        await server.StopAsync();

        // The logger is the server's.
        provider.Log.Messages.ShouldContain("2 Information: Stopped");
        return provider.Log.Messages;
    }
}
