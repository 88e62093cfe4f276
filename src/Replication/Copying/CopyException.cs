namespace DualMaster.Replication.Copying;

/// <summary>A copy that came to no end; its message is a sentence.</summary>
/// <param name="message">What was found, what was expected, what to do.</param>
sealed class CopyException(string message) : Exception(message);
