using HostIpc.Execution.Linux;
using HostIpc.Interop;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Threads that are left with another's ids, so nothing else may look meanwhile. Needs root.</summary>
[Collection(nameof(Alone))]
public sealed unsafe class SpawnThreadTests
{
    [RootFact]
    public void Spawn_WhenAThreadCannotTakeItsOwnIdsBack_ThenItSpawnsNothingMoreUntilItCan()
    {
        using DescriptorPair outcomes = DescriptorPair.Create().ShouldNotBeNull();
        using FileDescriptor nullDevice = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadWrite).ShouldNotBeNull();
        SpawnCredentials own = default;
        own.UserId = 12345; // who is neither the saved nor the taken one, so the kernel refuses
        using var threads = new SpawnThreads(outcomes.WriteEnd, nullDevice, namespaces: null, &own);

        // With as many as there are threads each may have been left so; one more finds one that is.
        int spawned = 0;
        (Errno Error, SpawnStep Step) outcome = default;
        while (spawned <= 4 && (outcome = Spawn(threads, outcomes.ReadEnd)).Error == Errno.None)
        {
            spawned++;
        }

        outcome.ShouldBe((Errno.NotPermitted, SpawnStep.RestoringUser));
        spawned.ShouldBeInRange(1, 4);

        own.UserId = 0;
        for (int i = 0; i < 8; i++)
        {
            Spawn(threads, outcomes.ReadEnd).Error.ShouldBe(Errno.None);
        }
    }

    private static (Errno Error, SpawnStep Step) Spawn(SpawnThreads threads, FileDescriptor outcomes)
    {
        var user = new RunAsUser(65534, 65534, [65534], new TargetAccount("nobody", "/"));
        SpawnBlock* block = SpawnBlock.Build(["/bin/true"], ["true"], default, [], directory: null, user);
        threads.TryHandOver(block).ShouldBeTrue();
        SpawnBlock* done;
        Libc.Read(outcomes.Number, &done, (nuint)sizeof(SpawnBlock*)).ShouldBe(sizeof(SpawnBlock*));
        (done == block).ShouldBeTrue();
        (Errno, SpawnStep) outcome = (done->Error, done->FailedStep);
        if (done->Error == Errno.None)
        {
            int status;
            ResourceUsage usage;
            Libc.Wait4(done->ProcessId, &status, 0, &usage).ShouldBe(done->ProcessId);
            status.ShouldBe(0);
        }

        SpawnBlock.Free(block);
        return outcome;
    }
}
