namespace HostIpc.Admission;

public sealed class LimitsInForceTests
{
    [Theory]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    [InlineData(ulong.MaxValue)]
    public void Of_WhenThereAreDescriptorsEnough_ThenTheSettingsHold(ulong descriptors)
    {
        var limits = new LimitOptions();
        var found = LimitsInForce.Of(limits, descriptors);
        found.Limits.ShouldBeSameAs(limits);
        found.Warning.ShouldBeNull();
        LimitsInForce.Of(limits, descriptors: null).Warning.ShouldBeNull();
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(1500)]
    public void Of_WhenThereAreTooFew_ThenWhatHoldsNeedsFewerAndTheOperatorIsWarned(int descriptors)
    {
        var limits = new LimitOptions();
        var found = LimitsInForce.Of(limits, (ulong)descriptors);
        int connections = found.Limits.MaxConnections + found.Limits.ReservedConnections;
        int commands = found.Limits.MaxConcurrentCommands + found.Limits.ReservedCommands;
        found.Limits.MaxConnections.ShouldBeInRange(1, limits.MaxConnections);
        found.Limits.MaxConcurrentCommands.ShouldBeInRange(1, limits.MaxConcurrentCommands);
        (connections + (commands * 8)).ShouldBeLessThan(Math.Max(descriptors, 80));
        found.Warning.ShouldNotBeNull().ShouldContain($"{descriptors} files may be open");
        found.Warning.ShouldContain($"Limits:MaxConnections {found.Limits.MaxConnections}");
        limits.MaxConnections.ShouldBe(1024, "the settings stay as they are");
    }

    [Fact]
    public void Of_WhenTheReserveIsNone_ThenItStaysNone()
    {
        var found = LimitsInForce.Of(new LimitOptions { ReservedConnections = 0, ReservedCommands = 0 }, 512);
        (found.Limits.ReservedConnections, found.Limits.ReservedCommands).ShouldBe((0, 0));
    }
}
