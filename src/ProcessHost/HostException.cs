namespace DualMaster.ProcessHost;

/// <summary>Something that the person at the terminal must put right; the message is one sentence that says what was found, what was expected and the remedy.</summary>
/// <param name="sentence">The sentence; never a secret.</param>
/// <param name="cause">What it was made of.</param>
public sealed class HostException(string sentence, Exception? cause = null) : Exception(sentence, cause);
