namespace DualMaster.Replication.Tests.Simulation;

/// <summary>A server refused a statement.</summary>
sealed class StepFailedException(string message) : Exception(message);
