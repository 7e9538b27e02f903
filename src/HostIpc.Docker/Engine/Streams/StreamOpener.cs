using System.Globalization;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker.Engine.Streams;

/// <summary>Opens what is a stream: logs, attach and exec.</summary>
internal static class StreamOpener
{
    public static async Task<ContainerStreams> ReadLogsAsync(EngineApi api, string container, LogsOptions options, CancellationToken cancellationToken)
    {
        QueryText query = new QueryText()
            .Add("follow", options.Follow)
            .Add("stdout", options.Output)
            .Add("stderr", options.Error)
            .Add("timestamps", options.Timestamps)
            .Add("since", options.Since)
            .Add("until", options.Until)
            .Add("tail", options.Tail?.ToString(CultureInfo.InvariantCulture));
        ContainerDescription description = await DescribeAsync(api, container, cancellationToken).ConfigureAwait(false);
        HttpAnswer answer = await api.OpenAsync(new HttpRequest("GET", ContainerPath.Of(description.Id, $"/logs{query}")), cancellationToken).ConfigureAwait(false);
        return new ContainerStreams(answer.Exchange!, description.HasTerminal, hasInput: false);
    }

    public static async Task<ContainerStreams> AttachAsync(EngineApi api, string container, AttachOptions options, CancellationToken cancellationToken)
    {
        QueryText query = new QueryText()
            .Add("logs", options.Logs)
            .Add("stream", options.Follow)
            .Add("stdin", options.Input)
            .Add("stdout", options.Output)
            .Add("stderr", options.Error);
        ContainerDescription description = await DescribeAsync(api, container, cancellationToken).ConfigureAwait(false);
        var request = new HttpRequest("POST", ContainerPath.Of(description.Id, $"/attach{query}")) { IsUpgrade = true };
        HttpAnswer answer = await api.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return new ContainerStreams(answer.Exchange!, description.HasTerminal, options.Input);
    }

    public static async Task<ExecProcess> ExecAsync(EngineApi api, string container, ExecOptions options, CancellationToken cancellationToken)
    {
        var creation = new HttpRequest("POST", ContainerPath.Of(container, "/exec")) { Content = ExecPayload.WriteCreation(options) };
        string id = CreationPayload.ReadId((await api.SendAsync(creation, cancellationToken).ConfigureAwait(false)).Content);
        var start = new HttpRequest("POST", $"/exec/{Uri.EscapeDataString(id)}/start") { Content = ExecPayload.WriteStart(options), IsUpgrade = true };
        HttpAnswer answer = await api.OpenAsync(start, cancellationToken).ConfigureAwait(false);
        return new ExecProcess(api, id, new ContainerStreams(answer.Exchange!, options.HasTerminal, options.HasInput));
    }

    // Only from API 1.42 on does the stream itself say whether it is multiplexed, and then only where nothing in between changes its Content-Type. Asked by the id
    // that it found, nobody can put another container under the name between the two questions.
    private static Task<ContainerDescription> DescribeAsync(EngineApi api, string container, CancellationToken cancellationToken) =>
        new ContainerOperations(api).InspectAsync(container, cancellationToken);
}
