namespace DualMaster.ProcessHost;

/// <summary>A lock between processes: a file that is held open exclusively (flock), so it ends with its holder however that ends.</summary>
static class ExclusiveFile
{
    // EWOULDBLOCK of flock: 11 on Linux, 35 on macOS.
    static readonly int[] HeldByAnother = [11, 35];

    /// <summary>Opens the file, or gives null when another process holds it.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = FileModes.Secret,
            });
        }
        catch (IOException fault) when (fault is not (FileNotFoundException or DirectoryNotFoundException) && HeldByAnother.Contains(fault.HResult & 0xFFFF))
        {
            return null;
        }
    }
}
