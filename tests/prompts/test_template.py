"""Every wording that ships is sound, and one that is not is refused with its file and name."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import explaining
from agent.rankers import bigrec, llmrank, nir, penha_hauff, sileo
from data.records import ItemRef
from prompts.example import Example, Said
from prompts.plan import PARTS
from prompts.prompt import Message, Slot
from prompts.registry import classes_in
from prompts.task import Task
from prompts.tasks.conversation import FIELDS as TALK_FIELDS
from prompts.tasks.conversation import FILES
from prompts.template import Template, TemplateError, load_templates, parse_templates

FIELDS = frozenset({"liked", "item"})
TASKS = classes_in("prompts.tasks", Task)
SHIPPED = {file.name for file in resources.files("prompts.templates").iterdir() if file.name.endswith(".toml")}
FIELDS_OF = {task.wording or task.name: task.fields for task in TASKS.values()} | dict.fromkeys(FILES, TALK_FIELDS) | {
    "sileo": sileo.FIELDS, "llmrank": llmrank.FIELDS, "nir": nir.FIELDS, "bigrec": bigrec.FIELDS,
    "probes": penha_hauff.FIELDS, "plan": frozenset(PARTS), "what_if": explaining.FIELDS,
}

ASKED_ONLY = "cross_domain"
"""No tuning sees any wording of it."""


def test_every_file_belongs_to_a_task_or_a_ranker() -> None:
    assert {f"{name}.toml" for name in FIELDS_OF} == SHIPPED


@pytest.mark.parametrize("name", FIELDS_OF)
def test_every_shipped_file_loads(name: str) -> None:
    templates = load_templates(name, FIELDS_OF[name])
    assert templates and any(template.seen for template in templates) == (name != ASKED_ONLY)


@pytest.mark.parametrize("name", FILES)
def test_the_wordings_of_a_situation_use_the_same_fields(name: str) -> None:
    """Nouns aside: whatever wording is drawn says the same."""
    used: dict[str, set[frozenset[str]]] = {}
    for template in load_templates(name, FIELDS_OF[name]):
        used.setdefault(template.situation, set()).add(template.placeholders() - {"noun", "nouns"})
    assert {situation: fields for situation, fields in used.items() if len(fields) > 1} == {}


@pytest.mark.parametrize(("text", "said"), [
    ("[[template]]\nid = 'a'\ntarget = '{films}'", r"x.toml, template 'a': unknown field \['films'\]; the task has"),
    ("[[template]]\nid = 'a'\ntarget = 'x'\nwordz = 1", r"x.toml, template 1: unknown key \['wordz'\]; known keys are"),
    ("[[template]]\nid = 'a'\ntarget = 'x'\n" * 2, "x.toml: the template id 'a' stands there twice"),
    ("[[template]\n", "x.toml: not TOML"),
    ("[[template]]\nid = 'a'", "x.toml, template 1: a template needs an id and a target"),
    ("[[template]]\ntarget = 'x'", "x.toml, template 1: a template needs an id and a target"),
    ("[[template]]\nid = 'a'\ntarget = '{liked'", "x.toml, template 1: .*; write a lone brace as {{ or }}"),
    ("[[template]]\nid = 'a'\ntarget = '{}'", r"unknown field \[''\]"),
    ("[[template]]\nid = 'a'\ntarget = '{liked.year}'", r"unknown field \['liked.year'\]"),
    ("[[template]]\nid = 3\ntarget = 'x'", "x.toml, template 1: id is 3; expected str"),
    ("[[template]]\nid = 'a'\ntarget = 'x'\nseen = 'no'", "seen is 'no'; expected bool"),
    ("[[template]]\nid = 'a'\ntarget = 'x'\nwords = { yes = 1 }", r"the label words \[1\] are no words"),
    ("[[templates]]\nid = 'a'\ntarget = 'x'", r"x.toml: unknown table \['templates'\]"),
    ("template = 3", "x.toml: 'template' is no list of tables"),
])  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place_and_the_way_out(text: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        parse_templates(text, FIELDS, place="x.toml")


@given(text=st.text(max_size=60))
def test_no_text_makes_another_error(text: str) -> None:
    try:
        parse_templates(f"[[template]]\nid = 'a'\ntarget = '''{text}'''", FIELDS, place="x.toml")
    except TemplateError as error:
        assert str(error).startswith("x.toml")


def test_a_template_is_filled_with_items_lists_and_whole_utterances() -> None:
    template = Template("t", target="Try {item}.", system="act", source="I like {liked} {{really}}.")
    liked = (ItemRef("1"), ItemRef("2"), "westerns")
    context = (Message("agent", ("Hello",)),)
    prompt = template.render(Example({"liked": liked, "item": Slot("3")}, context=context, user=4))
    assert prompt.messages == (
        Message("system", ("act",)), context[0],
        Message("user", ("I like ", ItemRef("1"), ", ", ItemRef("2"), " and westerns {really}.")),
    )
    assert prompt.target == ("Try ", Slot("3"), ".") and prompt.user == 4
    assert Template("t", "{item}").say({"item": Said(("see ", Slot()))}) == ("see ", Slot())


@given(said=st.text(max_size=30))
def test_what_fills_a_field_is_never_read_as_a_template(said: str) -> None:
    assert "".join(map(str, Template("t", "I like {liked}.").say({"liked": said}))) == f"I like {said}."


def test_a_field_that_is_missing_is_named() -> None:
    with pytest.raises(TemplateError, match=r"template 't' needs the field 'item'; the example has \['liked'\]"):
        Template("t", "{item}").say({"liked": "x"})


def test_a_label_is_said_in_the_word_that_its_wording_has_for_it() -> None:
    told = {"answer": "yes", "item": "yes"}
    assert Template("t", "{answer}, {item}", words={"yes": "gladly"}).say(told) == ("gladly, yes",)
    assert Template("t", "{answer}").say(told) == ("yes",)
