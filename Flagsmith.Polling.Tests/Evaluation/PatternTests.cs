using Flagsmith.Polling.Evaluation.Patterns;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Patterns of Python's dialect find in .NET what they find in Python 3.11, where these rows were run.</summary>
public sealed class PatternTests
{
    private static readonly OperatorRow[] Rows =
    [
        Row("abc", ["abc", "abcd"], ["xabc"]),
        Row("^abc$", ["abc", "abc\u000a"], ["xabc"]),
        Row("abc\\Z", ["abc"], ["abc\u000a"]),
        Row("a|b", ["b"], ["c", "xa"]),
        Row("gold|silver$", ["golden", "silver"], ["silvery"]),
        Row("(?P<n>a)(?P=n)", ["aa"], ["ab"]),
        Row("(?P<n>a)(b)\\2\\1", ["abba"], ["abab"]),
        Row("(a)(?P<n>b)\\1", ["aba"], ["abb"]),
        Row("a{,2}$", ["", "aa"], ["aaa", "a{,2}"]),
        Row("a{2}$", ["aa"], ["a"]),
        Row("a{2,}$", ["aaa"], ["a"]),
        Row("a{,}b", ["b", "aab"], []),
        Row("a{}", ["a{}"], ["a"]),
        Row("a{x}", ["a{x}"], []),
        Row("{a", ["{a"], []),
        Row("a*?b", ["aab"], []),
        Row("a*+b", ["aab"], ["aa"]),
        Row("a*+a", [], ["aa"]),
        Row("a++", ["aa"], []),
        Row("(ab)?+c", ["abc", "c"], []),
        Row("(?>a+)a", [], ["aa"]),
        Row("(?>a|ab)c", ["ac"], ["abc"]),
        Row("(?=a)*b", ["b"], []),
        Row("\\_x", ["_x"], []),
        Row("\\\u00e9", ["\u00e9"], ["e"]),
        Row("\\-", ["-"], []),
        Row("\\%\\!", ["%!"], []),
        Row("\\x41", ["A"], []),
        Row("\\u00e9", ["\u00e9"], []),
        Row("\\U0001F600", ["\U0001f600"], []),
        Row("\\U0001F600{2}$", ["\U0001f600\U0001f600"], ["\U0001f600"]),
        Row("\U0001f600+$", ["\U0001f600\U0001f600"], ["x"]),
        Row("\\0", ["\u0000"], []),
        Row("\\101", ["A"], []),
        Row("\\07", ["\u0007"], []),
        Row("\\a\\f\\n\\r\\t\\v", ["\u0007\u000c\u000a\u000d\u0009\u000b"], []),
        Row("\\d+$", ["12", "\u0663"], ["\u00b2", "x"]),
        Row("\\D", ["\u00b2"], ["1"]),
        Row("\\w+$", ["a\u00e9_1", "\u00b2", "\u2167"], ["-", "e\u0301", "\u200d"]),
        Row("\\W", ["\u0301", "-", "\u203f"], ["a", "\u00b2", "_"]),
        Row("\\s+$", [" \u0009", "\u001f", "\u0085"], ["\u200b", "a"]),
        Row("\\S", ["a"], ["\u001f", "\u3000"]),
        Row("\\bfoo\\b", ["foo bar", "foo"], ["foobar"]),
        Row("a\\B", ["ab"], ["a", "a b"]),
        Row("\\B", ["-"], ["", "a"]),
        Row("e\\b", ["e\u0301", "e"], []),
        Row("[abc]", ["b"], ["d"]),
        Row("[^abc]", ["d"], ["b"]),
        Row("[a-c]x", ["bx"], ["dx"]),
        Row("[]a]", ["]", "a"], ["b"]),
        Row("[^]a]", ["b"], ["]"]),
        Row("[a-]", ["-", "a"], []),
        Row("[-a]", ["-"], []),
        Row("[a[b]c", ["[c", "ac"], ["c"]),
        Row("[a-z&&[b]]", ["b]", "&]"], ["b"]),
        Row("[\\]\\\\]", ["]", "\\"], ["a"]),
        Row("[\\w-]+$", ["a-b"], ["a b"]),
        Row("[\\d.]+$", ["1.2"], ["1,2"]),
        Row("[^\\d]", ["a"], ["1"]),
        Row("[\\W]", ["-"], ["\u00b2", "a"]),
        Row("[\\S]", ["a"], ["\u001f"]),
        Row("[\\s]", ["\u001f", " "], []),
        Row("[\\D]", ["a"], ["1"]),
        Row("[\\b]", ["\u0008"], ["b"]),
        Row("[\\1]", ["\u0001"], []),
        Row("[a-z-[b]]", ["b]", "-]"], ["a"]),
        Row("[\U0001f600\U0001f601]$", ["\U0001f601"], ["x"]),
        Row("[a\U0001f600]+$", ["a\U0001f600a"], []),
        Row("[_.%+-]+$", ["_.%+-"], []),
        Row("(a|b)c", ["bc"], ["c"]),
        Row("(?:a|b)c", ["bc"], []),
        Row("(?#note)a", ["a"], []),
        Row("(?=ab)a", ["ab"], ["ac"]),
        Row("(?!ab)a", ["ac"], ["ab"]),
        Row("ab(?<=b)c", ["abc"], []),
        Row("ab(?<!b)c", [], ["abc"]),
        Row("ab(?<=b|a)c", ["abc"], []),
        Row("a(?<=(a))b", ["ab"], []),
        Row("(a)b(?<=\\1b)c", ["abc"], []),
        Row("(?i)ABC", ["abc"], ["abd"]),
        Row("(?i)\u00c9", ["\u00e9"], []),
        Row("(?i:A)b", ["ab"], ["aB"]),
        Row("(?i)a(?-i:B)", ["AB"], ["Ab"]),
        Row("(?s).", ["\u000a"], []),
        Row(".", ["a", "\u000d"], ["\u000a"]),
        Row("(?m)a$\u000a^b", ["a\u000ab"], []),
        Row("a$.", [], ["a\u000a"]),
        Row("(?x) a b # c", ["ab", "ab # c"], ["a b"]),
        Row("(?x)a\\ b", ["a b"], ["ab"]),
        Row("(?x)[ ]a", [" a"], ["a"]),
        Row("(?x)a#b\\\nb\nc", ["ac"], ["abc"]),
        Row("(?#a\\)b)c", ["c"], ["b)c"]),
        Row("(?x)a # x)\u000ab", ["ab"], []),
        Row("(?x) (?i)a", ["A", "a"], []),
        Row("(?i)(?s)A.", ["a\u000a"], []),
        Row("(?x:a b)c d", ["abc d"], ["abcd"]),
        Row("(?u)\u00e9", ["\u00e9"], []),
        Row("(?a)\\w", ["e"], ["\u00e9"]),
        Row("(?a)\\d", ["3"], ["\u0663"]),
        Row("(?a)\\bx\\b", ["x\u00e9", "x"], ["xe"]),
        Row("(?a)\\W", ["\u00e9"], ["a"]),
        Row("(?a)[\\W\\d]+$", ["\u00e91"], ["a"]),
        Row("(?a:\\w)\\w", ["a\u00e9"], ["\u00e9a"]),
        Row("(?ii)a", ["A"], []),
        Row("(a)?(?(1)b|c)$", ["ab", "c"], ["ac", "b"]),
        Row("(?P<n>a)?(?(n)b)$", ["ab", ""], ["a"]),
        Row("(?(1)b|c)(a)?$", ["c", "ca"], ["b"]),
        Row("a||b", ["", "b", "a"], []),
        Row("()", [""], []),
        Row("(|a)+$", ["a", ""], []),
        Row("(?:)*", [""], []),
        Row("a#b", ["a#b"], []),
        Row("a b", ["a b"], ["ab"]),
        Row("a]b}", ["a]b}"], []),
        Row("", ["x", ""], []),
        Row("\\$\\.", ["$."], []),
        Row("a\\Zb", [], ["ab"]),
        Row("\\Aa", ["a"], ["ba"]),
        Row("x*", ["y"], []),
    ];

    // What Python refuses matches nothing, also where .NET would take it.
    private static readonly string[] Refused =
    [
        "(?x)#a\\", "(?#a\\)",
        "(?P<n>a)(?P<n>b)", "(?<n>a)", "(?'n'a)", "(?P=n)(?P<n>a)", "\\1(a)", "(a\\1)", "(?P<1n>a)", "(a)\\2", "{2}", "a{3,2}", "a{2}{3}", "a**",
        "*a", "^*a", "\\b*a", "\\p{L}", "\\e", "\\z", "\\G", "\\k<n>", "\\Q", "\\h", "\\c", "a\\", "\\x4", "\\U00110000", "\\400", "\\8", "(a)\\10",
        "[\\B]", "[\\A]", "[z-a]", "[\\w-a]", "[a-\\d]", "[a", "[]", "(a", "a)", "(?#note", "ab(?<=a*)c", "ab(?<=a|bb)c", "(a+)b(?<=\\1b)c",
        "a(?i)b", "(?-i)a", "(?n)a", "(?au)a", "(?L)a", "(?i-i:a)", "(?i-:a)", "(?)", "(?P)", "(?P>a)", "(?", "(?(2)b|c)(a)?", "(?(n)b|c)",
        "(a)?(?(1)b|c|d)", "(?(0)a)", "a{99999999999}", "\\N{DIGIT ONE}",
    ];

    private static IEnumerable<TestCaseData> Cases() => Rows.SelectMany(row => row.Cases());

    [TestCaseSource(nameof(Cases))]
    public void Pattern_OfPythonsDialect_MatchesAtTheBeginning(string @operator, string? pattern, object? trait, bool matches) =>
        Engine.Matches(@operator, pattern, trait).Should().Be(matches);

    [TestCaseSource(nameof(Refused))]
    public void Pattern_ThatPythonRefuses_HasNoTranslation(string pattern) => PatternTranslator.Translate(pattern).Should().BeNull();

    [Test]
    public void Pattern_OfCatastrophicCost_GivesUpAndMatchesOthersAfterwards()
    {
        const string pattern = "(a+)+$";

        Engine.Matches("REGEX", pattern, new string('a', 40) + "!").Should().BeFalse();
        Engine.Matches("REGEX", pattern, "aa").Should().BeTrue();
    }

    // The second has no form without backtracking: it looks ahead.
    [TestCase("(a+)+$")]
    [TestCase("(?=a)(a+)+$")]
    public async Task Pattern_ThatTakesTooLong_IsReportedOnceAndCostsLittleAfterwards(string text)
    {
        var observer = new TimeoutCounter();
        var pattern = new SegmentPattern(text, observer);
        var hostile = Enumerable.Range(0, 100).Select(user => new string('a', 40 + user) + "!").ToList();

        pattern.IsMatch(hostile[0]).Should().BeFalse();
        await pattern.Replacement!;
        var atFirst = pattern.Timeouts;
        hostile.Should().OnlyContain(user => !pattern.IsMatch(user));

        pattern.IsMatch("aaaa").Should().BeTrue("one user's text decides for that user alone");
        observer.Should().BeEquivalentTo(new { First = 1, All = pattern.Timeouts });
        atFirst.Should().Be(1);
    }

    [Test]
    public async Task ThousandHostileUsers_OfAPatternThatNeedsNoBacktracking_CostOneTimeout()
    {
        var pattern = new SegmentPattern("(a+)+$", observer: null);
        pattern.IsMatch(new string('a', 40) + "!").Should().BeFalse();
        await pattern.Replacement!;

        Enumerable.Range(0, 1_000).Should().OnlyContain(user => !pattern.IsMatch(new string('a', 40 + (user % 7)) + "!" + user));
        pattern.Timeouts.Should().Be(1);
    }

    [Test]
    public void Pattern_OfAnyDepth_IsAnsweredWithoutOverflow()
    {
        var deep = new string('(', 100_000) + "a" + new string(')', 100_000);

        var translate = () => PatternTranslator.Translate(deep);

        translate.Should().NotThrow();
    }

    private static OperatorRow Row(string pattern, object?[] matching, object?[] missing) => new("REGEX", pattern, matching, missing);

    private sealed class TimeoutCounter : IPatternObserver
    {
        public int First { get; private set; }

        public int All { get; private set; }

        public void TimedOut(bool isFirst)
        {
            First += isFirst ? 1 : 0;
            All++;
        }
    }
}
