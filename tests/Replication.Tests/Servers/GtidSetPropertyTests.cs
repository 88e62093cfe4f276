using System.Globalization;
using CsCheck;
using DualMaster.Replication.Servers;
using Shouldly;
using Xunit;

namespace DualMaster.Replication.Tests.Servers;

/// <summary>Against the model: a plain set of single transactions.</summary>
public sealed class GtidSetPropertyTests
{
    static readonly string[] Uuids =
    [
        "3e11fa47-71ca-11e1-9e33-c80aa9429562", "00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ];

    static readonly string[] Tags = ["", "a", "backup_1"];

    static readonly Gen<(string Uuid, string Tag, long Number)> Transaction =
        from uuid in Gen.Int[0, Uuids.Length - 1]
        from tag in Gen.Int[0, Tags.Length - 1]
        from number in Gen.Long[1, 12]
        select (Uuids[uuid], Tags[tag], number);

    static readonly Gen<HashSet<(string Uuid, string Tag, long Number)>> Model = Transaction.HashSet[0, 40];

    [Fact]
    public void What_is_printed_reads_back_as_the_same() =>
        Model.Sample(model => GtidSet.Parse(Set(model).ToString()).ToString() == Set(model).ToString());

    [Fact]
    public void However_the_text_is_split_and_ordered_the_set_is_the_same() =>
        Gen.Select(Model, Gen.Int[0, 1000]).Sample((model, seed) =>
            Set(model.OrderBy(entry => HashCode.Combine(entry, seed))).Equals(Set(model)));

    [Fact]
    public void Equal_sets_and_only_those_are_equal() =>
        Gen.Select(Model, Model).Sample((left, right) =>
            Set(left).Equals(Set(right)) == left.SetEquals(right)
            && (!left.SetEquals(right) || Set(left).GetHashCode() == Set(right).GetHashCode()));

    [Fact]
    public void Union_holds_what_is_in_either() =>
        Gen.Select(Model, Model).Sample((left, right) => Set(left).Union(Set(right)).Equals(Set(left.Union(right))));

    [Fact]
    public void Except_leaves_what_the_other_lacks() =>
        Gen.Select(Model, Model).Sample((left, right) => Set(left).Except(Set(right)).Equals(Set(left.Except(right))));

    [Fact]
    public void One_set_contains_another_when_it_has_all_of_it() =>
        Gen.Select(Model, Model, Gen.Bool).Sample((left, right, joined) =>
            Set(joined ? left.Union(right) : left).Contains(Set(right)) == (joined || right.IsSubsetOf(left)));

    [Fact]
    public void It_counts_single_transactions() =>
        Model.Sample(model => Set(model).Count == model.Count && Set(model).IsEmpty == (model.Count == 0));

    [Fact]
    public void It_names_the_servers_that_it_has_transactions_of() =>
        Model.Sample(model => Set(model).Origins.SetEquals(model.Select(entry => entry.Uuid)));

    [Fact]
    public void The_part_from_some_servers_is_that_with_their_uuid_whatever_its_tag() =>
        Gen.Select(Model, Gen.Int[0, 7]).Sample((model, chosen) =>
        {
            var uuids = Uuids.Where((_, index) => (chosen >> index & 1) == 1).ToHashSet();
            return Set(model).From(uuids).Equals(Set(model.Where(entry => uuids.Contains(entry.Uuid))));
        });

    [Fact]
    public void No_operation_changes_its_operands() =>
        Gen.Select(Model, Model).Sample((left, right) =>
        {
            var (first, second) = (Set(left), Set(right));
            var (before, other) = (first.ToString(), second.ToString());
            _ = (first.Union(second), first.Except(second), first.Contains(second), first.From(new HashSet<string> { Uuids[0] }));
            return first.ToString() == before && second.ToString() == other;
        });

    static GtidSet Set(IEnumerable<(string Uuid, string Tag, long Number)> model) => GtidSet.Parse(string.Join(',', model.Select(entry =>
        $"{entry.Uuid}:{(entry.Tag.Length == 0 ? "" : entry.Tag + ":")}{entry.Number.ToString(CultureInfo.InvariantCulture)}")));
}
