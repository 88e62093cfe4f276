using System.Text;

namespace DualMaster.ProcessHost;

/// <summary>Files that are there wholly or not at all, with their mode from the first byte on: a full disk must not leave half a password behind.</summary>
static class WholeFile
{
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var partial = $"{path}.partial-{Environment.ProcessId}";
        File.Delete(partial);
        try
        {
            using (var file = new FileStream(partial, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
                file.Write(Encoding.UTF8.GetBytes(text));
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
