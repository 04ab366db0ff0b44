namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a flag with all that it may become. Thread-safe.</summary>
internal sealed class FlagPlan
{
    /// <summary>What a byte can number, 0 aside.</summary>
    private const int MaxNumbered = byte.MaxValue;

    private readonly FlagState?[] _outcomes;

    /// <param name="index">The index of the feature.</param>
    /// <param name="candidates">The overrides that can apply, the strongest first.</param>
    /// <param name="byDefault">The environment's default.</param>
    /// <param name="outcomes">How many outcomes all choices have together.</param>
    public FlagPlan(int index, FlagCandidate[] candidates, FlagChoice byDefault, int outcomes)
    {
        Index = index;
        Candidates = candidates;
        Default = byDefault;
        _outcomes = new FlagState?[outcomes];
    }

    public int Index { get; }

    public FlagCandidate[] Candidates { get; }

    public FlagChoice Default { get; }

    /// <summary>Gets whether the flag is the same for all users and for the environment alone.</summary>
    public bool IsConstant => Candidates.Length == 0 && Default.Shares is null;

    /// <summary>Gets whether a byte can tell the outcomes apart.</summary>
    public bool IsNumbered => _outcomes.Length < MaxNumbered;

    /// <summary>Gets or sets where a user's evaluation notes the outcome; -1 for a constant flag. Set once, while the plan is made.</summary>
    public int Memo { get; set; } = -1;

    /// <summary>Gets or sets how long the longest chain of flags is that this one reads; 0 for one that reads none. Set once, while the plan is made.</summary>
    public int Rank { get; set; }

    /// <summary>Returns the flag of an outcome, always the same object.</summary>
    public FlagState Get(int number) => _outcomes[number] ?? Make(number);

    /// <summary>Returns the choice that an outcome belongs to.</summary>
    public FlagChoice ChoiceOf(int number)
    {
        foreach (var (_, choice) in Candidates)
        {
            if (number >= choice.First && number < choice.First + choice.Count)
            {
                return choice;
            }
        }

        return Default;
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Flag of {Candidates.Length} candidates";

    private FlagState Make(int number)
    {
        var made = ChoiceOf(number).MakeState(number);
        return Interlocked.CompareExchange(ref _outcomes[number], made, null) ?? made;
    }
}
