using System.Globalization;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker.Engine;

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
        EngineAnswer answer = await api.OpenAsync(EngineRequest.Get(ContainerPath.Of(description.Id, $"/logs{query}")), cancellationToken).ConfigureAwait(false);
        return new ContainerStreams(answer.Connection!, description.HasTerminal, hasInput: false);
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
        EngineRequest request = EngineRequest.Upgrade(ContainerPath.Of(description.Id, $"/attach{query}"));
        EngineAnswer answer = await api.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return new ContainerStreams(answer.Connection!, description.HasTerminal, options.Input);
    }

    public static async Task<ExecProcess> ExecAsync(EngineApi api, string container, ExecOptions options, CancellationToken cancellationToken)
    {
        EngineRequest creation = EngineRequest.Post(ContainerPath.Of(container, "/exec"), ExecPayload.WriteCreation(options));
        string id = CreationPayload.ReadId((await api.SendAsync(creation, cancellationToken).ConfigureAwait(false)).Content);
        EngineRequest start = EngineRequest.Upgrade($"/exec/{Uri.EscapeDataString(id)}/start", ExecPayload.WriteStart(options));
        EngineAnswer answer = await api.OpenAsync(start, cancellationToken).ConfigureAwait(false);
        return new ExecProcess(api, id, new ContainerStreams(answer.Connection!, options.HasTerminal, options.HasInput));
    }

    // Only from API 1.42 on does the stream itself say whether it is multiplexed, and then only where nothing in between changes its Content-Type. Asked by the id
    // that it found, nobody can put another container under the name between the two questions.
    private static Task<ContainerDescription> DescribeAsync(EngineApi api, string container, CancellationToken cancellationToken) =>
        new ContainerOperations(api).InspectAsync(container, cancellationToken);
}
