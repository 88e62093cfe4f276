using System.Globalization;
using System.Text;

namespace DualMaster.ProcessHost;

/// <summary>Writes to the terminal as long as there is one. Whoever closes its window ends this program, and every write fails then (EIO); the servers are to be stopped in order all the same.</summary>
/// <param name="terminal">The terminal, or where it is redirected to.</param>
sealed class TerminalWriter(TextWriter terminal) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Attempt(() => terminal.Write(value));

    public override void Write(char[] buffer, int index, int count) => Attempt(() => terminal.Write(buffer, index, count));

    public override void Write(string? value) => Attempt(() => terminal.Write(value));

    public override void Flush() => Attempt(terminal.Flush);

    static void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // There is nobody left to see it.
        }
    }
}
