using System.Runtime.CompilerServices;

namespace DualMaster.AppHost.Tests;

/// <summary>Keeps the tests, and the AppHosts that they start, away from the user secrets of whoever runs them.</summary>
static class OwnUserSecrets
{
    [ModuleInitializer]
    internal static void Use()
    {
        var directory = Directory.CreateTempSubdirectory("dualmaster-secrets-").FullName;
        // Read before HOME: https://learn.microsoft.com/aspnet/core/security/app-secrets
        Environment.SetEnvironmentVariable("APPDATA", directory);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
    }
}
