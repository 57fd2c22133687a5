from data.mentions import letters, place_titles, word_count
from data.records import ItemRef


def anything(item: str, found: str) -> bool:
    return True


def test_a_title_is_found_whatever_blanks_marks_and_capitals_say() -> None:
    titles = [("x", "The Matrix: Part II")]
    assert place_titles("see matrix part 2, or not", titles, anything) == ("see ", ItemRef("x"), ", or not")
    assert place_titles("see matrix part 3", titles, anything) == ("see matrix part 3",)


def test_titles_take_their_words_in_order_and_each_once_unless_every_place_counts() -> None:
    titles = [("long", "Captain Marvel"), ("short", "Marvel")]
    text = "Captain Marvel, then Captain Marvel and Marvel"
    long, short = ItemRef("long"), ItemRef("short")
    assert place_titles(text, titles, anything) == (long, ", then Captain ", short, " and Marvel")
    assert place_titles(text, titles, anything, every=True) == (long, ", then ", long, " and ", short)


def test_a_bracket_that_a_title_closes_goes_with_it() -> None:
    titles = [("m", "Marlin (Harbour Store)"), ("u", "Up!")]
    found = place_titles("(Marlin (Harbour Store)) or Up!", titles, anything)
    assert found == ("(", ItemRef("m"), ") or ", ItemRef("u"), "!")


def test_words_that_are_not_accepted_stay_words() -> None:
    found = place_titles("run, Run", [("r", "Run")], lambda item, words: words != "run")
    assert found == ("run, ", ItemRef("r"))


def test_scripts_without_blanks_are_read_letter_by_letter() -> None:
    assert place_titles("我爱看《花样》电影", [("f", "花样")], anything) == ("我爱看《", ItemRef("f"), "》电影")
    assert (word_count("花样 years"), letters("花样, Years!")) == (3, "花样years")


def test_nothing_is_found_by_a_title_without_letters() -> None:
    assert place_titles("well ... ?", [("q", "???"), ("e", "")], anything) == ("well ... ?",)
