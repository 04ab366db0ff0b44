namespace Flagsmith.Polling.Evaluation;

/// <summary>Specifies which segments can match in an evaluation without a user.</summary>
internal enum SegmentsWithoutUser
{
    /// <summary>Those whose conditions all read the environment, its features or its flags.</summary>
    ThatReadNoUser,

    /// <summary>All, as in the reference engine: a trait is not set, so that <c>IS_NOT_SET</c> matches.</summary>
    All,

    /// <summary>None, as in SDKs before flags could depend on flags.</summary>
    None,
}
