using System.Text.Json.Serialization;
using DualMaster.Replication.Watching;

namespace DualMaster.ProcessHost;

/// <summary>Reads the status without reflection, which costs a tenth of a second at the start.</summary>
[JsonSerializable(typeof(TopologyStatus))]
sealed partial class StatusJson : JsonSerializerContext;
