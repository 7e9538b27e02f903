using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Policy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostIpc.Pipeline;

/// <summary>What happens to requests reaches the application's own logging.</summary>
public sealed class RequestEventsTests
{
    [Fact]
    public async Task Handler_WhenItThrows_ThenTheExceptionReachesTheApplicationsLogging()
    {
        var provider = new EventProvider();
        await using TestServer server = await StartAsync(provider);
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("broken");
        await client.UntilAsync("rejected");

        Event thrown = provider.Events.Single(logged => logged.Id == 34);
        thrown.Category.ShouldBe("HostIpc.Requests");
        thrown.Level.ShouldBe(LogLevel.Error);
        thrown.Exception.ShouldBeOfType<InvalidDataException>().Message.ShouldBe("the handler's own");
        thrown.Exception.StackTrace.ShouldNotBeNull();
        thrown.Message.ShouldContain("(broken)");
    }

    [Fact]
    public async Task Requests_WhenTheyEndOrAreNotRun_ThenEachIsToldAndNoCommandLineAboveDebug()
    {
        var provider = new EventProvider();
        await using TestServer server = await StartAsync(provider);
        FrameClient client = await FrameClient.ConnectAsync(server);

        await client.RequestAsync("fine s3cret");
        await client.UntilAsync("exit");
        await client.RequestAsync("nosuch s3cret");
        await client.UntilAsync("rejected");

        string[] messages = [.. provider.Events.Where(logged => logged.Category == "HostIpc.Requests").Select(logged => $"{logged.Id} {logged.Level}: {logged.Message}")];
        messages.ShouldContain(message => message.StartsWith("30 Debug: Request 1 of [", StringComparison.Ordinal) && message.EndsWith("]: fine s3cret", StringComparison.Ordinal));
        messages.ShouldContain(message => message.StartsWith("35 Information: Request 1 of [", StringComparison.Ordinal) && message.Contains("(fine) ended: exit code 4 in ", StringComparison.Ordinal));
        messages.ShouldContain(message => message.StartsWith("31 Information: Request 2 of [", StringComparison.Ordinal) && message.EndsWith("was not run: denied", StringComparison.Ordinal));
        provider.Events.ShouldNotContain(logged => logged.Level > LogLevel.Debug && logged.Message.Contains("s3cret", StringComparison.Ordinal));
    }

    private static Task<TestServer> StartAsync(EventProvider provider) => TestServer.StartAsync(build: builder =>
    {
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(provider));
        builder.AddCommand("broken", (_, _) => throw new InvalidDataException("the handler's own"));
        builder.AddCommand("fine", command => (command.Run, command.Parameters) = (["sh", "-c", "exit 4", "{x}"], [new ParameterOptions { Name = "x" }]));
    });

    private sealed record Event(string Category, LogLevel Level, int Id, string Message, Exception? Exception);

    private sealed class EventProvider : ILoggerProvider
    {
        private readonly List<Event> _events = [];

        public IReadOnlyList<Event> Events
        {
            get
            {
                lock (_events)
                {
                    return [.. _events];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => new EventLogger(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class EventLogger(EventProvider provider, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                lock (provider._events)
                {
                    provider._events.Add(new Event(category, logLevel, eventId.Id, formatter(state, exception), exception));
                }
            }
        }
    }
}
