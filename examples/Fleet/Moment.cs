namespace Fleet;

/// <summary>A moment of a timeline.</summary>
/// <param name="At">When it was, from the beginning.</param>
/// <param name="Who">Which worker it is about, or what was done.</param>
/// <param name="Kind">What happened.</param>
internal sealed record Moment(TimeSpan At, string Who, TimelineKind Kind);
