using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>The structures that the kernel and the C library read and write have the size and the offsets that the headers give them, on each processor.</summary>
public sealed class KernelStructureTests
{
    // In C# they are the same on all processors with 64 bits, but for EpollEvent.
    private static readonly Structure[] Structures =
    [
        new(typeof(AddressInfo), "struct addrinfo", ["ai_flags", "ai_family", "ai_socktype", "ai_protocol", "ai_addrlen", "ai_addr", "ai_canonname", "ai_next"]),
        new(typeof(CapabilityHeader), "struct __user_cap_header_struct", ["version", "pid"]),
        new(typeof(CapabilitySets), "struct { struct __user_cap_data_struct s[2]; }", ["s[0].effective", "s[0].permitted", "s[0].inheritable", "s[1].effective", "s[1].permitted", "s[1].inheritable"]),
        new(typeof(FileLock), "struct flock", ["l_type", "l_whence", "l_start", "l_len", "l_pid"]),
        new(typeof(FileStatus), "struct statx",
        [
            "stx_nlink", "stx_uid", "stx_gid", "stx_mode", "stx_ino", "stx_size", "stx_ctime.tv_sec", "stx_ctime.tv_nsec", "stx_mtime.tv_sec", "stx_mtime.tv_nsec",
            "stx_rdev_major", "stx_rdev_minor", "stx_dev_major", "stx_dev_minor",
        ]),
        new(typeof(InotifyEvent), "struct inotify_event", ["wd", "mask", "cookie", "len"]),
        new(typeof(InterfaceRequest), "struct ifreq", ["ifr_name", "ifr_addr.sa_data[2]"]),
        new(typeof(PeerCredentials), "struct ucred", ["pid", "uid", "gid"]),
        new(typeof(PollDescriptor), "struct pollfd", ["fd", "events", "revents"]),
        new(typeof(ResourceLimit), "struct rlimit64", ["rlim_cur", "rlim_max"]),
        new(typeof(ResourceUsage), "struct rusage", ["ru_utime.tv_sec", "ru_utime.tv_usec", "ru_stime.tv_sec", "ru_stime.tv_usec", "ru_maxrss"]),
        new(typeof(SignalSet), "sigset_t", []),
        new(typeof(UnixAddress), "struct sockaddr_un", ["sun_family", "sun_path"]),
    ];

    // What the C library alone looks into: there has to be room for it.
    private static readonly (Type Type, string C)[] Opaque = [(typeof(SpawnAttributes), "posix_spawnattr_t"), (typeof(SpawnFileActions), "posix_spawn_file_actions_t")];

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Structures_WhenTheHeadersOfAProcessorAreAsked_ThenSizesAndOffsetsAreThose(Architecture architecture)
    {
        (string Name, string C, long Value)[] declared = [.. Structures.SelectMany(structure => structure.Describe())];

        IReadOnlyList<long> expected = KernelHeaders.Evaluate(architecture, [.. declared.Select(one => one.C)]);

        declared.Zip(expected).Where(pair => pair.First.Value != pair.Second).Select(pair => $"{pair.First}: {pair.Second}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Structures_WhenTheyAreOpaque_ThenThereIsRoomForThem(Architecture architecture)
    {
        IReadOnlyList<long> needed = KernelHeaders.Evaluate(architecture, [.. Opaque.Select(one => $"sizeof({one.C})")]);

        Opaque.Zip(needed).Where(pair => Structure.SizeOf(pair.First.Type) < pair.Second).ShouldBeEmpty();
    }

    [Fact]
    public void Structures_WhenTheyAreLaidOutForC_ThenEachIsCompared() =>
        typeof(Libc).Assembly.GetTypes().Where(type => type is { Namespace: "HostIpc.Interop", IsValueType: true, IsEnum: false, IsNested: false })
            .Where(type => type.StructLayoutAttribute is { } layout && (layout.Value != LayoutKind.Auto) && type.GetCustomAttribute<IsReadOnlyAttribute>() is null)
            .Except(Structures.Select(structure => structure.Type)).Except(Opaque.Select(one => one.Type)).ShouldBe([typeof(EpollEvent)]);

    // Its numbers for both processors are compared in KernelNumberTests.
    [Fact]
    public unsafe void EpollEvent_WhenDataIsSet_ThenItIsWhereTheKernelLooksForIt()
    {
        EpollEvent* events = stackalloc EpollEvent[2];
        new Span<byte>(events, 2 * sizeof(EpollEvent)).Clear();
        events->Events = 1;
        events->Data = nint.MaxValue;

        Unsafe.ReadUnaligned<nint>((byte*)events + EpollEvent.DataOffset.Here).ShouldBe(nint.MaxValue);
        Unsafe.WriteUnaligned((byte*)events + EpollEvent.KernelSize.Here + EpollEvent.DataOffset.Here, (nint)4711);

        EpollEvent.DataAt(events, 0).ShouldBe(nint.MaxValue);
        EpollEvent.DataAt(events, 1).ShouldBe((nint)4711);
        events->Events.ShouldBe(1u);
        sizeof(EpollEvent).ShouldBeGreaterThanOrEqualTo(Math.Max(EpollEvent.KernelSize.X64, EpollEvent.KernelSize.Arm64));
    }

    private sealed record Structure(Type Type, string C, string[] Members)
    {
        public static int SizeOf(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

        public IEnumerable<(string Name, string C, long Value)> Describe()
        {
            FieldInfo[] fields = Type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
            fields.Length.ShouldBe(Members.Length, Type.Name);
            return fields.Zip(Members)
                .Select(pair => ($"{Type.Name}.{pair.First.Name}", $"offsetof({C}, {pair.Second})", (long)Marshal.OffsetOf(Type, pair.First.Name)))
                .Prepend((Type.Name, $"sizeof({C})", SizeOf(Type)));
        }
    }
}
