using System.Text;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Which events come again after a loss, and which of them are handed out.</summary>
public sealed class EventMemoryTests
{
    private const long Second = 1_000_000_000;
    private const long Start = 1000 * Second;

    [Fact]
    public void Event_OfTheSameConnection_IsAlwaysNew()
    {
        var memory = new EventMemory(Start);
        memory.BeginConnection();
        IsNew(memory, "a", Start).ShouldBeTrue();
        IsNew(memory, "a", Start).ShouldBeTrue();
    }

    [Fact]
    public void Events_ThatComeAgain_AreLeftOutAsOftenAsTheyWereHandedOut()
    {
        var memory = new EventMemory(Start);
        memory.BeginConnection();
        IsNew(memory, "a", Start);
        IsNew(memory, "b", Start + 1);
        IsNew(memory, "b", Start + 1);
        memory.BeginConnection();
        IsNew(memory, "late", Start).ShouldBeTrue(); // stamped before, put in line after
        IsNew(memory, "a", Start).ShouldBeFalse();
        IsNew(memory, "b", Start + 1).ShouldBeFalse();
        IsNew(memory, "b", Start + 1).ShouldBeFalse();
        IsNew(memory, "b", Start + 1).ShouldBeTrue();
        memory.BeginConnection();
        IsNew(memory, "late", Start).ShouldBeFalse();
        IsNew(memory, "c", Start + 2).ShouldBeTrue();
    }

    [Fact]
    public void Since_WhenEventsCome_ThenItGoesBackALittleButNotBeforeTheStart()
    {
        var memory = new EventMemory(Start);
        memory.Since.ShouldBe(Start);
        IsNew(memory, "a", Start + Second);
        memory.Since.ShouldBe(Start);
        IsNew(memory, "b", Start + (60 * Second));
        memory.Since.ShouldBe(Start + (58 * Second));
        IsNew(memory, "out of line", Start + (60 * Second) - 1);
        memory.Since.ShouldBe(Start + (58 * Second) - 1);
    }

    [Fact]
    public void Since_WhenTheClockWasSetBack_GoesWithIt()
    {
        var memory = new EventMemory(Start);
        IsNew(memory, "a", Start + 1);
        IsNew(memory, "b", Start - (3600 * Second));
        memory.Since.ShouldBe(Start - (3602 * Second));
    }

    [Fact]
    public void Memory_OfMoreThanAnEngineKeeps_KnowsTheLastOnes()
    {
        var memory = new EventMemory(Start);
        for (int i = 0; i < 2000; i++)
        {
            IsNew(memory, $"{i}", Start + i).ShouldBeTrue();
        }

        memory.BeginConnection();
        for (int i = 2000 - 256; i < 2000; i++)
        {
            IsNew(memory, $"{i}", Start + i).ShouldBeFalse();
        }

        for (int i = 2000; i < 4000; i++)
        {
            IsNew(memory, $"{i}", Start + i).ShouldBeTrue();
        }
    }

    private static bool IsNew(EventMemory memory, string line, long time) => memory.IsNew(Encoding.UTF8.GetBytes(line), time);
}
