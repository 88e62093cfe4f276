using Xunit;

namespace DualMaster.EndToEnd;

/// <summary>Tests that measure times, or that nothing happens for a while: they have the machine for themselves.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
