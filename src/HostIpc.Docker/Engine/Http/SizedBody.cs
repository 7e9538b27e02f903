namespace HostIpc.Docker.Engine.Http;

/// <summary>A body whose length was told before it.</summary>
internal sealed class SizedBody(HttpInput input, long length) : HttpBody
{
    private long _left = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_left == 0)
        {
            return 0;
        }

        int count = await input.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= count;
        return count > 0 ? count : throw HttpInput.CutOff();
    }
}
