namespace DualMaster.Replication.Copying;

/// <summary>Measures how a copy gets on: bytes, and the rate of the last seconds.</summary>
/// <param name="time">The clock.</param>
sealed class CopyGauge(TimeProvider time)
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    readonly Lock gate = new();
    readonly Queue<(long At, long Bytes)> samples = [];
    CopyProgress progress = new("", "beginning", 0, null, null);

    /// <summary>How far it is.</summary>
    public CopyProgress Now
    {
        get
        {
            lock (gate)
                return progress;
        }
    }

    /// <summary>Notes what is done and how.</summary>
    public void Note(string method, string phase)
    {
        lock (gate)
            progress = progress with { Method = method, Phase = phase };
    }

    /// <summary>Notes how many bytes have arrived.</summary>
    /// <param name="bytes">Those so far.</param>
    /// <param name="total">Of how many, as far as that is known.</param>
    public void Note(long bytes, long? total)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            samples.Enqueue((now, bytes));
            while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At, now) > Window)
                samples.Dequeue();
            var (at, before) = samples.Peek();
            var seconds = time.GetElapsedTime(at, now).TotalSeconds;
            progress = progress with { Bytes = bytes, TotalBytes = total, BytesPerSecond = seconds > 0 && bytes >= before ? (bytes - before) / seconds : null };
        }
    }
}
