namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Reads the environment and users without end, and checks the age of all it reads. One for each core.</summary>
internal sealed class SoakReaders(SoakPlan plan, SoakClock clock, PollLedger ledger, IFlagProvider environment, IIdentityFlagProvider users, SoakFaults faults)
{
    private const int Burst = 500;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly string[] _identifiers = [.. Enumerable.Range(0, plan.Users).Select(user => $"soak-user-{user:D8}")];
    private long _reads;

    public AgeRecord Environment { get; } = new();

    public AgeRecord Users { get; } = new();

    /// <summary>Gets which share of users got the environment's flags.</summary>
    public ReadShares Shares { get; } = new();

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Reads every user until each has been fetched once. Before that there is nothing of a user that could be served while the API fails.</summary>
    public Task FillAsync(CancellationToken stopping) => Parallel.ForEachAsync(
        _identifiers,
        new ParallelOptions { MaxDegreeOfParallelism = System.Environment.ProcessorCount, CancellationToken = stopping },
        FillAsync);

    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, System.Environment.ProcessorCount).Select(seed => Task.Run(() => ReadAsync(new Random(seed), stopping), CancellationToken.None)));

    private async ValueTask FillAsync(string identifier, CancellationToken stopping)
    {
        while (await ReadUserAsync(identifier))
        {
            await Task.Delay(Rest, stopping);
        }
    }

    private async Task ReadAsync(Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var fallbacks = 0;
            for (var read = 0; read < Burst; read++)
            {
                fallbacks += await ReadUserAsync(_identifiers[random.Next(_identifiers.Length)]) ? 1 : 0;
            }

            Shares.Note(Burst, fallbacks);

            ReadEnvironment();
            Interlocked.Add(ref _reads, Burst + 1);
            await Task.Delay(Rest, CancellationToken.None);
        }
    }

    /// <returns>Whether the environment's flags were read in place of the user's.</returns>
    private async ValueTask<bool> ReadUserAsync(string identifier)
    {
        try
        {
            var user = await users.GetFlagsAsync(identifier);
            if (user.IsFallback)
            {
                Environment.Note(clock.AgeOf(GenerationOf(user)), MaxOfEnvironment());
                return true;
            }

            Users.Note(clock.AgeOf(GenerationOf(user)), plan.MaxOfUser);
            CheckOwn(user);
        }
        catch (Exception cause)
        {
            faults.Add("user", cause);
        }

        return false;
    }

    private void ReadEnvironment()
    {
        try
        {
            Environment.Note(clock.AgeOf(GenerationOf(environment.Current)), MaxOfEnvironment());
        }
        catch (Exception cause)
        {
            faults.Add("environment", cause);
        }
    }

    private TimeSpan MaxOfEnvironment()
    {
        var (failures, failing) = ledger.Read(clock.Elapsed);
        return plan.MaxOfEnvironment(failures, failing);
    }

    /// <summary>Reads the generation, and that the flags beside it are of the same.</summary>
    private static int GenerationOf(IFlagSnapshot flags)
    {
        var generation = flags.GetValue(SoakBody.Stamp, -1);
        return flags.IsEnabled(SoakBody.Toggle) == (generation % 2 == 0) ? generation : throw new InvalidOperationException("A snapshot holds flags of two generations.");
    }

    private static void CheckOwn(IIdentityFlagSnapshot user)
    {
        if (user.GetValue(SoakBody.Own, "") != "mine")
        {
            throw new InvalidOperationException("A user has lost a flag of his own.");
        }
    }
}
