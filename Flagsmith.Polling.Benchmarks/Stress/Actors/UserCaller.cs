using System.Globalization;
using Flagsmith.Polling.Benchmarks.Stress.Model;
using Flagsmith.Polling.Benchmarks.Stress.Server;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Calls the library for the users of one provider, and has the model judge what comes back. Thread-safe.</summary>
internal sealed class UserCaller(IIdentityFlagProvider users, UserModel[] models, StressApi api, StageState stage, StressCounts counts)
{
    /// <summary>Far beyond the time limits of the library, with four writes of a user in a row.</summary>
    private static readonly TimeSpan MaxForCall = TimeSpan.FromSeconds(30);

    private static readonly string[] Values = ["a", "b"];

    public IReadOnlyList<UserModel> Models => models;

    /// <summary>Reads a user without waiting, if he is cached.</summary>
    /// <param name="user">Which user.</param>
    /// <param name="trail">The reader's own.</param>
    /// <returns>A task that waits for him, if he is not.</returns>
    public Task? Read(int user, ReadTrail trail)
    {
        var model = models[user];
        var ticket = model.Begin(CallKind.Read);
        var read = users.GetFlagsAsync(model.Identifier);
        if (!read.IsCompletedSuccessfully)
        {
            return FinishAsync(model, ticket, read.AsTask());
        }

        var view = ViewReader.Read(read.Result);
        model.End(ticket, view, wasCached: true);
        if (view is { IsFallback: false, IsEmpty: false } && trail.GoesBackTo(view.Sent, view.SentAt) && !stage.IsEnding)
        {
            model.Report(StressRule.ReadWentBack, $"a cached read got the response to the {view.Kind} sent with #{view.Sent} after a much newer one");
        }

        return null;
    }

    /// <summary>Reads a user if he is cached, and looks at nothing but the age of what it gets: so that most of the time is spent in the library.</summary>
    /// <returns>A task that waits for him, if he is not cached.</returns>
    public Task? Glance(int user)
    {
        var model = models[user];
        var required = model.OfPlain;
        var read = users.GetFlagsAsync(model.Identifier);
        if (!read.IsCompletedSuccessfully)
        {
            return WaitAsync(model, read.AsTask());
        }

        var sent = read.Result.GetValue(WireNames.Sent, long.MaxValue);
        if (sent != 0 && sent < required.Sent && !stage.IsEnding)
        {
            model.Report(required.Rule, $"a cached read got the response sent with #{sent}, but only #{required.Sent} and later may be read");
        }

        return null;
    }

    /// <summary>Reads a user if he is cached, and looks whether he follows the environment.</summary>
    public void Follow(int user, IFlagProvider environment)
    {
        var model = models[user];
        var before = environment.Current;
        var read = users.GetFlagsAsync(model.Identifier);
        if (!read.IsCompletedSuccessfully)
        {
            _ = WaitAsync(model, read.AsTask());
            return;
        }

        var view = read.Result;
        if (!ReferenceEquals(environment.Current, before) || stage.IsEnding || view.IsFallback || before.Source != FlagSource.Api || !before.HasFeature(WireNames.Switch) || !view.HasFeature(WireNames.Switch))
        {
            return;
        }

        var (content, seen, isOn) = (before.GetValue(WireNames.Content, 0L), view.GetValue(WireNames.Seen, 0L), view.IsEnabled(WireNames.Switch));
        if (isOn != (content % 2 == 0) && !(seen > content && isOn == (seen % 2 == 0)))
        {
            model.Report(StressRule.ChangeMissed, $"with content {content} of the environment a read gave the switch {(isOn ? "on" : "off")}, as of content {seen}");
        }
    }

    /// <summary>Makes a call and waits for its end.</summary>
    public Task CallAsync(int user, CallKind kind, Random random)
    {
        counts.Called();
        var model = models[user];
        var value = Values[random.Next(Values.Length)];
        switch (kind)
        {
            case CallKind.Read:
                return ReadAsync(model, random);
            case CallKind.ReadWithTraits:
                return ReadWithAsync(model, kind, IdentityPost.PassedTrait, value, IdentityPersistence.Identity);
            case CallKind.StoringRead:
                return ReadWithAsync(model, kind, IdentityPost.StoredTrait, value, IdentityPersistence.IdentityAndTraits);
            case CallKind.Refresh:
                return RefreshAsync(model, random);
            case CallKind.Write:
                return WriteAsync(model, random);
            default:
                Invalidate(model);
                return Task.CompletedTask;
        }
    }

    private async Task ReadAsync(UserModel model, Random random)
    {
        if (random.Next(8) == 0)
        {
            var ofTraits = model.Begin(CallKind.Read);
            await CatchAsync(model, ofTraits, async () =>
            {
                var read = users.GetTraitsAsync(model.Identifier);
                var wasCached = read.IsCompleted;
                model.End(ofTraits, ViewReader.ReadTraits(await read.AsTask().WaitAsync(MaxForCall)), wasCached);
            });
            return;
        }

        using var leaving = NewLeaving(random);
        var ticket = model.Begin(CallKind.Read);
        await CatchAsync(
            model,
            ticket,
            async () =>
            {
                var read = users.GetFlagsAsync(model.Identifier, leaving?.Token ?? default);
                var wasCached = read.IsCompleted;
                model.End(ticket, ViewReader.Read(await read.AsTask().WaitAsync(MaxForCall)), wasCached);
            },
            leaving);
    }

    private async Task ReadWithAsync(UserModel model, CallKind kind, string trait, string value, IdentityPersistence persistence)
    {
        var ticket = model.Begin(kind, value, TraitTicks.OfReads);
        var identity = new FlagIdentity(model.Identifier) { Traits = new Dictionary<string, TraitValue> { [trait] = value }, Persistence = persistence };
        await CatchAsync(model, ticket, async () =>
        {
            var read = users.GetFlagsAsync(identity);
            var wasCached = read.IsCompleted;
            model.End(ticket, ViewReader.Read(await read.AsTask().WaitAsync(MaxForCall)), wasCached);
        });
    }

    private async Task RefreshAsync(UserModel model, Random random)
    {
        using var leaving = NewLeaving(random);
        var ticket = model.Begin(CallKind.Refresh);
        model.History.Add("refresh begins", ticket.Began);
        await CatchAsync(
            model, ticket, async () => model.End(ticket, ViewReader.Read(await users.RefreshAsync(model.Identifier, leaving?.Token ?? default).WaitAsync(MaxForCall)), wasCached: false), leaving);
        model.History.Add("refresh ends", ticket.Began);
    }

    private async Task WriteAsync(UserModel model, Random random)
    {
        using var leaving = NewLeaving(random);
        var ticket = model.Begin(CallKind.Write, trait: random.Next(TraitTicks.OfReads));
        var trait = IdentityPost.SetPrefix + ticket.Trait.ToString(CultureInfo.InvariantCulture);
        var removes = random.Next(4) == 0;
        model.History.Add(removes ? "removal begins" : "write begins", ticket.Began);
        await CatchAsync(
            model,
            ticket,
            async () =>
            {
                var write = removes
                    ? users.ForIdentity(model.Identifier).RemoveTraitAsync(trait, leaving?.Token ?? default)
                    : users.ForIdentity(model.Identifier).SetTraitAsync(trait, ticket.Began.ToString(CultureInfo.InvariantCulture), leaving?.Token ?? default);
                var view = ViewReader.Read(await write.WaitAsync(MaxForCall));
                if (view.Writer != (removes ? 0 : ticket.Began) && !stage.IsEnding)
                {
                    model.Report(StressRule.CallGotOlderThanItself, $"Write #{ticket.Began} got the response to the write #{view.Writer}");
                }

                model.End(ticket, view, wasCached: false);
            },
            leaving);
        api.TakeArrival(ticket.Began);
        model.History.Add("write ends", ticket.Began);
    }

    private void Invalidate(UserModel model)
    {
        var ticket = model.Begin(CallKind.Invalidate);
        var isDone = false;
        try
        {
            users.Invalidate(model.Identifier);
            isDone = true;
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            // Disposed meanwhile.
        }
        finally
        {
            model.End(ticket, isDone);
            model.History.Add("invalidated", ticket.Began);
        }
    }

    private Task FinishAsync(UserModel model, CallTicket ticket, Task<IIdentityFlagSnapshot> read) =>
        CatchAsync(model, ticket, async () => model.End(ticket, ViewReader.Read(await read.WaitAsync(MaxForCall)), wasCached: false));

    /// <summary>Waits for a read of which nothing is known but that it has begun: it only must end.</summary>
    private Task WaitAsync(UserModel model, Task read) => CatchAsync(model, model.Begin(CallKind.Read), () => read.WaitAsync(MaxForCall));

    /// <summary>Some callers leave before the end. Those of storing reads do not: the write would go on with nobody to see its end.</summary>
    private static CancellationTokenSource? NewLeaving(Random random) =>
        random.Next(30) == 0 ? new CancellationTokenSource(TimeSpan.FromMilliseconds(100 * random.NextDouble())) : null;

    private async Task CatchAsync(UserModel model, CallTicket ticket, Func<Task> call, CancellationTokenSource? leaving = null)
    {
        try
        {
            await call();
        }
        catch (FlagsmithApiException error)
        {
            var isUnknown = ticket.Kind == CallKind.Write && error.Kind is FlagsmithErrorKind.Timeout or FlagsmithErrorKind.Unreachable;
            model.End(ticket, hasSucceeded: false, isUnknown ? api.TakeArrival(ticket.Began) : null);
            model.History.Add($"{ticket.Kind} fails: {error.Kind}", ticket.Began);
        }
        catch (OperationCanceledException) when (leaving is { IsCancellationRequested: true })
        {
            model.End(ticket, hasSucceeded: false);
        }
        catch (Exception cause)
        {
            model.End(ticket, hasSucceeded: false);
            Report(model, ticket, cause);
        }
    }

    private void Report(UserModel model, CallTicket ticket, Exception cause)
    {
        if (cause is TimeoutException)
        {
            model.Report(StressRule.CallHangs, $"{ticket.Kind} #{ticket.Began} has not ended in {MaxForCall.TotalSeconds:F0} s");
        }
        else if (!(stage.IsEnding && cause is ObjectDisposedException))
        {
            model.Report(StressRule.UnexpectedException, $"{ticket.Kind} #{ticket.Began} threw {cause}");
        }
    }
}
