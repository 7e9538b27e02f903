using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class ModeTests : IDisposable
{
    private const UnixFileMode Shared = (UnixFileMode)0x1b6; // 0666
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("000", 0x180)]
    [InlineData("022", 0x1b6)]
    [InlineData("077", 0x1b0)]
    public Task Bind_WhateverTheUmask_GivesTheSocketItsModeAndLeavesTheUmask(string umask, int mode) => ShouldHaveItsModeAsync(umask, mode);

    // The server connects to what it has bound, and only root may connect to a socket that its owner may not write to.
    [RootTheory]
    [InlineData("777", 0x1b6)]
    [InlineData("000", 0)]
    public Task Bind_WhenTheOwnerMayNotWrite_GivesTheSocketItsModeAndLeavesTheUmask(string umask, int mode) => ShouldHaveItsModeAsync(umask, mode);

    private async Task ShouldHaveItsModeAsync(string umask, int mode)
    {
        var expected = Convert.ToUInt32(umask, 8);
        var before = Umask.Set(expected);
        try
        {
            await using var server = await UnixTestListener.Start(_directory.Socket, (UnixFileMode)mode);
            PathStatus.Mode(_directory.Socket).ShouldBe(Convert.ToString(mode, 8));
        }
        finally
        {
            Umask.Set(before).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("000")]
    [InlineData("027")]
    public async Task Bind_SeenFromAnotherThread_NeverHasAWiderMode(string umask)
    {
        const int expected = 0x1b0; // 0660
        var seen = new HashSet<int>();
        var before = Umask.Set(Convert.ToUInt32(umask, 8));
        using var done = new CancellationTokenSource();
        var looking = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    if (PathStatus.TryRead(_directory.Socket) is { } status)
                    {
                        seen.Add(status.Mode & 0xfff);
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        try
        {
            for (var round = 0; round < 300; round++)
            {
                await using var server = await UnixTestListener.Start(_directory.Socket, (UnixFileMode)expected);
                await server.Listener.StopAcceptingAsync();
            }
        }
        finally
        {
            await done.CancelAsync();
            await looking;
            _ = Umask.Set(before);
        }

        seen.ShouldContain(expected);
        seen.ShouldAllBe(mode => (mode & ~expected) == 0);
    }

    [Fact]
    public async Task Bind_WhenAStaleSocketIsWider_GivesTheNewOneItsOwnMode()
    {
        StaleSocket.Make(_directory.Socket).Dispose();
        File.SetUnixFileMode(_directory.Socket, Shared);
        await using var server = await UnixTestListener.Start(_directory.Socket);
        PathStatus.Mode(_directory.Socket).ShouldBe("600");
    }
}
