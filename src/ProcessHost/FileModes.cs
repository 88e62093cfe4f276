namespace DualMaster.ProcessHost;

static class FileModes
{
    /// <summary>rwxr-xr-x</summary>
    public const UnixFileMode Readable =
        Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>rwx------</summary>
    public const UnixFileMode Private = Secret | UnixFileMode.UserExecute;

    /// <summary>rw-r--r--</summary>
    public const UnixFileMode Shown = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>rw-------</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
}
