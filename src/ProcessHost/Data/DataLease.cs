namespace DualMaster.ProcessHost;

/// <summary>The data directory while it is this process's own.</summary>
sealed class DataLease : IDisposable
{
    readonly FileStream held;
    readonly string path;
    readonly string existing;

    DataLease(FileStream held, string path, string existing)
    {
        this.held = held;
        this.path = path;
        this.existing = existing;
    }

    /// <summary>Takes the directory, and makes it when it is not there. Of two that try at the same instant one gets it.</summary>
    /// <param name="path">Its canonical path.</param>
    /// <exception cref="HostException">Another host has it, or it cannot be written to.</exception>
    public static DataLease Take(string path)
    {
        if (File.Exists(path))
            throw new HostException($"{path} is a file; expected a directory for the servers' data; pass another --data.");
        var existing = path;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        try
        {
            Directory.CreateDirectory(path, FileModes.Readable);
            return ExclusiveFile.TryOpen(new DataDirectory(path).LockFile) is { } held
                ? new DataLease(held, path, existing)
                : throw new HostException($"Another DualMaster runs on the data in {path}; expected to be the only one; stop that one, or pass another --data and --port-base.");
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException || (fault is IOException && !HostFaults.IsDiskFull(fault)))
        {
            throw new HostException($"The data directory {path} cannot be written to ({fault.Message.TrimEnd('.')}); expected one that this account may write to; correct its owner or mode, or pass another --data.", fault);
        }
    }

    /// <summary>Gives the directory back as it was found: what was made only to refuse is taken away.</summary>
    public void Withdraw()
    {
        if (existing != path)
            File.Delete(new DataDirectory(path).LockFile);
        for (var made = path; made != existing && !Directory.EnumerateFileSystemEntries(made).Any(); made = Path.GetDirectoryName(made)!)
            Directory.Delete(made);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();
}
