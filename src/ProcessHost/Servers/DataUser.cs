using System.Runtime.InteropServices;

namespace DualMaster.ProcessHost;

/// <summary>Whoever has a node's data open as a server, whether we know it or not.</summary>
static partial class DataUser
{
    const int GetLock = 5;
    const short WriteLock = 1;
    const short Unlocked = 2;

    /// <summary>Refuses data that a server has open; only where the system tells (Linux).</summary>
    /// <remarks>Every server locks its first InnoDB file; a second one would try for 100 seconds and give up with a number.</remarks>
    /// <exception cref="HostException">Somebody has.</exception>
    public static void Refuse(string node, NodeDirectory directory)
    {
        var file = Path.Combine(directory.Data, "ibdata1");
        if (!OperatingSystem.IsLinux() || !File.Exists(file))
            return;

        using var opened = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var held = new FileLock { Type = WriteLock };
        if (Control((int)opened.DangerousGetHandle(), GetLock, ref held) == 0 && held.Type != Unlocked)
        {
            var who = RunningProcess.All().FirstOrDefault(process => process.Id == held.ProcessId);
            throw new HostException($"The data of {node} in {directory.Data} is open in {(who is null ? "another process" : $"{who.Name} (process {who.Id})")}, which no DualMaster of this directory started; expected nobody there; stop it, or pass another --data.");
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command, ref FileLock held);

    // struct flock of Linux on 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int ProcessId;
    }
}
