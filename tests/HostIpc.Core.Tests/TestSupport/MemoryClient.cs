using System.IO.Pipelines;
using System.Text;

namespace HostIpc.Core.Tests.TestSupport;

internal sealed record MemoryClient(PipeWriter Input, PipeReader? Output, CancellationTokenSource HangUp)
{
    public async Task SendAsync(string text) => await Input.WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(Output!.AsStream());
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Tells the server that nobody is there any more.</summary>
    public Task HangUpAsync() => HangUp.CancelAsync();
}
