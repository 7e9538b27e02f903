namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>The image for arm64, made by <c>eng/image</c> on whatever processor this is. HOSTIPC_NATIVE_ARM64 names a folder with its programs that was published already.</summary>
public sealed class ArmImage(DockerEngine engine) : IAsyncLifetime
{
    private const string EmulatorName = "qemu-aarch64-static";

    private readonly string _image = $"hostipc-e2e-arm64:{Unique.Name("image")}";
    private EmulatedImage? _emulated;
    private string? _missing;

    internal EmulatedImage Emulated => _emulated!;

    public async ValueTask InitializeAsync()
    {
        if (!Requirement.IsRequired || engine.IsMissing)
        {
            return;
        }

        string? native = Environment.GetEnvironmentVariable("HOSTIPC_NATIVE_ARM64") is { Length: > 0 } published ? Path.GetFullPath(published) : null;
        _missing = Programs.Find(EmulatorName) is null ? $"no {EmulatorName} on PATH (Debian: qemu-user-static)"
            : native is null && !Programs.Exists("aarch64-linux-gnu-gcc") ? "no aarch64-linux-gnu-gcc on PATH (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross), and HOSTIPC_NATIVE_ARM64 names no programs"
            : null;
        if (_missing is null)
        {
            var environment = new Dictionary<string, string> { ["DOCKER_HOST"] = engine.Docker.Host, ["DOCKER_BUILDKIT"] = "0", ["HOSTIPC_NATIVE"] = native ?? "" };
            ProgramOutput made = await Programs.RunAsync($"{RepositoryRoot.Path}/eng/image", ["--arch", "arm64", _image], environment, bound: TimeSpan.FromMinutes(8));
            made.ExitCode.ShouldBe(0, made.All);
            _emulated = new EmulatedImage(_image, Programs.Find(EmulatorName)!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_emulated is not null)
        {
            await engine.Docker.RunAsync("image", "rm", "--force", _image);
        }
    }

    /// <summary>Fails the test that calls it where the image could not be made.</summary>
    internal void Demand() => engine.Demand(_missing);
}
