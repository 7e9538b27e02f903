namespace HostIpc.Client;

/// <summary>What a client waits for, with the bounds that its settings give.</summary>
internal sealed record ClientTimeouts(Waiting Preface, Waiting Answer, Waiting Rest)
{
    public static ClientTimeouts Create(HostIpcClientOptions options) => new(
        new Waiting("answer to the preface", nameof(options.ConnectTimeout), options.ConnectTimeout),
        new Waiting("answer", nameof(options.AnswerTimeout), options.AnswerTimeout),
        new Waiting("end of a frame that was begun", nameof(options.AnswerTimeout), options.AnswerTimeout));
}
