namespace DualMaster.ProcessHost;

/// <summary>Files that nobody but their owner may read, from their first byte on.</summary>
static class SecretFile
{
    public static void Write(string path, string text) => WholeFile.Write(path, text, FileModes.Secret);
}
