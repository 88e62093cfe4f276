namespace DualMaster.ProcessHost;

/// <summary>Something that is wrong.</summary>
/// <param name="What">What was found.</param>
/// <param name="Remedy">The one line that mends it: what to do, a command, or what happens by itself.</param>
/// <param name="Button">The command of the dashboard that mends it, where there is one.</param>
sealed record Trouble(string What, string Remedy, string? Button = null);
