using DualMaster.Replication.Topology;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Topology;

public sealed class TopologySettingsValidationTests
{
    static readonly TopologySettings Defaults = new();

    [Theory]
    [InlineData("node2")]
    [InlineData("nobody")]
    [InlineData("")]
    public void The_one_writer_must_be_a_master(string writer) =>
        Problems(Defaults with { WriterMode = WriterMode.One, Writer = writer }).ShouldBe(
            [$"The writer '{writer}' is no master; expected one of node1, node3; correct Topology:Writer."]);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(65536)]
    public void The_step_must_leave_a_turn_to_every_master(int step) =>
        Problems(Defaults with { AutoIncrementStep = step }).ShouldBe(
            [$"The auto-increment step is {step} for 2 masters; expected at least 2 and at most 65535, because values of two masters would collide; correct Topology:AutoIncrementStep."]);

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(65535)]
    public void A_larger_step_is_right(int step) => Problems(Defaults with { AutoIncrementStep = step }).ShouldBeEmpty();

    [Fact]
    public void A_writer_mode_that_is_none() =>
        Problems(Defaults with { WriterMode = (WriterMode)7 }).ShouldHaveSingleItem().ShouldContain("WriterMode");

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.0999999")]
    public void A_round_that_is_too_short(string found) =>
        Problems(Defaults with { RoundInterval = TimeSpan.Parse(found) }).ShouldBe([$"Topology:RoundInterval is {found}; expected 00:00:00.1000000 to 00:01:00; correct it."]);

    [Theory]
    [InlineData("00:01:01")]
    [InlineData("10675199.02:48:05.4775807")]
    public void A_round_that_is_too_long(string found) =>
        Problems(Defaults with { RoundInterval = TimeSpan.Parse(found), BeatPatience = TimeSpan.FromHours(1) })
            .ShouldContain($"Topology:RoundInterval is {found}; expected 00:00:00.1000000 to 00:01:00; correct it.");

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:00:00.0999999")]
    public void A_beat_interval_that_is_too_short(string found) =>
        Problems(Defaults with { BeatInterval = TimeSpan.Parse(found) }).ShouldBe([$"Topology:BeatInterval is {found}; expected 00:00:00.1000000 to 00:10:00, or 00:00:00 for none; correct it."]);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.1000000")]
    [InlineData("00:00:02")]
    public void Beats_may_be_off_faster_than_rounds_or_slower(string interval) => Problems(Defaults with { BeatInterval = TimeSpan.Parse(interval) }).ShouldBeEmpty();

    [Fact]
    public void A_patience_that_is_shorter_than_two_beats() =>
        Problems(Defaults with { BeatPatience = TimeSpan.FromSeconds(4), BeatInterval = TimeSpan.FromSeconds(3) }).ShouldBe(
            ["Topology:BeatPatience is 00:00:04 with a beat every 00:00:03; expected at least two beats, because one may be late; correct it."]);

    [Theory]
    [InlineData("-00:00:00.2000000")]
    [InlineData("00:00:00")]
    [InlineData("1.00:00:00")]
    public void A_proving_interval_out_of_bounds(string found) =>
        Problems(Defaults with { ProvingInterval = TimeSpan.Parse(found) }).ShouldBe([$"Topology:ProvingInterval is {found}; expected 00:00:00.0500000 to 00:01:00; correct it."]);

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("01:00:00.0000001")]
    public void A_grace_out_of_bounds(string found) =>
        Problems(Defaults with { Grace = TimeSpan.Parse(found) }).ShouldBe([$"Topology:Grace is {found}; expected 00:00:00 to 01:00:00; correct it."]);

    [Fact]
    public void No_grace_at_all_is_right() => Problems(Defaults with { Grace = TimeSpan.Zero }).ShouldBeEmpty();

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("-00:00:03")]
    [InlineData("00:02:00")]
    public void A_time_limit_out_of_bounds(string found) =>
        Problems(Defaults with { StatementTimeout = TimeSpan.Parse(found) }).ShouldBe([$"Topology:StatementTimeout is {found}; expected 00:00:01 to 00:01:00; correct it."]);

    [Fact]
    public void A_patience_out_of_bounds() =>
        Problems(Defaults with { BeatPatience = TimeSpan.FromDays(1) }).ShouldBe(["Topology:BeatPatience is 1.00:00:00; expected 00:00:01 to 01:00:00; correct it."]);

    [Fact]
    public void A_patience_that_is_shorter_than_two_rounds() =>
        Problems(Defaults with { BeatPatience = TimeSpan.FromSeconds(4), RoundInterval = TimeSpan.FromSeconds(3) }).ShouldBe(
            ["Topology:BeatPatience is 00:00:04 with a round every 00:00:03; expected at least two rounds, because beats are looked at once a round; correct it."]);

    [Theory]
    [InlineData("-1.00:00:00")]
    [InlineData("00:00:00")]
    [InlineData("3651.00:00:00")]
    public void A_retention_out_of_bounds(string found) =>
        Problems(Defaults with { BinaryLogRetention = TimeSpan.Parse(found) }).ShouldBe([$"Topology:BinaryLogRetention is {found}; expected 00:10:00 to 3650.00:00:00; correct it."]);

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:00:04")]
    [InlineData("1.00:00:01")]
    public void A_time_until_another_master_is_followed_out_of_bounds(string found) =>
        Problems(Defaults with { RehomeAfter = TimeSpan.Parse(found) }).ShouldBe([$"Topology:RehomeAfter is {found}; expected 00:00:05 to 1.00:00:00, or 00:00:00 for never; correct it."]);

    [Fact]
    public void Replicas_may_stay_with_their_master_for_ever() => Problems(Defaults with { RehomeAfter = TimeSpan.Zero }).ShouldBeEmpty();

    static IReadOnlyList<string> Problems(TopologySettings settings)
    {
        var topology = DefaultTopology.OnLoopback(5500);
        return TopologyValidator.Validate(topology.Nodes, topology.Links, settings);
    }
}
