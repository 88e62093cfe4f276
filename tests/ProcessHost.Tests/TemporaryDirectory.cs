namespace DualMaster.ProcessHost.Tests;

/// <summary>A directory of one test's own, which the servers' account can enter.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("dualmaster-test-").FullName;
        File.SetUnixFileMode(Path, FileModes.Readable);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes an executable shell script.</summary>
    public string Script(string name, string body)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, FileModes.Readable);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
