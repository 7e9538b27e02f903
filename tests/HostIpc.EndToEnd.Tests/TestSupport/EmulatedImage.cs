namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>An image with programs for another processor.</summary>
/// <param name="Image">The image.</param>
/// <param name="Emulator">The emulator on this machine: one static file, which needs nothing of a container.</param>
internal sealed record EmulatedImage(string Image, string Emulator)
{
    /// <summary>Where containers have the emulator.</summary>
    public const string Program = "/emulator";

    /// <summary>What docker run needs to run a program of the image.</summary>
    public string[] Run(string program) => ["--volume", $"{Emulator}:{Program}:ro", "--entrypoint", Program, Image, program];
}
