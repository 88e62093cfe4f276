namespace DualMaster.ProcessHost;

/// <summary>Something that is wrong.</summary>
/// <param name="What">What was found.</param>
/// <param name="Remedy">The one line that mends it: what to do, a command, or what happens by itself.</param>
sealed record Trouble(string What, string Remedy);
