using DualMaster.Replication.Watching;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the initializer last said of a topology; changes while the application runs.</summary>
sealed class ObservedStatusAnnotation : IResourceAnnotation
{
    TopologyStatus? status;

    /// <summary>The status; null when the initializer does not answer.</summary>
    public TopologyStatus? Status
    {
        get => Volatile.Read(ref status);
        set => Volatile.Write(ref status, value);
    }
}
