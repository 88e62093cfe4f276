using System.Runtime.InteropServices;

namespace DualMaster.ProcessHost;

/// <summary>Says for which machine a program was built that cannot be executed here.</summary>
static class ForeignProgram
{
    // e_machine: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
    static readonly Dictionary<int, string> Machines = new()
    {
        [3] = "x86", [21] = "ppc64", [22] = "s390x", [40] = "arm", [62] = "x86_64", [183] = "aarch64", [243] = "riscv", [258] = "loongarch",
    };

    /// <summary>This machine, in the same words.</summary>
    public static string ThisMachine => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The machine that an ELF file is for; null when it is no such file, or is for this one.</summary>
    public static string? Machine(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[20];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
            return null;
        var bigEndian = header[5] == 2;
        var number = header[bigEndian ? 19 : 18] | (header[bigEndian ? 18 : 19] << 8);
        return Machines.GetValueOrDefault(number, $"machine {number}") is var machine && machine != ThisMachine ? machine : null;
    }
}
