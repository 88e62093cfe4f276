using System.Security.Cryptography;

namespace DualMaster.ProcessHost;

/// <summary>A password that is made once and kept in a file that only its owner reads.</summary>
public static class PasswordFile
{
    const int Length = 32;
    const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A new password from a cryptographic generator, of letters and digits that are not mistaken for each other.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Reads the password, or makes the file when there is none.</summary>
    /// <param name="path">The file; mode 600.</param>
    /// <param name="wanted">The password to put into a new file; a generated one when left out.</param>
    /// <exception cref="HostException">It is empty or holds what cannot be a password here.</exception>
    public static string ReadOrCreate(string path, string? wanted = null)
    {
        if (!File.Exists(path))
            SecretFile.Write(path, (wanted ?? Generate()) + "\n");

        var password = File.ReadAllText(path).TrimEnd('\r', '\n');
        return IsUsable(password)
            ? password
            : throw new HostException($"{path} holds no password; expected one line without control characters; correct it.");
    }

    /// <summary>Whether it can be a password here: the file has one line, and so has the statement that sets it.</summary>
    internal static bool IsUsable(string password) => password.Length > 0 && !password.Any(char.IsControl);
}
