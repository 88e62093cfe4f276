using System.Diagnostics.Metrics;
using System.Threading.Channels;
using CliWrap;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class SupervisedProcessTests : IAsyncDisposable
{
    readonly string name = $"sleeper {Guid.NewGuid()}";
    readonly Channel<string> said = Channel.CreateUnbounded<string>();
    readonly SupervisedProcess process;

    public SupervisedProcessTests() => process = new SupervisedProcess(name, Sleep, line => said.Writer.TryWrite(line), TimeProvider.System);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    [Fact]
    public async Task One_that_ends_by_itself_is_started_again_and_each_time_a_little_later()
    {
        process.Start();
        process.Supervise();

        await KilledAndBackAsync();
        (await said.Reader.ReadAsync(Nodes.Token)).ShouldBe($"{name} ended with exit code 137; starting it again.");
        await process.KillAsync();

        (await said.Reader.ReadAsync(Nodes.Token)).ShouldBe($"{name} ended with exit code 137; starting it again in 0.5 s.");
    }

    [Fact]
    public async Task One_that_was_stopped_stays_so_until_it_is_started_again()
    {
        process.Start();
        process.Supervise();
        await process.StopAsync();
        var stopped = process.ProcessId;

        Directory.Exists($"/proc/{stopped}").ShouldBeFalse();
        process.Start();
        process.Supervise();

        process.ProcessId.ShouldNotBe(stopped);
        said.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_nobody_supervises_yet_is_stopped_too()
    {
        var child = process.Start();

        await process.StopAsync();

        (await child.Exited).ShouldBe(143);
    }

    [Fact]
    public async Task One_that_ends_as_its_host_does_is_not_started_again_even_when_it_was_a_moment_quicker()
    {
        using var ending = new CancellationTokenSource();
        var ends = Channel.CreateUnbounded<bool>();
        await using var ended = new SupervisedProcess(name, Sleep, line => said.Writer.TryWrite(line), new FakeTimeProvider())
        {
            Ending = ending.Token, Settling = TimeSpan.FromMilliseconds(250), Ended = restarts => ends.Writer.TryWrite(restarts),
        };
        var child = ended.Start();
        ended.Supervise();

        await ended.KillAsync();
        (await ends.Reader.ReadAsync(Nodes.Token)).ShouldBeTrue();
        await ending.CancelAsync();

        (await ends.Reader.ReadAsync(Nodes.Token)).ShouldBeFalse();
        await ended.StopAsync();
        ended.ProcessId.ShouldBe(child.ProcessId);
        said.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_goes_on_when_its_host_is_ending_does_so_until_it_is_stopped()
    {
        using var ending = new CancellationTokenSource();
        await using var going = new SupervisedProcess(name, Sleep, line => said.Writer.TryWrite(line), TimeProvider.System) { Ending = ending.Token };
        var child = going.Start();
        going.Supervise();

        await ending.CancelAsync();

        child.Exited.IsCompleted.ShouldBeFalse();
        await going.StopAsync();
        (await child.Exited).ShouldBe(143);
    }

    [Fact]
    public async Task How_many_run_and_how_often_they_were_started_again_is_measured()
    {
        var sums = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == HostSignals.Name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        process.Start();
        process.Supervise();
        await KilledAndBackAsync();
        await process.StopAsync();

        sums.ShouldBe(new Dictionary<string, long> { ["dualmaster.host.process.restarts"] = 1, ["dualmaster.host.process.running"] = 0 }, ignoreOrder: true);

        void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length == 1 && Equals(tags[0].Value, name))
                sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
        }
    }

    static ChildProcess Sleep() => new(Cli.Wrap("sleep").WithArguments(["600"]).WithValidation(CommandResultValidation.None).ExecuteAsync(), TimeProvider.System);

    async Task KilledAndBackAsync()
    {
        var killed = process.ProcessId;
        await process.KillAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (process.ProcessId == killed)
            await timer.WaitForNextTickAsync(Nodes.Token);
    }
}
