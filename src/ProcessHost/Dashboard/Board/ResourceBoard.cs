using System.Runtime.CompilerServices;
using DualMaster.ProcessHost.Wire;

namespace DualMaster.ProcessHost;

/// <summary>The resources as they are now. Whoever watches gets all of them, then each that changed; of several changes meanwhile the last.</summary>
sealed class ResourceBoard
{
    readonly Lock changing = new();
    readonly Dictionary<string, (Resource Resource, long Version)> all = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, string> faults = [];
    TaskCompletionSource changed = New();
    long version;

    /// <summary>Shows resources; those that are as they were are no change, and those that the dashboard could not take are left out.</summary>
    public void Show(IEnumerable<Resource> resources)
    {
        lock (changing)
        {
            var before = version;
            foreach (var resource in resources.Where(IsRight))
                if (!all.TryGetValue(resource.Name, out var known) || !known.Resource.Equals(resource))
                    all[resource.Name] = (resource, ++version);
            if (version == before)
                return;

            var waiting = changed;
            changed = New();
            waiting.SetResult();
        }
    }

    /// <summary>The resource of that name; null when there is none.</summary>
    public Resource? Find(string name)
    {
        lock (changing)
            return all.GetValueOrDefault(name).Resource;
    }

    /// <summary>All resources first, then what changed, until it is told to end.</summary>
    public async IAsyncEnumerable<IReadOnlyList<Resource>> WatchAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var seen = -1L;
        while (true)
        {
            IReadOnlyList<Resource> news;
            Task more;
            lock (changing)
            {
                news = [.. all.Values.Where(entry => entry.Version > seen).Select(entry => entry.Resource)];
                seen = version;
                more = changed.Task;
            }

            yield return news;
            await more.WaitAsync(stop);
        }
    }

    bool IsRight(Resource resource)
    {
        // Two of one display name would be taken for one thing twice.
        var fault = ResourceRules.Fault(resource)
            ?? (all.Values.Any(other => other.Resource.DisplayName == resource.DisplayName && !string.Equals(other.Resource.Name, resource.Name, StringComparison.OrdinalIgnoreCase))
                ? $"another one is called {resource.DisplayName} too" : null);
        if (fault is not null && faults.GetValueOrDefault(resource.Name) != fault)
            Log.ResourceLeftOut(HostSignals.Logger, resource.Name, fault);
        if (fault is null)
            faults.Remove(resource.Name);
        else
            faults[resource.Name] = fault;
        return fault is null;
    }

    // Whoever waits goes on by itself, not within the change.
    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
