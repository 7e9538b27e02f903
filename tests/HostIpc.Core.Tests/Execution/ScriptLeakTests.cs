
namespace HostIpc.Core.Tests.Execution;

/// <summary>Counts what the whole process holds, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class ScriptLeakTests : IDisposable
{
    private readonly ScriptHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Run_WhenDirectoriesHaveRunAndBeenRefused_ThenNoDescriptorIsLeft()
    {
        _house.Add("1", "true");
        File.CreateSymbolicLink(_house.Script("2"), "../scripts/./1");
        File.CreateSymbolicLink(_house.Script("3"), _house.Script("3"));
        ScriptHouse.Change("777", _house.Add("4", "true"));
        Directory.CreateDirectory(_house.Script("5"));
        Directory.CreateDirectory(_house.File("open/deep"));
        ScriptHouse.Change("777", _house.File("open"));
        await RunAllAsync();

        // Not GetFiles: a descriptor of a directory would be none.
        int descriptors = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        for (int i = 0; i < 20; i++)
        {
            await RunAllAsync();
        }

        await Eventually.BecomesTrue(() => Directory.GetFileSystemEntries("/proc/self/fd").Length <= descriptors + 2);
    }

    private async Task RunAllAsync()
    {
        (await _house.RunAsync()).Result.ExitCode.ShouldBe(0);
        foreach (string directory in new[] { _house.File("open/deep"), _house.File("absent/deep"), _house.Script("1"), _house.Script("3") })
        {
            (await _house.RunInAsync(directory)).Rejection.ShouldNotBeNull();
        }
    }
}
