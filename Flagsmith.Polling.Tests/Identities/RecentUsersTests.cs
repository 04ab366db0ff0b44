using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

public sealed class RecentUsersTests
{
    private readonly RecentUsers _recent = new();

    [Test]
    public void Find_InTheSameStep_FindsWhoWasNoted()
    {
        var user = UserOf("ada");
        _recent.Note(user, now: 1);

        _recent.Find(new string("ada"), now: 1).Should().BeSameAs(user);
        _recent.Find("ada", now: 2).Should().BeNull("the cache must hear of each user once a step");
        _recent.Find("konrad", now: 1).Should().BeNull();
    }

    [Test]
    public void Find_AnotherUserInTheSameSlot_IsNotTakenForHim()
    {
        // The same beginning, end and length.
        _recent.Note(UserOf("user-1-of-this-service"), now: 1);

        _recent.Find("user-2-of-this-service", now: 1).Should().BeNull();
    }

    [Test]
    public void Note_SlotTakenInThisStep_LeavesItToTheFirst()
    {
        var (first, second) = (UserOf("user-1-of-this-service"), UserOf("user-2-of-this-service"));
        _recent.Note(first, now: 1).Should().BeTrue();

        _recent.Note(second, now: 1).Should().BeFalse("it is not found here, and need not be looked for in the cache again");
        _recent.Find(first.Identifier, now: 1).Should().BeSameAs(first);

        _recent.Note(second, now: 2);
        _recent.Find(second.Identifier, now: 2).Should().BeSameAs(second);
    }

    [Test]
    public void Find_DroppedByTheCache_FindsNobody()
    {
        var user = UserOf("ada");
        _recent.Note(user, now: 1);

        user.Drop();

        _recent.Find("ada", now: 1).Should().BeNull();
        _recent.Note(user, now: 1); // by a reader who had found him just before
        _recent.Find("ada", now: 1).Should().BeNull();
    }

    [Test]
    public void Forget_TakesTheUserOfThatNameAlone()
    {
        var user = UserOf("user-1-of-this-service");
        _recent.Note(user, now: 1);

        _recent.Forget("user-2-of-this-service");
        _recent.Find(user.Identifier, now: 1).Should().BeSameAs(user);

        _recent.Forget(user.Identifier);
        _recent.Find(user.Identifier, now: 1).Should().BeNull();
    }

    [Test]
    public void ForgetOthers_LeavesWhatIsKeptOfThatUser()
    {
        var (user, newer) = (UserOf("user-1-of-this-service"), UserOf("user-1-of-this-service"));
        _recent.Note(user, now: 1);

        _recent.ForgetOthers("user-2-of-this-service", []);
        _recent.ForgetOthers(user.Identifier, [newer, user]);
        _recent.Find(user.Identifier, now: 1).Should().BeSameAs(user);

        _recent.ForgetOthers(user.Identifier, [newer]);
        _recent.Find(user.Identifier, now: 1).Should().BeNull();
    }

    [Test]
    public void Clear_LetsGoOfAll()
    {
        _recent.Note(UserOf("ada"), now: 1);

        _recent.Clear();

        _recent.Find("ada", now: 1).Should().BeNull();
    }

    private static CachedUser UserOf(string identifier) =>
        new(new IdentityFlagSnapshot(FlagOverlay.Same(FlagBase.Empty), TraitSet.Empty, 1, FlagSource.Api, fetchedAt: null)) { Identifier = identifier };
}
