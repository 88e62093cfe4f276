using System.Text;

namespace DualMaster.ProcessHost;

/// <summary>Files that nobody but their owner may read, from their first byte on.</summary>
static class SecretFile
{
    public static void Write(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileModes.Secret });
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
