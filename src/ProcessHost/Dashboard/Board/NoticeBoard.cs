using System.Runtime.CompilerServices;
using DualMaster.ProcessHost.Wire;

namespace DualMaster.ProcessHost;

/// <summary>The one notice that stands now, if any. One that a person closed does not come back before something else was to be said.</summary>
sealed class NoticeBoard
{
    readonly Lock changing = new();
    TaskCompletionSource changed = New();
    (int Id, Notice Notice, bool Closed)? current;
    int last;

    /// <summary>Shows it; null when there is nothing to say.</summary>
    public void Show(Notice? notice)
    {
        lock (changing)
        {
            if (current?.Notice.Gist == notice?.Gist)
                return;
            current = notice is null ? null : (++last, notice, Closed: false);
            Tell();
        }
    }

    /// <summary>A person closed it.</summary>
    public void Close(int id)
    {
        lock (changing)
        {
            if (current is not { } open || open.Id != id)
                return;
            current = open with { Closed = true };
            Tell();
        }
    }

    /// <summary>What stands now, then each change, until it is told to end.</summary>
    public async IAsyncEnumerable<WatchInteractionsResponseUpdate> WatchAsync([EnumeratorCancellation] CancellationToken stop)
    {
        int? shown = null;
        while (true)
        {
            (int Id, Notice Notice, bool Closed)? now;
            Task more;
            lock (changing)
            {
                now = current is { Closed: false } ? current : null;
                more = changed.Task;
            }

            if (shown is { } old && old != now?.Id)
                yield return new WatchInteractionsResponseUpdate { InteractionId = old, Complete = new InteractionComplete() };
            if (now is var (id, notice, _) && id != shown)
                yield return new WatchInteractionsResponseUpdate
                {
                    InteractionId = id,
                    Title = notice.Title,
                    Message = notice.Text,
                    ShowDismiss = true,
                    Notification = new InteractionNotification { Intent = notice.IsError ? MessageIntent.Error : MessageIntent.Warning },
                };
            shown = now?.Id;
            await more.WaitAsync(stop);
        }
    }

    void Tell()
    {
        var waiting = changed;
        changed = New();
        waiting.SetResult();
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
